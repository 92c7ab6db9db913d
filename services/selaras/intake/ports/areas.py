"""Which areas there are."""

from __future__ import annotations

from typing import Protocol


class AreaBook(Protocol):
    """Knows the area codes of the country."""

    def is_known(self, code: str) -> bool:
        """Whether there is an area with this Kemendagri code ("32.78")."""
        ...
