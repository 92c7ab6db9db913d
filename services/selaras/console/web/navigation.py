"""The menu: which pages somebody finds there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from selaras.console.content.person import ADMINS, EVERYBODY, OVERSEERS, PEOPLE, Role
from selaras.console.web.visit import Visit

# Key of the catalogue below ``web.nav``, path, and who finds it.
_ITEMS: tuple[tuple[str, str, Collection[Role]], ...] = (
    ("cases", "/cases", PEOPLE),
    ("drafts", "/drafts", PEOPLE),
    ("check", "/check", PEOPLE),
    ("search", "/search", PEOPLE),
    ("calendar", "/calendar", PEOPLE),
    ("overview", "/overview", OVERSEERS),
    ("report", "/report", OVERSEERS),
    ("silences", "/silences", EVERYBODY),
    ("admin", "/admin", ADMINS),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    key: str
    path: str
    is_here: bool


def navigation(visit: Visit) -> list[Item]:
    """The menu of who is signed in."""
    here = visit.request.url.path
    return [
        Item(f"web.nav.{key}", path, here == path or here.startswith(f"{path}/"))
        for key, path, who in _ITEMS
        if visit.is_any(*who)
    ]


def home(role: Role) -> str:
    """The page that somebody begins with."""
    return "/admin" if role is Role.ADMIN else "/cases"
