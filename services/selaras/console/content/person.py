"""Who is signed in."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Role(enum.StrEnum):
    """What somebody may do; the services decide, the console only shows what is possible."""

    OWNER = "owner"
    HEAD = "head"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


PEOPLE = frozenset({Role.OWNER, Role.HEAD, Role.COORDINATOR})
# Who decides for an agency, and who looks at how agencies fare.
DECIDERS = frozenset({Role.OWNER, Role.HEAD})
OVERSEERS = frozenset({Role.HEAD, Role.COORDINATOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in.

    Attributes:
        account: ``accounts/{account}``.
        owner: ``agencies/{agency}/owners/{owner}``; empty for an administrator.
        agency: ``agencies/{agency}``.
        agency_name: name of the agency as people write it.
        time_zone: IANA name; never empty.
        language: ``id`` or ``en``; empty: not said.
    """

    account: str
    login: str
    role: Role
    display_name: str
    owner: str = ""
    agency: str = ""
    agency_name: str = ""
    time_zone: str = "Asia/Jakarta"
    language: str = ""

    def to_session(self) -> dict[str, str]:
        """As it is kept in the session."""
        return {name: str(getattr(self, name)) for name in self.__slots__}

    @classmethod
    def from_session(cls, values: Mapping[str, Any]) -> Person:
        """From the session.

        Raises:
            KeyError, ValueError, TypeError: the session is of another version of the console.
        """
        return cls(**{**values, "role": Role(values["role"])})
