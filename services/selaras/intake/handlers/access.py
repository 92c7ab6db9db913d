"""Whose key it is, at each call: from a short memory where possible, else from the record."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from selaras.intake.domain.key import Key, split_key, unknown_key
from selaras.intake.ports.storage import Storage
from selaras.kit.clock import Clock

_NOTE_EVERY = timedelta(minutes=1)
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Grant:
    """Who calls: an agency, or an administrator (then without an id)."""

    agency_id: str = ""
    admin: bool = False


class Access:
    """Resolves keys.

    Args:
        admin_key: the administrators' key, from the settings.
        memory: for how long a key is believed without asking the record. It bounds how long a key
            that another replica revoked still works here; one revoked here ends at once.
    """

    def __init__(self, storage: Storage, clock: Clock, admin_key: str, memory: timedelta) -> None:
        self._storage = storage
        self._clock = clock
        self._admin_key = admin_key.encode()
        self._memory = memory
        self._known: dict[str, tuple[Key, datetime]] = {}
        self._uses: dict[str, datetime] = {}
        self._forgotten = 0

    async def resolve(self, text: str) -> Grant:
        """Who has this key.

        Raises:
            KeyRefused: KEY_UNKNOWN, KEY_REVOKED or KEY_EXPIRED.
        """
        if hmac.compare_digest(text.encode("utf-8", "surrogatepass"), self._admin_key):
            return Grant(admin=True)
        key_id, secret = split_key(text)
        now = self._clock.now()
        key = await self._key(key_id, now)
        key.check(secret, now)
        self._note_use(key, now)
        return Grant(key.agency_id)

    def forget(self, key_id: str) -> None:
        """Believe no memory of a key, nor an answer of the record that is on its way."""
        self._known.pop(key_id, None)
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

    async def _key(self, key_id: str, now: datetime) -> Key:
        key, until = self._known.get(key_id, (None, now))
        if key is not None and now < until:
            return key
        forgotten = self._forgotten
        async with self._storage.read() as uow:
            key = await uow.keys.get(key_id)
        if key is None:
            raise unknown_key()
        if forgotten == self._forgotten:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key_id] = (key, now + self._memory)
        return key

    def _note_use(self, key: Key, now: datetime) -> None:
        last = self._uses.get(key.key_id) or key.last_use_time
        if last is not None and now - last < _NOTE_EVERY:
            return
        self._uses[key.key_id] = now
        known, until = self._known.get(key.key_id, (None, now))
        if known is not None:
            self._known[key.key_id] = (replace(known, last_use_time=now), until)
