"""Accounts: who may sign in at the console, and as whom."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from selaras.intake.domain.agency import check_line
from selaras.intake.domain.errors import RuleBroken, SignInRefused, TooMany

INVITATION_DAYS = 7
_INVITATION_BYTES = 32
_SCHEME = "sli"
_MOST_TRIES = 5
# In which so many wrong passwords lock a login, and for how long.
_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account.

    Attributes:
        login: e-mail address or name, in lower case; no two accounts have the same.
        agency_id, owner_id: the owner who acts with it; empty: an administrator.
        password_hash: as the password hasher wrote it; empty: it has no password.
        sign_in_time: when somebody last signed in; None: never.
        issuer, subject: identity at an OpenID provider; empty: none signed in yet.
        invitation_hash: SHA-256 of what stands in the link; None: there is no invitation.
        invitation_expire_time: until when that is good.
    """

    account_id: str
    login: str
    create_time: datetime
    agency_id: str = ""
    owner_id: str = ""
    password_hash: str = field(default="", repr=False)
    sign_in_time: datetime | None = None
    issuer: str = ""
    subject: str = ""
    invitation_hash: bytes | None = field(default=None, repr=False)
    invitation_expire_time: datetime | None = None

    def invited(self, now: datetime) -> tuple[Account, str]:
        """The account with a new invitation, and its whole text, which is not stored anywhere."""
        text = f"{_SCHEME}_{secrets.token_urlsafe(_INVITATION_BYTES)}"
        return (
            replace(
                self,
                invitation_hash=hash_invitation(text),
                invitation_expire_time=now + timedelta(days=INVITATION_DAYS),
            ),
            text,
        )

    def check_invitation(self, invitation_hash: bytes, now: datetime) -> None:
        """Refuse an invitation that is not this account's, or no longer good.

        Raises:
            SignInRefused: INVITATION_INVALID.
        """
        until = self.invitation_expire_time
        if self.invitation_hash != invitation_hash or until is None or now >= until:
            raise invalid_invitation()

    def with_password(self, password_hash: str) -> Account:
        """The account with a password; its invitation is used up."""
        return replace(
            self,
            password_hash=password_hash,
            invitation_hash=None,
            invitation_expire_time=None,
        )


@dataclass(frozen=True, slots=True)
class Tries:
    """How often somebody has lately tried to sign in with one login, whether there is one or not.

    Attributes:
        count: since ``since``, the one under way included.
        locked_until: nobody tries before; None: not locked.
    """

    count: int = 0
    since: datetime | None = None
    locked_until: datetime | None = None

    def again(self, now: datetime) -> Tries:
        """One try more. It counts before it is known to be wrong: many at once are many.

        Raises:
            TooMany: SIGN_IN_LOCKED.
        """
        if self.locked_until is not None and now < self.locked_until:
            raise TooMany(
                "SIGN_IN_LOCKED",
                "too many wrong passwords for this login",
                limit=_MOST_TRIES,
                seconds=(self.locked_until - now).total_seconds(),
            )
        is_over = self.since is None or now - self.since >= _WINDOW or self.locked_until is not None
        count, since = (1, now) if is_over else (self.count + 1, self.since)
        locked_until = now + _WINDOW if count >= _MOST_TRIES else None
        return Tries(count, since, locked_until)

    @staticmethod
    def forgotten_before(now: datetime) -> datetime:
        """Tries that began before this time and lock nothing say nothing any more."""
        return now - _WINDOW


def normal_login(login: str) -> str:
    """The login as it is stored: upper and lower case are the same."""
    return login.lower()


def check_login(login: str) -> None:
    """Refuse what nobody could type.

    Raises:
        RuleBroken: LOGIN_INVALID.
    """
    check_line("LOGIN_INVALID", "login", login)
    if not login.isprintable() or any(letter.isspace() for letter in login):
        raise RuleBroken.field("LOGIN_INVALID", "login", "must be letters and digits, no spaces")


def hash_login(login: str) -> str:
    """What tries are counted under. People type passwords where the login belongs."""
    return hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()


def hash_invitation(text: str) -> bytes:
    """SHA-256 of an invitation, which has 256 random bits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def invalid_invitation() -> SignInRefused:
    """The error for an invitation that was used, replaced or has expired, or never was."""
    return SignInRefused(
        "INVITATION_INVALID", "this invitation was used, replaced or has expired; ask for a new one"
    )


def wrong_password() -> SignInRefused:
    """The error for a wrong login or password; which of them is not told."""
    return SignInRefused("SIGN_IN_REFUSED", "login or password is wrong")
