"""Who calls, and what a caller must be to reach a gRPC service."""

from __future__ import annotations

import enum
import hmac
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from selaras.kit.errors import PermissionDenied, Unauthenticated


class Role(enum.Enum):
    """What a caller is."""

    AGENCY = "agency"  # a plugin: a key of the agency that belongs to no person
    OWNER = "owner"
    HEAD = "head"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    INTERNAL = "internal"


# Who belongs to an agency, and which of them are people.
PEOPLE = frozenset({Role.OWNER, Role.HEAD, Role.COORDINATOR})
MEMBERS = PEOPLE | {Role.AGENCY}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Attributes:
        agency_id: of a member of an agency; else empty.
        owner_id: of a person; else empty.
        topics, area_codes: what a coordinator is subscribed to, or an owner works on; empty: all.
    """

    role: Role
    agency_id: str = ""
    owner_id: str = ""
    topics: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Resource name of the owner, or of the agency for a plugin; else the role."""
        if self.owner_id:
            return f"agencies/{self.agency_id}/owners/{self.owner_id}"
        return f"agencies/{self.agency_id}" if self.agency_id else self.role.value


class Authenticator(Protocol):
    """Finds out whose key it is."""

    async def authenticate(self, key: str) -> Caller:
        """The caller of a key.

        Raises:
            Unauthenticated: KEY_UNKNOWN, KEY_REVOKED or KEY_EXPIRED.
            Unavailable: the directory cannot be asked.
        """
        ...


_caller: ContextVar[Caller] = ContextVar("caller")


def set_caller(caller: Caller) -> None:
    """Remember the caller of the call under way."""
    _caller.set(caller)


def current_caller() -> Caller:
    """Who makes the call under way."""
    return _caller.get()


def current_agency() -> str:
    """Id of the agency that calls, by its plugin or by one of its people."""
    caller = _caller.get()
    if caller.role not in MEMBERS:
        raise PermissionDenied("AGENCY_KEY_REQUIRED", "this call needs the key of an agency")
    return caller.agency_id


def bearer(metadata: dict[str, str]) -> str:
    """The key in ``authorization: Bearer <key>``."""
    value = metadata.get("authorization", "")
    scheme, _, key = value.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Unauthenticated(
            "KEY_MISSING", "send the metadata 'authorization: Bearer <key of your agency>'"
        )
    return key.strip()


class InternalAuthenticator:
    """Knows the services' own token; asks ``others`` for every other key."""

    def __init__(self, token: str, others: Authenticator) -> None:
        self._token = token.encode()
        self._others = others

    async def authenticate(self, key: str) -> Caller:
        """See :class:`Authenticator`."""
        if hmac.compare_digest(key.encode(), self._token):
            return Caller(Role.INTERNAL)
        return await self._others.authenticate(key)
