"""How passwords are kept: slowly hashed, so that a stolen table gives none away soon."""

from __future__ import annotations

from typing import Protocol


class Passwords(Protocol):
    """Hashes passwords and compares them with what was hashed."""

    async def hash(self, password: str) -> str:
        """What is stored in the place of a password."""
        ...

    async def verify(self, stored: str, password: str) -> bool:
        """Whether it is the password that was stored.

        ``stored`` empty: there is none, and to find that out takes as long.
        """
        ...

    def is_outdated(self, stored: str) -> bool:
        """Whether it was hashed with less work than is done today."""
        ...

    def is_common(self, word: str) -> bool:
        """Whether a password or word, in lower case, is among those that are tried first."""
        ...
