"""Which passwords are refused: short ones, and those that everybody tries first."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from selaras.intake.domain.errors import RuleBroken

LEAST_LENGTH = 12
# Characters around a word that everybody knows which still make no password: "Jakarta2026!".
_MOST_AROUND = 6
_AROUND = re.compile(r"^[\W\d_]*|[\W\d_]*$")
_REPEATED = re.compile(r"(.{1,6}?)\1+(.{0,5})", re.DOTALL)
_HERE = frozenset(
    {
        *("admin", "administrator", "bismillah", "garuda", "humas", "indonesia", "jakarta"),
        *("katasandi", "merdeka", "nusantara", "pancasila", "pemerintah", "rahasia", "sayang"),
        *("selaras", "sandi"),
    }
)


def check_password(password: str, login: str, is_common: Callable[[str], bool], field: str) -> None:
    """Refuse a password that is guessed soon.

    Args:
        is_common: whether a password or word in lower case is among those tried first.
        field: path of it below the request.

    Raises:
        RuleBroken: PASSWORD_TOO_SHORT or PASSWORD_TOO_COMMON.
    """
    if len(password) < LEAST_LENGTH:
        raise RuleBroken.field(
            "PASSWORD_TOO_SHORT", field, f"must have at least {LEAST_LENGTH} characters"
        )
    lower = password.lower()
    if _is_run(lower) or any(_is_around(lower, known) for known in _names(login)):
        raise _too_common(field)
    word = _AROUND.sub("", lower)
    is_near = len(lower) - len(word) <= _MOST_AROUND
    if is_common(lower) or (is_near and (word in _HERE or is_common(word))):
        raise _too_common(field)


def _is_run(text: str) -> bool:
    """Whether it is one short piece again and again, or letters in a row."""
    found = _REPEATED.fullmatch(text)
    if found and found[1].startswith(found[2]):
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})


def _names(login: str) -> set[str]:
    """What of a login is not a password: the whole, and the part before the @."""
    return {name for name in (login, login.partition("@")[0]) if name}


def _is_around(text: str, name: str) -> bool:
    return name in text and len(text) - len(name) <= _MOST_AROUND


def _too_common(field: str) -> RuleBroken:
    return RuleBroken.field("PASSWORD_TOO_COMMON", field, "is one that is guessed first")
