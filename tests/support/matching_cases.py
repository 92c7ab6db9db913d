"""Cases and the people who decide on them, for tests of matching."""

from __future__ import annotations

from dataclasses import dataclass, field

from selaras.kit.auth import Caller, Role
from selaras.kit.clock import FakeClock
from selaras.matching.cases.assembly import replace_findings
from selaras.matching.domain.case import Case
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Message
from selaras.matching.handlers.audit import AuditReader
from selaras.matching.handlers.case_reader import CaseReader
from selaras.matching.handlers.case_watch import CaseWatcher
from selaras.matching.handlers.cases import Desk
from selaras.matching.handlers.decisions import DecisionHandler
from selaras.matching.handlers.dismissals import DismissalHandler
from selaras.matching.handlers.regroup import RegroupHandler
from selaras.matching.handlers.reveals import Reveals
from selaras.matching.ports import Store

from tests.fakes.matching import FakeReviews, FakeStore
from tests.fakes.matching_cases import FakeEvents
from tests.support.matching import NOW


def plugin(agency: str) -> Caller:
    return Caller(Role.AGENCY, agency)


def owner(agency: str, name: str = "ani") -> Caller:
    return Caller(Role.OWNER, agency, name)


def head(agency: str) -> Caller:
    return Caller(Role.HEAD, agency, "kepala")


def coordinator(topics: tuple[str, ...] = (), areas: tuple[str, ...] = ()) -> Caller:
    return Caller(Role.COORDINATOR, "kominfo", "kori", topics, areas)


ADMIN = Caller(Role.ADMIN)


async def put_case_of(store: Store, messages: list[Message], findings: list[Finding]) -> Case:
    """Store messages and the findings of the first of them; answers the case that this opens."""
    async with store.transaction() as transaction:
        for item in messages:
            await transaction.put_message(item)
        assembly = await replace_findings(transaction, messages[0].key, findings, NOW)
    [case] = [*assembly.opened, *assembly.updated]
    return case


@dataclass
class Room:
    """Everything that people decide with, in memory."""

    store: FakeStore = field(default_factory=FakeStore)
    events: FakeEvents = field(default_factory=FakeEvents)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))

    def __post_init__(self) -> None:
        self.reviews = FakeReviews(self.store)
        self.reveals = Reveals(self.store, self.clock)
        desk = Desk(self.store, self.events, self.clock)
        self.decisions = DecisionHandler(desk)
        self.regroup = RegroupHandler(desk)
        self.dismissals = DismissalHandler(desk, self.reviews)
        self.reader = CaseReader(self.store, self.reveals)
        self.watcher = CaseWatcher(self.store, self.reader)
        self.audit = AuditReader(self.store)

    async def open(self, messages: list[Message], findings: list[Finding]) -> Case:
        return await put_case_of(self.store, messages, findings)

    def actions(self) -> list[str]:
        return [entry.record.action.value for entry in self.store.trail]

    def timeline(self, case: Case) -> list[str]:
        return [entry.kind.value for entry in self.store.timelines[case.id]]
