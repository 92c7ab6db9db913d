"""Accounts and who is signed in, as the client gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.client.models import AgencyRef, OwnerRole


class AccountState(StrEnum):
    """Where an account stands."""

    UNSPECIFIED = "UNSPECIFIED"
    INVITED = "INVITED"
    ACTIVE = "ACTIVE"


class ProfileKind(StrEnum):
    """What a caller is."""

    UNSPECIFIED = "UNSPECIFIED"
    PERSON = "PERSON"
    ADMIN = "ADMIN"


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in at the console.

    Attributes:
        login: e-mail address or name, in lower case.
        owner: name of the owner who acts with it; empty: an administrator.
        sign_in_time: when somebody last signed in; None: never.
    """

    name: str
    login: str
    owner: str
    state: AccountState
    create_time: datetime | None
    sign_in_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that was just made.

    ``invitation`` is shown this once; it stands in the link, ``/invitation/{invitation}`` at the
    console.
    """

    account: Account
    invitation: str
    expire_time: datetime | None

    def __repr__(self) -> str:
        return f"Invitation(account={self.account!r}, invitation=***)"


@dataclass(frozen=True, slots=True)
class Profile:
    """Who calls.

    Attributes:
        account, login: empty with a key.
        owner: name of the owner; empty for an administrator.
        role: of that owner.
        agency: of that owner; None for an administrator.
        time_zone: IANA name; never empty.
        language: ``id`` or ``en``; empty: not said.
        topics, area_codes: of the owner; empty: all.
        has_calendar_secret: whether there is an address of a calendar feed.
    """

    kind: ProfileKind
    account: str
    login: str
    owner: str
    role: OwnerRole
    agency: AgencyRef | None
    display_name: str
    time_zone: str
    language: str = ""
    topics: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    has_calendar_secret: bool = False
