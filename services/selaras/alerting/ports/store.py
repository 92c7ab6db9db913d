"""What alerting keeps: its view of the directory, how far each case is, alerts and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from selaras.alerting.domain.case import CaseEvent
from selaras.alerting.domain.decision import Decision
from selaras.alerting.domain.directory import AgencyRecord, Recipient
from selaras.alerting.domain.notice import Digest, Held, Notice, Told
from selaras.alerting.domain.quiet import Crisis, Silence
from selaras.alerting.domain.track import Timer, TimerKind, Track


class DirectoryUnit(Protocol):
    """The directory, within a transaction."""

    async def agencies(self, agency_ids: Iterable[str]) -> dict[str, AgencyRecord]:
        """Agencies with their owners by id; those that are not known are left out."""
        ...

    async def put_agency(self, record: AgencyRecord) -> bool:
        """Replace an agency and its owners; False and no change when it is not newer."""
        ...

    async def coordinators(self) -> list[Recipient]:
        """The coordinators of all agencies, by agency and owner."""
        ...


class TrackUnit(Protocol):
    """How far cases are, within a transaction."""

    async def track(self, case_id: str, agency_id: str) -> Track | None:
        """A case as it is handled for an agency; None: never seen.

        Until the end of the transaction nobody else changes it.
        """
        ...

    async def peek(self, case_id: str, agency_id: str) -> Track | None:
        """The same only to be looked at; another transaction may change it meanwhile."""
        ...

    async def of_case(self, case_id: str) -> list[Track]:
        """A case as it is handled for each of its agencies, by agency; only to be looked at."""
        ...

    async def put_track(self, track: Track) -> None:
        """Remember how far a case is."""
        ...

    async def waiting(self, agency_id: str) -> list[Track]:
        """Open cases of the agency that found no owner, by case."""
        ...

    async def contradicting(self, agency_id: str, case_id: str) -> frozenset[tuple[str, str]]:
        """Pairs of the agency that contradict in open cases other than this one."""
        ...

    async def unannounced(self, agency_id: str) -> list[Track]:
        """Open overlaps of the agency that nobody was told of and that wait for nobody."""
        ...


class NoticeUnit(Protocol):
    """Alerts and decisions, within a transaction."""

    async def told(self, track: Track) -> list[Told]:
        """Who was told what on behalf of the track's agency in its epoch, in order."""
        ...

    async def known_alerts(self, alert_ids: Iterable[str]) -> frozenset[str]:
        """Those of the alerts that were made before."""
        ...

    async def recent(self, agency_id: str, owner_id: str, since: datetime) -> list[datetime]:
        """When the owner was sent something after a moment, in order."""
        ...

    async def add_notice(self, notice: Notice) -> bool:
        """Store a notice, its alert and its deliveries; False: it was made before."""
        ...

    async def add_digest(self, digest: Digest) -> bool:
        """The same for several cases in one alert; its owner was told of each of them."""
        ...

    async def drop_deliveries(self, case_id: str, agency_id: str) -> None:
        """Deliveries of the case to owners of the agency that were not made yet are not made."""
        ...

    async def add_decision(self, event: CaseEvent, decision: Decision) -> None:
        """Keep a decision."""
        ...


class WaitUnit(Protocol):
    """Timers and held notices, within a transaction."""

    async def timers(self, case_id: str, agency_id: str) -> dict[TimerKind, Timer]:
        """The timers of a case for an agency."""
        ...

    async def put_timer(self, timer: Timer) -> None:
        """Set a timer; it takes the place of one of the same case, agency and kind."""
        ...

    async def drop_timers(
        self, case_id: str, agency_id: str, kinds: Iterable[TimerKind] = tuple(TimerKind)
    ) -> None:
        """Take timers away."""
        ...

    async def take_timer(self, timer: Timer) -> bool:
        """Take a claimed timer away; False: it is not there any more, or claimed by another."""
        ...

    async def held(self, case_id: str, track_id: str) -> list[Held]:
        """Notices of a case that wait, on behalf of an agency."""
        ...

    async def put_held(self, held: Held) -> None:
        """Keep a notice for later; it takes the place of one of the same case and owner."""
        ...

    async def drop_held(self, case_id: str, agency_id: str, owner_id: str) -> None:
        """Forget the notice of a case that waits for an owner, if any does."""
        ...

    async def take_held(self, held: Held) -> bool:
        """Take a claimed notice away; False: it is not there any more, or claimed by another."""
        ...


class QuietUnit(Protocol):
    """Silences and crises, within a transaction."""

    async def silences(self, now: datetime) -> list[Silence]:
        """Silences in force."""
        ...

    async def crises(self, now: datetime) -> list[Crisis]:
        """Crises in force."""
        ...

    async def silence(self, silence_id: str) -> Silence | None:
        """One silence, in force or not."""
        ...

    async def crisis(self, crisis_id: str) -> Crisis | None:
        """One crisis, in force or not."""
        ...

    async def put_silence(self, silence: Silence) -> None:
        """Store a silence."""
        ...

    async def put_crisis(self, crisis: Crisis) -> None:
        """Store a crisis."""
        ...

    async def held_by(self, subject: str) -> list[Held]:
        """Notices that a subject holds, for example a silence by its name."""
        ...

    async def held_for(self, reasons: Iterable[str]) -> list[tuple[Held, str, tuple[str, ...]]]:
        """Notices held for these reasons, with topic and areas of their cases."""
        ...


class AlertUnit(DirectoryUnit, TrackUnit, NoticeUnit, WaitUnit, QuietUnit, Protocol):
    """One transaction: all of it is kept, or nothing."""


class AlertStore(Protocol):
    """Gives transactions, and hands out what is due."""

    def transaction(self) -> AbstractAsyncContextManager[AlertUnit]:
        """A transaction, committed at the end, rolled back on any exception.

        Raises:
            Unavailable: the database does not answer.
        """
        ...

    async def agency_ids(self) -> list[str]:
        """Ids of all known agencies, sorted."""
        ...

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        """Timers that are due, the oldest first; nobody else gets them while the lease lasts."""
        ...

    async def claim_held(
        self, now: datetime, owners: int, lease: timedelta
    ) -> list[Sequence[Held]]:
        """Held notices that are due, all of an owner together, for at most so many owners."""
        ...

    async def shift(self, by: timedelta, now: datetime) -> bool:
        """Move everything that waits by a jump of the clock, but not reminders.

        False: it was done already, by another worker that saw the same jump.
        """
        ...
