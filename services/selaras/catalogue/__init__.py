"""The one catalogue of what people read: Bahasa Indonesia first, English second.

Texts lie in ``<area>.id.toml`` and ``<area>.en.toml`` beside this file, keyed by dotted names, with
``{placeholders}`` of :meth:`str.format`. A test holds that both languages have the same keys with
the same placeholders.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("id", "en")


class CatalogueError(KeyError):
    """A text that is not in the catalogue, or a value that it needs and did not get."""


def text(key: str, /, *, lang: str = "id", **values: Any) -> str:
    """The text of a key in a language, with its placeholders filled.

    Raises:
        CatalogueError: no such key or language, or a placeholder without a value.
    """
    try:
        return _texts(lang)[key].format(**values)
    except KeyError as error:
        raise CatalogueError(f"{key} ({lang}): {error}") from error


def keys(lang: str) -> dict[str, str]:
    """All texts of a language by key, unfilled."""
    return dict(_texts(lang))


@cache
def _texts(lang: str) -> dict[str, str]:
    merged: dict[str, str] = {}
    folder = resources.files(__package__)
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(f".{lang}.toml"):
            merged.update(_flatten(tomllib.loads(entry.read_text("utf-8"))))
    if not merged:
        raise CatalogueError(f"no language {lang!r}")
    return merged


def _flatten(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat.update(_flatten(value, f"{prefix}{name}."))
        else:
            flat[prefix + name] = value
    return flat
