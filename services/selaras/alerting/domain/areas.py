"""How areas lie to each other, by their codes alone: "32.78" lies in "32"."""

from __future__ import annotations

from collections.abc import Iterable


def lies_in(code: str, area: str) -> bool:
    """Whether an area is another one or lies in it; everything lies in the whole country ("")."""
    return not area or code == area or code.startswith(f"{area}.")


def touch(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether any area of one group is, lies in or holds one of the other; none: the country."""
    mine, theirs = tuple(some), tuple(others)
    if not mine or not theirs:
        return True
    return any(lies_in(a, b) or lies_in(b, a) for a in mine for b in theirs)
