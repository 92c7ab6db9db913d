"""What commands print: tables for people, JSON for scripts, in the language of the user."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH = 100


def lang() -> str:
    """Language of what humas people read: SELARAS_LANG, Bahasa Indonesia unless it is ``en``."""
    return "en" if os.environ.get("SELARAS_LANG", "id").lower().startswith("en") else "id"


def say(key: str, /, **values: object) -> str:
    """A text of the command line, from the catalogue."""
    from selaras.catalogue import text  # noqa: PLC0415

    return text(f"cli.{key}", lang=lang(), **values)


def console() -> Console:
    """Standard output for people; 100 columns where nothing else is known."""
    from rich.console import Console  # noqa: PLC0415

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDTH
    return Console(width=width, highlight=False)


def note(message: str) -> None:
    """Something beside the result, on standard error."""
    print(message, file=sys.stderr, flush=True)


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    view = Table(*titles, header_style="bold", box=None, pad_edge=False)
    for row in rows:
        # Text: what others wrote is shown as it is, never read as markup.
        view.add_row(*(Text(_cell(value)) for value in row))
    console().print(view)


def print_json(value: object) -> None:
    """Print one line of JSON."""
    print(json.dumps(_plain(value), ensure_ascii=False), flush=True)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return str(value)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value
