"""Keys of agencies: ``slr_<prefix>_<secret>``.

The secret has 256 random bits, so nobody can guess it from its hash, however fast the hash is: it
is stored as SHA-256. A slow hash (argon2, bcrypt) protects passwords that people choose; here it
would cost each call tens of milliseconds and protect nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from selaras.intake.domain.errors import KeyRefused, NotPossible

_SCHEME = "slr"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PREFIX_LENGTH = 10
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of an agency, without its secret.

    Attributes:
        key_id: the part of the key that is not secret; also its id.
        secret_hash: SHA-256 of the secret.
        last_use_time: to the minute; None: never used.
        expire_time: None: never.
        revoke_time: None: not revoked.
        owner_id: the owner of the agency who acts with it; empty: a plugin.
    """

    agency_id: str
    key_id: str
    secret_hash: bytes
    display_name: str
    create_time: datetime
    last_use_time: datetime | None = None
    expire_time: datetime | None = None
    revoke_time: datetime | None = None
    owner_id: str = ""

    def check(self, secret: str, now: datetime) -> None:
        """Refuse a wrong secret and a key that has ended.

        Why a key has ended is told only to one who has its secret.

        Raises:
            KeyRefused: KEY_UNKNOWN, KEY_REVOKED or KEY_EXPIRED.
        """
        if not hmac.compare_digest(hash_secret(secret), self.secret_hash):
            raise unknown_key()
        if self.revoke_time is not None:
            raise KeyRefused("KEY_REVOKED", "this key was revoked")
        if self.expire_time is not None and now >= self.expire_time:
            raise KeyRefused("KEY_EXPIRED", "this key has expired")

    def revoked(self, now: datetime) -> Key:
        """The key, ended at once; a key that was revoked before keeps its time."""
        return self if self.revoke_time else replace(self, revoke_time=now)

    def ending(self, now: datetime, grace: timedelta) -> Key:
        """The key, ending after the grace time, and never later than it would have.

        Raises:
            NotPossible: KEY_ENDED when it has ended already.
        """
        if self.revoke_time or (self.expire_time and self.expire_time <= now):
            raise NotPossible("KEY_ENDED", "this key has ended; create a new one")
        end = now + grace
        return replace(self, expire_time=min(end, self.expire_time or end))


def unknown_key() -> KeyRefused:
    """The error for a key that nobody has."""
    return KeyRefused("KEY_UNKNOWN", "no agency has this key")


def new_id() -> str:
    """A random id, which is no secret."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_PREFIX_LENGTH))


def make_key(
    agency_id: str, display_name: str, now: datetime, *, owner_id: str = ""
) -> tuple[Key, str]:
    """A new key and its whole text, which is not stored anywhere."""
    key_id = new_id()
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    key = Key(
        agency_id=agency_id,
        key_id=key_id,
        secret_hash=hash_secret(secret),
        display_name=display_name,
        create_time=now,
        owner_id=owner_id,
    )
    return key, f"{_SCHEME}_{key_id}_{secret}"


def split_key(text: str, scheme: str = _SCHEME) -> tuple[str, str]:
    """Prefix and secret of a whole key; ``scheme``: what it begins with.

    Raises:
        KeyRefused: KEY_UNKNOWN when it has not the form of a key.
    """
    begin, _, rest = text.partition("_")
    key_id, _, secret = rest.partition("_")
    well_formed = len(key_id) == _PREFIX_LENGTH and set(key_id) <= set(_ALPHABET)
    if begin != scheme or not well_formed or not secret:
        raise unknown_key()
    return key_id, secret


def hash_secret(secret: str) -> bytes:
    """SHA-256 of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
