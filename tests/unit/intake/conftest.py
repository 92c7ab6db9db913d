"""Handlers of intake on fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from selaras.intake.convert.directory import AgencyCodec
from selaras.intake.convert.draft import DraftCodec
from selaras.intake.convert.owner import OwnerCodec
from selaras.intake.domain.agency import Agency, AgencyLevel
from selaras.intake.domain.content import Content
from selaras.intake.domain.draft import Check, CheckState, Draft
from selaras.intake.domain.events import DirectoryEvent, DraftEvent
from selaras.intake.domain.owner import Owner
from selaras.intake.handlers.access import Access
from selaras.intake.handlers.accounts import Accounts
from selaras.intake.handlers.agencies import Agencies
from selaras.intake.handlers.checked import RecordCheck
from selaras.intake.handlers.drafts import Drafts
from selaras.intake.handlers.erase import Erase
from selaras.intake.handlers.keys import Keys
from selaras.intake.handlers.once import Ticket
from selaras.intake.handlers.owners import Owners
from selaras.intake.handlers.retain import Keeping, Retain
from selaras.intake.handlers.sign_in import SignedIn, SignIn
from selaras.intake.handlers.submit import Submission, Submit
from selaras.intake.handlers.sweep import Sweep, SweepPlan
from selaras.intake.handlers.waiters import Waiters
from selaras.intake.ports.storage import RequestKey
from selaras.kit.clock import FakeClock

from tests.fakes.intake import FakeAreas, FakePasswords, FakeStorage

NOW = datetime(2026, 8, 1, 3, 0, tzinfo=UTC)
ADMIN_KEY = "the-key-of-the-administrators"
PASSWORD = "kopi tubruk panas sekali"


def ticket(
    request_id: str = "", body: str = "", caller: str = "dinkes", method: str = "m"
) -> Ticket:
    return Ticket(RequestKey(caller, method, request_id), body.encode())


@dataclass
class Bench:
    """All handlers on one fake storage."""

    storage: FakeStorage = field(default_factory=FakeStorage)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    areas: FakeAreas = field(default_factory=FakeAreas)
    waiters: Waiters = field(default_factory=Waiters)
    plan: SweepPlan = field(
        default_factory=lambda: SweepPlan(timedelta(seconds=60), timedelta(minutes=10))
    )

    passwords: FakePasswords = field(default_factory=FakePasswords)
    drafts_per_day: int = 0
    identities: bool = True
    forgotten: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        storage, clock, areas = self.storage, self.clock, self.areas
        self.erase = Erase(
            storage,
            clock,
            self.plan,
            self._forget_owner,
            lambda *contact: "/".join(contact).encode(),
        )
        keeping = Keeping(timedelta(days=730), timedelta(days=365), timedelta(days=365))
        self.retain = Retain(storage, clock, keeping)
        self.submitter = Submit(
            storage,
            areas,
            clock,
            self.waiters,
            plan=self.plan,
            codec=DraftCodec(),
            drafts_per_day=self.drafts_per_day,
            poll_seconds=30,
        )
        self.drafts = Drafts(storage, clock, DraftCodec())
        self.record = RecordCheck(storage, clock, self.waiters)
        self.sweep = Sweep(storage, clock, self.plan)
        self.agencies = Agencies(storage, areas, clock, AgencyCodec())
        self.access = Access(storage, clock, ADMIN_KEY, timedelta(seconds=5))
        self.owners = Owners(storage, areas, clock, OwnerCodec(), self.access.forget_owner)
        self.keys = Keys(storage, clock, self.access.forget)
        forget = self.access.sessions.forget_account
        self.accounts = Accounts(storage, clock, self.passwords, forget)
        self.sign_in = SignIn(
            storage,
            clock,
            self.passwords,
            valid=timedelta(hours=12),
            identities=self.identities,
            forget=forget,
        )

    def _forget_owner(self, agency_id: str, owner_id: str) -> None:
        self.forgotten.append((agency_id, owner_id))
        self.access.forget_owner(agency_id, owner_id)

    def other_access(self) -> Access:
        """Access as another replica has it, on the same storage."""
        return Access(self.storage, self.clock, ADMIN_KEY, timedelta(seconds=5))

    async def register(self, agency_id: str = "dinkes", **changes) -> Agency:
        values = {
            "display_name": "Dinkes",
            "level": AgencyLevel.KOTA,
            "area_code": "32.78",
            "parent_id": "",
        }
        agency = Agency(agency_id=agency_id, create_time=NOW, **{**values, **changes})
        return await self.agencies.create(agency, ticket())

    async def add_owner(self, owner_id: str = "humas", **changes) -> Owner:
        values = {"display_name": "Humas", "contact": "", "time_zone": "Asia/Jakarta"}
        owner = Owner(
            agency_id="dinkes", owner_id=owner_id, create_time=NOW, **{**values, **changes}
        )
        return await self.owners.create(owner, ticket())

    async def join(self, login: str = "rina@dinkes.go.id", owner_id: str = "humas") -> SignedIn:
        """Invite somebody, who accepts; ``owner_id`` empty: an administrator."""
        agency_id = "dinkes" if owner_id else ""
        invited = await self.accounts.invite(login, agency_id, owner_id)
        return await self.sign_in.accept(invited.invitation, PASSWORD)

    async def submit(
        self,
        body: str = "Mulai 3 Agustus.",
        *,
        external_id: str = "post-1",
        request_id: str = "",
        wait: float = 0.0,
        **content,
    ) -> Draft:
        submission = Submission(
            "dinkes",
            external_id,
            Content(body=body, **content),
            ticket(request_id, repr((body, external_id, content)), method="SubmitDraft"),
            wait,
        )
        return await self.submitter(submission)

    async def checked(
        self,
        revision: int = 1,
        *,
        state: CheckState = CheckState.CHECKED,
        findings: bytes = b"",
        time: datetime | None = None,
        alerts: int = 0,
    ) -> bool:
        time = time or self.clock.now()
        answer = Check(state=state, check_time=time, findings=findings, alerts=alerts)
        return await self.record("dinkes", "post-1", revision, answer)

    @property
    def draft_events(self) -> list[DraftEvent]:
        return [event for event in self.storage.events if isinstance(event, DraftEvent)]

    @property
    def directory_events(self) -> list[DirectoryEvent]:
        return [event for event in self.storage.events if isinstance(event, DirectoryEvent)]


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def bench_with_quota() -> Bench:
    """Two new texts a day."""
    return Bench(drafts_per_day=2)
