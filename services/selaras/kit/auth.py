"""Who calls, and what a caller must be to reach a gRPC service."""

from __future__ import annotations

import enum
import hmac
import time
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from selaras.kit.errors import PermissionDenied, Unauthenticated
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_SAY_EVERY_SECONDS = 60.0


class Role(enum.Enum):
    """What a caller is."""

    AGENCY = "agency"  # a plugin: a key of the agency that belongs to no person
    OWNER = "owner"
    HEAD = "head"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    INTERNAL = "internal"
    CONSOLE = "console"  # the console itself, which may sign people in and nothing else
    FEED = "feed"  # the address of somebody's calendar feed, which reads the calendar only


# Who belongs to an agency, and which of them are people.
PEOPLE = frozenset({Role.OWNER, Role.HEAD, Role.COORDINATOR})
MEMBERS = PEOPLE | {Role.AGENCY}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Attributes:
        agency_id: of a member of an agency, and of a feed; else empty.
        owner_id: of a person, and of a feed; else empty.
        account: id of the account that is signed in; empty: the call is made with a key.
        topics, area_codes: what a coordinator is subscribed to, or an owner works on; empty: all.
    """

    role: Role
    agency_id: str = ""
    owner_id: str = ""
    topics: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    account: str = ""

    @property
    def name(self) -> str:
        """Resource name of the owner, agency (a plugin), administrator's account; else the role."""
        if self.owner_id:
            return f"agencies/{self.agency_id}/owners/{self.owner_id}"
        if self.account:
            return f"accounts/{self.account}"
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
    """Knows the services' own token; asks ``others`` for every other key.

    Args:
        previous: the token before, while it is being replaced; None: there is none.
    """

    def __init__(
        self, token: str, others: Authenticator, *, previous: SecretStr | None = None
    ) -> None:
        self._token = token.encode()
        self._previous = Previous("internal_token", previous)
        self._others = others

    async def authenticate(self, key: str) -> Caller:
        """See :class:`Authenticator`."""
        if hmac.compare_digest(key.encode(), self._token) or self._previous.matches(key):
            return Caller(Role.INTERNAL)
        return await self._others.authenticate(key)


class Previous:
    """A secret that is being replaced, and is accepted until everybody has the new one.

    Its use is logged, once a minute at most: when that ends, it can be taken away.

    Args:
        name: of the secret, for the log.
        secret: None: none is being replaced.
    """

    def __init__(self, name: str, secret: SecretStr | None) -> None:
        self._name = name
        self._secret = secret.get_secret_value().encode() if secret else None
        self._silent_until = 0.0

    def matches(self, text: str) -> bool:
        """Whether a text is this secret."""
        if self._secret is None:
            return False
        if not hmac.compare_digest(text.encode("utf-8", "surrogatepass"), self._secret):
            return False
        if time.monotonic() >= self._silent_until:
            self._silent_until = time.monotonic() + _SAY_EVERY_SECONDS
            _log.warning("previous_secret_used", secret=self._name)
        return True
