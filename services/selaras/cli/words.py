"""Names of the API in the words of whoever reads."""

from __future__ import annotations

from collections.abc import Iterable

from selaras.catalogue import CatalogueError, text
from selaras.cli.output import lang, say


def word(group: str, name: str) -> str:
    """A named value in words; the name itself where the catalogue has none.

    A server that is newer than this command line has names that nobody here has heard of.
    """
    try:
        return say(f"{group}.{name.lower()}")
    except CatalogueError:
        return name


def fact_kinds(kinds: Iterable[str]) -> str:
    """Kinds of facts in words, in a row."""
    return ", ".join(fact_kind(kind) for kind in kinds)


def fact_kind(kind: str) -> str:
    """A kind of fact in words; the name itself where the catalogue has none."""
    name = "text" if kind in {"", "UNSPECIFIED"} else kind.lower()
    try:
        return text(f"kind.{name}", lang=lang())
    except CatalogueError:
        return kind


def sentence(lines: Iterable[str]) -> str:
    """Parts that are there, in a row."""
    return " · ".join(filter(None, lines))


def flat(written: str) -> str:
    """What people wrote, on one line."""
    return " ".join(written.split())
