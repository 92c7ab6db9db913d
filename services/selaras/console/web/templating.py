"""Templates: Jinja2 with escaping always on, and what every page may use."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from selaras.console.content.turns import without_turns

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@cache
def environment() -> Environment:
    """The templates; a name that a page does not give is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_finalize,
    )
    made.globals["static"] = static_url
    return made


def _finalize(value: Any) -> Any:
    """Every value on its way into a page."""
    return without_turns(value) if isinstance(value, str) else value


@cache
def static_url(name: str) -> str:
    """Address of a file under ``static/``, which changes with its content.

    Raises:
        FileNotFoundError: there is none.
    """
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


def render(template: str, values: dict[str, Any]) -> str:
    """A template filled with values."""
    return environment().get_template(template).render(values)
