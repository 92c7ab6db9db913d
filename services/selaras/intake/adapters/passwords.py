"""Passwords with Argon2id, and the list of those that are tried first.

``common_passwords.txt.gz`` is made of the list that Django 5.2 ships for its
CommonPasswordValidator (compiled by Royce Williams from published leaks): of its entries those in
ASCII with twelve characters or more, and the words of letters alone, in lower case.
"""

from __future__ import annotations

import asyncio
import gzip
import unicodedata
from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_LIST = "common_passwords.txt.gz"
# Each takes 64 MiB and a core or two for some tens of milliseconds.
_AT_ONCE = 4


class Argon2Passwords:
    """See :class:`selaras.intake.ports.passwords.Passwords`.

    Args:
        hasher: with its parameters; None: those that argon2-cffi recommends (RFC 9106).
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """What is stored in the place of a password."""
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def verify(self, stored: str, password: str) -> bool:
        """Whether it is the password that was stored."""
        async with self._gate:
            if not self._nobodys:
                self._nobodys = await asyncio.to_thread(self._hasher.hash, "nobody's")
            same = await asyncio.to_thread(self._verify, stored or self._nobodys, password)
        return same and bool(stored)

    def is_outdated(self, stored: str) -> bool:
        """Whether it was hashed with other parameters than those of today."""
        return self._hasher.check_needs_rehash(stored)

    def is_common(self, word: str) -> bool:
        """Whether it is in the list."""
        return word in _common()

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, _normal(password))
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> bytes:
    """One form for letters that keyboards compose in several ways."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _common() -> frozenset[str]:
    packed = resources.files(__package__).joinpath(_LIST).read_bytes()
    return frozenset(gzip.decompress(packed).decode().split())
