"""How areas lie to each other, by their Kemendagri codes alone: "32.78" lies in "32"."""

from __future__ import annotations

from collections.abc import Collection


def is_touched(code: str, wanted: Collection[str]) -> bool:
    """Whether an area is one of those wanted, lies in one or holds one.

    An empty code is the whole country, and so is nothing wanted: either has to do with all.
    """
    if not code or not wanted:
        return True
    return any(_lies_in(code, one) or _lies_in(one, code) for one in wanted)


def _lies_in(code: str, area: str) -> bool:
    return f"{code}.".startswith(f"{area}.")
