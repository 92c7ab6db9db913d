"""The record of accounts; see :mod:`selaras.intake.ports.storage`."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from selaras.intake.domain.account import Account, Tries
from selaras.intake.domain.session import Session, SessionKind


class Accounts(Protocol):
    """The accounts, their sessions, and how often each login was tried."""

    async def get(self, account_id: str) -> Account | None:
        """One account."""
        ...

    async def by_login(self, login: str) -> Account | None:
        """The account of a login in lower case."""
        ...

    async def by_invitation(self, invitation_hash: bytes) -> Account | None:
        """The account whose invitation this is."""
        ...

    async def by_identity(self, issuer: str, subject: str) -> Account | None:
        """The account that this identity has signed in with."""
        ...

    async def of_owner(self, agency_id: str, owner_id: str) -> list[Account]:
        """Accounts of an owner by login."""
        ...

    async def page(self, agency_id: str, *, after: str, limit: int) -> list[Account]:
        """Accounts by login, from the first after ``after``; ``agency_id`` empty: all."""
        ...

    async def put(self, account: Account) -> None:
        """Store an account, new or changed."""
        ...

    async def remove(self, account: Account) -> None:
        """Delete an account with its sessions and its tries."""
        ...

    async def get_session(self, session_id: str) -> Session | None:
        """One session or feed."""
        ...

    async def put_session(self, session: Session) -> None:
        """Store a new session or feed."""
        ...

    async def end_session(self, session_id: str) -> None:
        """Delete a session; again: no change."""
        ...

    async def end_sessions(self, account_id: str, kind: SessionKind, *, keep: str = "") -> None:
        """Delete the sessions of an account, or its feeds, but the one with the id ``keep``."""
        ...

    async def has_feed(self, account_id: str) -> bool:
        """Whether an account has the address of a feed."""
        ...

    async def tries(self, login: str) -> Tries:
        """How often a login was tried; there need be no account."""
        ...

    async def put_tries(self, login: str, tries: Tries) -> None:
        """Store how often a login was tried."""
        ...

    async def forget_tries(self, login: str) -> None:
        """Count anew."""
        ...

    async def purge(self, now: datetime) -> int:
        """Delete sessions that have ended, and tries that say nothing any more.

        Answers how many sessions.
        """
        ...
