"""Whose session it is, at each call: from a short memory where possible, else from the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.intake.domain.account import Account
from selaras.intake.domain.errors import KeyRefused
from selaras.intake.domain.key import unknown_key
from selaras.intake.domain.owner import Owner
from selaras.intake.domain.session import Session, SessionKind, split_session
from selaras.intake.handlers.grant import Grant
from selaras.intake.ports.storage import Storage
from selaras.kit.clock import Clock

_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Known:
    """A session with its account and owner as they were read, and until when they are believed."""

    session: Session
    account: Account
    owner: Owner | None
    until: datetime

    def grant(self) -> Grant:
        account, is_feed = self.account, self.session.kind is SessionKind.FEED
        if not account.owner_id:
            if is_feed:
                raise unknown_key()  # administrators have no calendar
            return Grant(
                admin=True,
                expire_time=self.session.expire_time,
                account_id=account.account_id,
            )
        if self.owner is None:
            raise KeyRefused("KEY_REVOKED", "the owner of this session was taken away")
        return Grant(
            account.agency_id,
            owner_id=account.owner_id,
            role=self.owner.role,
            topics=self.owner.topics,
            area_codes=self.owner.area_codes,
            expire_time=self.session.expire_time,
            account_id=account.account_id,
            feed=is_feed,
        )


class SessionAccess:
    """Resolves sessions and addresses of feeds.

    Args:
        memory: for how long they are believed without asking the record; what ends here ends at
            once.
    """

    def __init__(self, storage: Storage, clock: Clock, memory: timedelta) -> None:
        self._storage = storage
        self._clock = clock
        self._memory = memory
        self._known: dict[str, _Known] = {}
        self._forgotten = 0

    async def resolve(self, text: str, *, fresh: bool = False) -> Grant:
        """Who is signed in with this session; ``fresh``: as the record says now.

        Raises:
            KeyRefused: KEY_UNKNOWN, KEY_REVOKED or KEY_EXPIRED.
        """
        kind, session_id, secret = split_session(text)
        now = self._clock.now()
        known = await self._look_up(session_id, now, fresh=fresh)
        known.session.check(kind, secret, now)
        return known.grant()

    def forget_account(self, account_id: str) -> None:
        """Believe no memory of an account, nor an answer of the record that is on its way."""
        self._forget(
            [key for key, one in self._known.items() if one.account.account_id == account_id]
        )

    def forget_owner(self, agency_id: str, owner_id: str) -> None:
        """The same of all accounts of an owner."""
        named = (agency_id, owner_id)
        self._forget(
            [
                key
                for key, one in self._known.items()
                if (one.account.agency_id, one.account.owner_id) == named
            ]
        )

    def _forget(self, session_ids: list[str]) -> None:
        for session_id in session_ids:
            del self._known[session_id]
        self._forgotten += 1

    async def _look_up(self, session_id: str, now: datetime, *, fresh: bool) -> _Known:
        known = self._known.get(session_id)
        if known is not None and now < known.until and not fresh:
            return known
        forgotten = self._forgotten
        known = await self._read(session_id, now + self._memory)
        if forgotten == self._forgotten:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[session_id] = known
        return known

    async def _read(self, session_id: str, until: datetime) -> _Known:
        async with self._storage.read() as uow:
            session = await uow.accounts.get_session(session_id)
            account = await uow.accounts.get(session.account_id) if session else None
            if session is None or account is None:
                raise unknown_key()
            owner = (
                await uow.agencies.get_owner(account.agency_id, account.owner_id)
                if account.owner_id
                else None
            )
        return _Known(session, account, owner, until)
