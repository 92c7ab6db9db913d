"""Sessions ``sls_<id>_<secret>`` of who is signed in, and addresses of feeds ``slf_<id>_<secret>``.

Their secrets are random like those of keys and are stored in the same way.
"""

from __future__ import annotations

import enum
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from selaras.intake.domain.errors import KeyRefused
from selaras.intake.domain.key import hash_secret, new_id, split_key, unknown_key

_SECRET_BYTES = 32


class SessionKind(enum.Enum):
    """What a session opens; the value is the scheme of its text."""

    SESSION = "sls"  # everything that its person may do
    FEED = "slf"  # the calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session, without its secret.

    Attributes:
        secret_hash: SHA-256 of the secret.
        expire_time: None: never, a feed.
    """

    session_id: str
    account_id: str
    kind: SessionKind
    secret_hash: bytes
    create_time: datetime
    expire_time: datetime | None = None

    def check(self, kind: SessionKind, secret: str, now: datetime) -> None:
        """Refuse a wrong secret, and a session that has ended.

        Raises:
            KeyRefused: KEY_UNKNOWN or KEY_EXPIRED.
        """
        same = hmac.compare_digest(hash_secret(secret), self.secret_hash)
        if not same or kind is not self.kind:
            raise unknown_key()
        if self.expire_time is not None and now >= self.expire_time:
            raise KeyRefused("KEY_EXPIRED", "this session has ended; sign in again")


def make_session(
    account_id: str, kind: SessionKind, now: datetime, expire_time: datetime | None = None
) -> tuple[Session, str]:
    """A new session and its whole text, which is not stored anywhere."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    session = Session(
        session_id=new_id(),
        account_id=account_id,
        kind=kind,
        secret_hash=hash_secret(secret),
        create_time=now,
        expire_time=expire_time,
    )
    return session, f"{kind.value}_{session.session_id}_{secret}"


def is_session(text: str) -> bool:
    """Whether a text has the scheme of a session or a feed."""
    return text.partition("_")[0] in {kind.value for kind in SessionKind}


def split_session(text: str) -> tuple[SessionKind, str, str]:
    """Kind, id and secret in the text of a session.

    Raises:
        KeyRefused: KEY_UNKNOWN when it has not the form of one.
    """
    scheme = text.partition("_")[0]
    if not is_session(text):
        raise unknown_key()
    return SessionKind(scheme), *split_key(text, scheme)
