"""Alerting wired on its fakes, with a clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from selaras.alerting.domain.decision import Decision, Reason
from selaras.alerting.domain.directory import Agency, AgencyRecord, Owner
from selaras.alerting.domain.notice import AlertKind, Notice
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.handlers.cases import CaseHandler
from selaras.alerting.handlers.closing import Closing
from selaras.alerting.handlers.compose import Composer
from selaras.alerting.handlers.directory import DirectoryHandler
from selaras.alerting.handlers.following import Following
from selaras.alerting.handlers.held import HeldHandler
from selaras.alerting.handlers.opening import Opening
from selaras.alerting.handlers.quiet import QuietHandler
from selaras.alerting.handlers.records import Records
from selaras.alerting.handlers.schedule import Schedule
from selaras.alerting.handlers.steady import Steady
from selaras.alerting.handlers.teller import Teller
from selaras.alerting.handlers.timers import TimerHandler
from selaras.alerting.route.calendar import Calendar
from selaras.alerting.route.escalation import EscalationRules
from selaras.alerting.route.noise import NoiseRules
from selaras.kit.clock import FakeClock

from tests.fakes.alerting import NAMES, FakeAlertStore, FakeSubscriptions, case_payload

# A Monday, 09:00 in Jakarta.
MONDAY = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
PROMPT = NoiseRules(group=timedelta(), regroup=timedelta(), digest=None)
HOLIDAYS = {date(2026, 1, 16)}


def owner(name: str = "humas", **fields) -> Owner:
    """An owner of a test."""
    values = {"contact": f"{name}@example.go.id"} | fields
    return Owner(name, name.title(), **values)


@dataclass
class World:
    """Agencies, cases and time.

    Args:
        store: another store than the fake, for tests of both.
    """

    rules: NoiseRules = PROMPT
    escalation: EscalationRules = field(default_factory=EscalationRules)
    clock: FakeClock = field(default_factory=lambda: FakeClock(MONDAY))
    store: object = None
    console: str = ""
    ticks: float = 0.0

    def __post_init__(self) -> None:
        self.store = self.store or FakeAlertStore(self.clock)
        self.subscriptions = FakeSubscriptions()
        self.sent = 0
        self.start()

    def start(self) -> None:
        """Wire the handlers anew, as after a restart: nothing but the store is remembered."""
        calendar = Calendar(lambda day: day in HOLIDAYS)
        teller = Teller(Composer(self.clock, "id", self.console), calendar, self.rules, self.clock)
        schedule = Schedule(self.rules, self.escalation)
        opening, following = Opening(teller, schedule), Following(teller, schedule)
        self.cases = CaseHandler(
            self.store,
            teller,
            opening=opening,
            following=following,
            closing=Closing(teller),
            clock=self.clock,
            sent=self._note_sent,
        )
        self.directory = DirectoryHandler(self.store, self.subscriptions, self.cases)
        self.timers = TimerHandler(
            self.store,
            teller,
            opening=opening,
            following=following,
            schedule=schedule,
            held=HeldHandler(self.store, teller, self.clock),
            steady=Steady(self.clock, lambda: self.ticks),
            clock=self.clock,
            sent=self._note_sent,
        )
        self.records = Records(self.store, self.store, self.clock, calendar, self.rules)
        self.quiet = QuietHandler(
            self.store, self.store, self.clock, lambda code: code.startswith("3")
        )

    def _note_sent(self) -> None:
        self.sent += 1

    async def register(
        self, agency: str, *owners: Owner | str, version: int = 1, area: str = ""
    ) -> None:
        """Register an agency with owners."""
        people = tuple(
            who if isinstance(who, Owner) else owner(who, contact=f"{who}@{agency}")
            for who in owners
        )
        await self.directory.changed(
            AgencyRecord(Agency(agency, NAMES.get(agency, agency), 4, area), people, version)
        )

    async def case(self, **values) -> None:
        """A change of a case arrives."""
        await self.cases.changed(from_proto_case(case_payload(**values)))

    async def pass_time(self, *, tick: bool = True, **by: float) -> None:
        """Let time pass, and look at what is due then."""
        span = timedelta(**by)
        self.clock.advance(span)
        self.ticks += span.total_seconds()
        if tick:
            await self.tick()

    async def tick(self) -> None:
        """Look at what is due until nothing more is."""
        while await self.timers.tick():
            pass

    def told(self, kind: AlertKind | None = None) -> list[str]:
        """``agency/owner`` of all that was told, or of one kind."""
        return [
            "/".join(notice.telling.to.who)
            for notice in self.store.notices
            if kind in {None, notice.telling.kind}
        ]

    def kinds(self) -> list[tuple[str, AlertKind]]:
        """``agency/owner`` and kind of all that was told."""
        return [
            ("/".join(notice.telling.to.who), notice.telling.kind) for notice in self.store.notices
        ]

    def last(self) -> Notice:
        """What was told last."""
        return self.store.notices[-1]

    async def decisions(self, case: str = "cases/c1", owner_id: str = "") -> list[Decision]:
        """Decisions about a case, in order."""
        found = await self.store.decisions(case, "", owner_id)
        return [record.decision for record in found]

    async def reasons(self, case: str = "cases/c1", owner_id: str = "") -> list[Reason]:
        """Their reasons."""
        return [decision.reason for decision in await self.decisions(case, owner_id)]


def at(hour: int, minute: int = 0, *, day: int = 5) -> datetime:
    """A time in January 2026, in Jakarta."""
    return datetime.combine(date(2026, 1, day), time(hour, minute), UTC) - timedelta(hours=7)
