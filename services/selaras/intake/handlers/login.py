"""Who may log in at the event bus: an agency, with a key of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.intake.domain.errors import KeyRefused, NotYours
from selaras.intake.handlers.access import Access
from selaras.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class BusLogin:
    """An agency that was let in, and until when."""

    agency_id: str
    until: datetime


class LogIn:
    """Lets agencies in by their keys.

    Args:
        valid: for how long a login is good; never longer than its key.
    """

    def __init__(self, access: Access, clock: Clock, valid: timedelta) -> None:
        self._access = access
        self._clock = clock
        self._valid = valid

    async def __call__(self, user: str, password: str) -> BusLogin:
        """Let somebody in.

        Args:
            user: id of the agency.
            password: a key of the agency, its plugin's or that of one of its people.

        Raises:
            KeyRefused: KEY_MISSING, KEY_UNKNOWN, KEY_REVOKED or KEY_EXPIRED.
            NotYours: AGENCY_MISMATCH, the key is another's; an administrator's is no agency's, and
                a session of the console or the address of a feed is no key.
            Unavailable: DATABASE_UNAVAILABLE.
        """
        if not password:
            raise KeyRefused("KEY_MISSING", "the password is a key of the agency")
        grant = await self._access.resolve(password)
        if grant.account_id or not grant.agency_id or grant.agency_id != user:
            raise NotYours("AGENCY_MISMATCH", "the key is not one of this agency")
        until = self._clock.now() + self._valid
        return BusLogin(grant.agency_id, min(until, grant.expire_time or until))
