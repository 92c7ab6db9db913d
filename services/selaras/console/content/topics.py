"""Topics of cases and plans in words."""

from __future__ import annotations

from selaras.catalogue import CatalogueError, keys, text

_GROUP = "web.topic."


def topics(lang: str) -> list[tuple[str, str]]:
    """Ids of all topics with their words, by word."""
    known = keys(lang)
    found = [(key.removeprefix(_GROUP), known[key]) for key in known if key.startswith(_GROUP)]
    return sorted(
        ((name, word) for name, word in found if name != "unspecified"), key=lambda item: item[1]
    )


def topic_word(name: str, lang: str) -> str:
    """A topic in words; its id where a newer server has one of its own; empty: not known."""
    if not name:
        return ""
    try:
        return text(_GROUP + name, lang=lang)
    except CatalogueError:
        return name
