"""Whose key it is, at each call: from a short memory where possible, else from the record."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import SecretStr

from selaras.intake.domain.errors import KeyRefused
from selaras.intake.domain.key import Key, split_key, unknown_key
from selaras.intake.domain.owner import Owner
from selaras.intake.domain.session import is_session
from selaras.intake.handlers.grant import Grant
from selaras.intake.handlers.session_access import SessionAccess
from selaras.intake.ports.storage import Storage
from selaras.kit.auth import Previous
from selaras.kit.clock import Clock

__all__ = ["Access", "Grant"]

_NOTE_EVERY = timedelta(minutes=1)
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Known:
    """A key with its owner as they were read, and until when they are believed."""

    key: Key
    owner: Owner | None
    until: datetime

    def grant(self) -> Grant:
        if not self.key.owner_id:
            return Grant(self.key.agency_id, expire_time=self.key.expire_time)
        if self.owner is None:
            raise KeyRefused("KEY_REVOKED", "the owner of this key was taken away")
        return Grant(
            self.key.agency_id,
            owner_id=self.owner.owner_id,
            role=self.owner.role,
            topics=self.owner.topics,
            area_codes=self.owner.area_codes,
            expire_time=self.key.expire_time,
        )


class Access:
    """Resolves keys.

    Attributes:
        sessions: resolves what people have who are signed in.

    Args:
        admin_key: the administrators' key, from the settings.
        previous_admin_key: the one before, while it is being replaced.
        memory: for how long a key and its owner are believed without asking the record. It bounds
            how long a key that another replica revoked, or a role that another replica changed,
            still counts here; what is changed here counts at once.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        admin_key: str,
        memory: timedelta,
        *,
        previous_admin_key: SecretStr | None = None,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._admin_key = admin_key.encode()
        self._previous_admin_key = Previous("admin_key", previous_admin_key)
        self._memory = memory
        self.sessions = SessionAccess(storage, clock, memory)
        self._known: dict[str, _Known] = {}
        self._uses: dict[str, datetime] = {}
        self._forgotten = 0

    async def resolve(self, text: str, *, fresh: bool = False) -> Grant:
        """Who has this key or session.

        Args:
            fresh: as the record says now, for one who remembers the answer.

        Raises:
            KeyRefused: KEY_UNKNOWN, KEY_REVOKED or KEY_EXPIRED.
        """
        if self._is_admin(text):
            return Grant(admin=True)
        if is_session(text):
            return await self.sessions.resolve(text, fresh=fresh)
        key_id, secret = split_key(text)
        now = self._clock.now()
        known = await self._look_up(key_id, now, fresh=fresh)
        known.key.check(secret, now)
        grant = known.grant()
        self._note_use(known.key, now)
        return grant

    def _is_admin(self, text: str) -> bool:
        known = hmac.compare_digest(text.encode("utf-8", "surrogatepass"), self._admin_key)
        return known or self._previous_admin_key.matches(text)

    def forget(self, key_id: str) -> None:
        """Believe no memory of a key, nor an answer of the record that is on its way."""
        self._known.pop(key_id, None)
        self._forgotten += 1

    def forget_owner(self, agency_id: str, owner_id: str) -> None:
        """Believe no memory of an owner's keys and sessions, nor an answer on its way."""
        self.sessions.forget_owner(agency_id, owner_id)
        for key_id, known in list(self._known.items()):
            if (known.key.agency_id, known.key.owner_id) == (agency_id, owner_id):
                del self._known[key_id]
        self._forgotten += 1

    async def write_uses(self) -> None:
        """Write down when keys were last used. Calls never wait for this.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE; nothing is lost, the next time writes it.
        """
        uses = dict(self._uses)
        if not uses:
            return
        async with self._storage.write() as uow:
            await uow.keys.used(uses)
        for key_id, time in uses.items():
            if self._uses.get(key_id) == time:
                del self._uses[key_id]

    async def _look_up(self, key_id: str, now: datetime, *, fresh: bool) -> _Known:
        known = self._known.get(key_id)
        if known is not None and now < known.until and not fresh:
            return known
        forgotten = self._forgotten
        async with self._storage.read() as uow:
            key = await uow.keys.get(key_id)
            if key is None:
                raise unknown_key()
            owner = (
                await uow.agencies.get_owner(key.agency_id, key.owner_id) if key.owner_id else None
            )
        known = _Known(key, owner, now + self._memory)
        if forgotten == self._forgotten:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key_id] = known
        return known

    def _note_use(self, key: Key, now: datetime) -> None:
        last = self._uses.get(key.key_id) or key.last_use_time
        if last is not None and now - last < _NOTE_EVERY:
            return
        self._uses[key.key_id] = now
        known = self._known.get(key.key_id)
        if known is not None:
            used = replace(known.key, last_use_time=now)
            self._known[key.key_id] = replace(known, key=used)
