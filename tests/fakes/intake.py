"""The ports of intake in memory, with the same promises as the real ones."""

from __future__ import annotations

import asyncio
import copy
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from selaras.intake.convert.check import without_findings
from selaras.intake.domain.account import Account, Tries, hash_login
from selaras.intake.domain.agency import Agency
from selaras.intake.domain.coverage import PostFigures
from selaras.intake.domain.draft import Check, CheckState, Draft, DraftState
from selaras.intake.domain.erasure import Erasure, ErasureKind, Numbers
from selaras.intake.domain.events import IntakeEvent
from selaras.intake.domain.key import Key
from selaras.intake.domain.owner import Owner
from selaras.intake.domain.session import Session, SessionKind
from selaras.intake.ports.storage import DraftCursor, RequestKey, StoredRequest, Waiting
from selaras.kit.errors import Unavailable
from selaras.kit.marks import mark, mentions


@dataclass
class _Record:
    agencies: dict[str, Agency] = field(default_factory=dict)
    owners: dict[tuple[str, str], Owner] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    checks: dict[tuple[str, str, int], Check] = field(default_factory=dict)
    waiting: dict[tuple[str, str, int], Waiting] = field(default_factory=dict)
    requests: dict[RequestKey, StoredRequest] = field(default_factory=dict)
    quotas: dict[str, tuple[date, int]] = field(default_factory=dict)
    events: list[IntakeEvent] = field(default_factory=list)
    numbers: dict[tuple[str, str], Numbers] = field(default_factory=dict)
    erasures: dict[str, Erasure] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    tries: dict[str, Tries] = field(default_factory=dict)


class FakeAgencies:
    def __init__(self, record: _Record) -> None:
        self._record = record

    async def get(self, agency_id: str) -> Agency | None:
        return self._record.agencies.get(agency_id)

    async def page(self, *, after: str, limit: int) -> list[Agency]:
        ids = sorted(one for one in self._record.agencies if one > after)
        return [self._record.agencies[one] for one in ids[:limit]]

    async def add(self, agency: Agency) -> None:
        assert agency.agency_id not in self._record.agencies
        self._record.agencies[agency.agency_id] = agency

    async def update(self, agency: Agency) -> None:
        assert agency.agency_id in self._record.agencies
        self._record.agencies[agency.agency_id] = agency

    async def get_owner(self, agency_id: str, owner_id: str) -> Owner | None:
        return self._record.owners.get((agency_id, owner_id))

    async def owners(self, agency_id: str, *, after: str = "", limit: int = 0) -> list[Owner]:
        keys = sorted(key for key in self._record.owners if key[0] == agency_id and key[1] > after)
        return [self._record.owners[key] for key in keys[: limit or None]]

    async def put_owner(self, owner: Owner) -> None:
        self._record.owners[owner.agency_id, owner.owner_id] = owner

    async def delete_owner(self, agency_id: str, owner_id: str) -> None:
        self._record.owners.pop((agency_id, owner_id), None)


class FakeKeys:
    def __init__(self, record: _Record) -> None:
        self._record = record

    async def get(self, key_id: str) -> Key | None:
        return self._record.keys.get(key_id)

    async def of_agency(self, agency_id: str) -> list[Key]:
        keys = [key for key in self._record.keys.values() if key.agency_id == agency_id]
        keys.sort(key=lambda key: key.key_id)
        return sorted(keys, key=lambda key: key.create_time, reverse=True)

    async def put(self, key: Key) -> None:
        before = self._record.keys.get(key.key_id)
        used = before.last_use_time if before else None
        self._record.keys[key.key_id] = replace(key, last_use_time=used)

    async def used(self, uses: Mapping[str, datetime]) -> None:
        for key_id, time in uses.items():
            if key_id in self._record.keys:
                self._record.keys[key_id] = replace(self._record.keys[key_id], last_use_time=time)

    async def purge(self, before: datetime) -> int:
        old = [
            key_id
            for key_id, key in self._record.keys.items()
            if any(end and end < before for end in (key.revoke_time, key.expire_time))
        ]
        for key_id in old:
            del self._record.keys[key_id]
        return len(old)

    async def rename_owner(self, agency_id: str, owner_id: str, pseudonym: str) -> None:
        for key_id, key in self._record.keys.items():
            if (key.agency_id, key.owner_id) == (agency_id, owner_id):
                self._record.keys[key_id] = replace(key, owner_id=pseudonym, display_name="")


class FakeDrafts:
    def __init__(self, record: _Record) -> None:
        self._record = record

    async def count_new(self, agency_id: str, day: date) -> int:
        before, count = self._record.quotas.get(agency_id, (day, 0))
        count = count + 1 if before == day else 1
        self._record.quotas[agency_id] = (day, count)
        return count

    async def get(self, agency_id: str, external_id: str) -> Draft | None:
        draft = self._record.drafts.get((agency_id, external_id))
        if draft is None:
            return None
        check = self._record.checks[agency_id, external_id, draft.revision]
        return replace(draft, check=check)

    async def page(
        self,
        agency_id: str,
        *,
        states: Sequence[DraftState],
        after: DraftCursor | None,
        limit: int,
    ) -> list[Draft]:
        def place(draft: Draft) -> tuple[datetime, str]:
            return draft.update_time, draft.external_id

        found = [
            draft
            for (owner, _), draft in self._record.drafts.items()
            if owner == agency_id
            and (not states or draft.state in states)
            and (after is None or place(draft) < (after.update_time, after.external_id))
        ]
        found.sort(key=place, reverse=True)
        drafts = [await self.get(agency_id, draft.external_id) for draft in found[:limit]]
        return [draft for draft in drafts if draft]

    async def add_revision(self, draft: Draft, waiting: Waiting) -> None:
        assert draft.agency_id in self._record.agencies
        key = (draft.agency_id, draft.external_id, draft.revision)
        assert key not in self._record.checks
        self._record.drafts[draft.agency_id, draft.external_id] = draft
        await self.await_check(draft, waiting)

    async def put(self, draft: Draft) -> None:
        before = self._record.drafts[draft.agency_id, draft.external_id]
        assert before.revision == draft.revision
        self._record.drafts[draft.agency_id, draft.external_id] = draft

    async def get_check(self, agency_id: str, external_id: str, revision: int) -> Check | None:
        return self._record.checks.get((agency_id, external_id, revision))

    async def put_check(
        self, agency_id: str, external_id: str, revision: int, check: Check
    ) -> None:
        self._record.checks[agency_id, external_id, revision] = check
        self._record.waiting.pop((agency_id, external_id, revision), None)

    async def await_check(self, draft: Draft, waiting: Waiting) -> None:
        key = (draft.agency_id, draft.external_id, draft.revision)
        self._record.checks[key] = draft.check
        self._record.waiting[key] = waiting

    async def overdue(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        due = []
        for agency_id, external_id in self._record.drafts:
            waiting = await self.waiting(agency_id, external_id)
            if waiting and waiting.sweep_time <= now:
                due.append((waiting.sweep_time, agency_id, external_id))
        return [(agency_id, external_id) for _, agency_id, external_id in sorted(due)[:limit]]

    async def waiting(self, agency_id: str, external_id: str) -> Waiting | None:
        draft = await self.get(agency_id, external_id)
        if draft is None or draft.state is DraftState.WITHDRAWN:
            return None
        if draft.check.state is not CheckState.PENDING:
            return None
        return self._record.waiting.get((agency_id, external_id, draft.revision))

    async def remove(self, draft: Draft, numbers: Numbers) -> None:
        named = (draft.agency_id, draft.external_id)
        self._record.drafts.pop(named, None)
        for table in (self._record.checks, self._record.waiting):
            for key in [key for key in table if key[:2] == named]:
                del table[key]
        self._record.numbers[named] = numbers

    async def numbers(self, agency_id: str, external_id: str) -> Numbers | None:
        return self._record.numbers.get((agency_id, external_id))

    async def ended(self, before: datetime, limit: int) -> list[tuple[str, str]]:
        found = []
        for agency_id, external_id in self._record.drafts:
            draft = await self.get(agency_id, external_id)
            if draft is not None and draft.update_time < before and _is_over(draft, before):
                found.append((agency_id, external_id))
        return found[:limit]

    async def purge_revisions(self, before: datetime, limit: int) -> int:
        old = [
            key
            for key, check in self._record.checks.items()
            if key[2] < self._record.drafts[key[:2]].revision
            and check.check_time
            and check.check_time < before
        ][:limit]
        for key in old:
            del self._record.checks[key]
        return len(old)

    async def forget_findings(self, names: Collection[str]) -> int:
        marks = [mark(name) for name in names]
        shown = [key for key, one in self._record.checks.items() if mentions(one.findings, marks)]
        for key in shown:
            check = self._record.checks[key]
            self._record.checks[key] = replace(check, **without_findings(check.findings, names))
        return len(shown)


class FakeCoverage:
    def __init__(self, record: _Record) -> None:
        self._record = record

    async def figures(
        self, start: datetime, end: datetime, *, agency_id: str = ""
    ) -> dict[str, PostFigures]:
        counts: dict[str, Counter[str]] = {}
        for draft in self._record.drafts.values():
            if agency_id in {"", draft.agency_id}:
                counts.setdefault(draft.agency_id, Counter()).update(self._facts(draft, start, end))
        return {name: PostFigures(**count) for name, count in counts.items() if count}

    def _facts(self, draft: Draft, start: datetime, end: datetime) -> Iterator[str]:
        check = self._record.checks[draft.agency_id, draft.external_id, draft.revision]
        if start <= draft.create_time < end:
            yield "drafts"
        if check.state is not CheckState.CHECKED and draft.state is not DraftState.WITHDRAWN:
            yield "unchecked"
        out = draft.published_time
        if out is None or not start <= out < end:
            return
        yield "published"
        if check.known and check.known.time <= out:
            yield "checked_before"
            if check.known.alerts:
                yield "published_clashing"


def _is_over(draft: Draft, before: datetime) -> bool:
    if draft.state is DraftState.WITHDRAWN:
        return True
    until = draft.content.valid_until
    return (
        draft.published_time is not None
        and draft.published_time < before
        and (until is None or until < before)
        and draft.check.state is not CheckState.PENDING
    )


class FakeErasures:
    def __init__(self, record: _Record) -> None:
        self._record = record

    async def get(self, erasure_id: str) -> Erasure | None:
        return self._record.erasures.get(erasure_id)

    async def newest(self, kind: ErasureKind, agency_id: str, subject_id: str) -> Erasure | None:
        found = [
            one
            for one in self._record.erasures.values()
            if (one.kind, one.agency_id, one.subject_id) == (kind, agency_id, subject_id)
        ]
        return max(found, key=lambda one: one.create_time, default=None)

    async def put(self, erasure: Erasure) -> None:
        self._record.erasures[erasure.erasure_id] = erasure

    async def overdue(self, now: datetime, limit: int) -> list[str]:
        late = [
            (one.sweep_time, one.erasure_id)
            for one in self._record.erasures.values()
            if one.sweep_time is not None and one.sweep_time <= now
        ]
        return [erasure_id for _, erasure_id in sorted(late)[:limit]]


class FakeRequests:
    def __init__(self, record: _Record) -> None:
        self._record = record

    async def get(self, key: RequestKey) -> StoredRequest | None:
        return self._record.requests.get(key)

    async def put(self, key: RequestKey, request: StoredRequest) -> None:
        self._record.requests[key] = request

    async def purge(self, before: datetime) -> int:
        old = [key for key, one in self._record.requests.items() if one.create_time < before]
        for key in old:
            del self._record.requests[key]
        return len(old)

    async def forget(self, marks: Collection[bytes]) -> None:
        for key, one in list(self._record.requests.items()):
            if mentions(one.answer, marks):
                del self._record.requests[key]


class FakeAccounts:
    def __init__(self, record: _Record) -> None:
        self._record = record

    def _found(self, **wanted: object) -> list[Account]:
        found = [
            one
            for one in self._record.accounts.values()
            if all(getattr(one, name) == value for name, value in wanted.items())
        ]
        return sorted(found, key=lambda one: one.login)

    async def get(self, account_id: str) -> Account | None:
        return self._record.accounts.get(account_id)

    async def by_login(self, login: str) -> Account | None:
        return next(iter(self._found(login=login)), None)

    async def by_invitation(self, invitation_hash: bytes) -> Account | None:
        return next(iter(self._found(invitation_hash=invitation_hash)), None)

    async def by_identity(self, issuer: str, subject: str) -> Account | None:
        return next(iter(self._found(issuer=issuer, subject=subject)), None)

    async def of_owner(self, agency_id: str, owner_id: str) -> list[Account]:
        return self._found(agency_id=agency_id, owner_id=owner_id)

    async def page(self, agency_id: str, *, after: str, limit: int) -> list[Account]:
        found = self._found(agency_id=agency_id) if agency_id else self._found()
        return [one for one in found if one.login > after][:limit]

    async def put(self, account: Account) -> None:
        other = await self.by_login(account.login)
        assert other is None or other.account_id == account.account_id
        self._record.accounts[account.account_id] = account

    async def remove(self, account: Account) -> None:
        for kind in SessionKind:
            await self.end_sessions(account.account_id, kind)
        self._record.accounts.pop(account.account_id, None)
        await self.forget_tries(account.login)

    async def get_session(self, session_id: str) -> Session | None:
        return self._record.sessions.get(session_id)

    async def put_session(self, session: Session) -> None:
        assert session.account_id in self._record.accounts
        self._record.sessions[session.session_id] = session

    async def end_session(self, session_id: str) -> None:
        self._record.sessions.pop(session_id, None)

    async def end_sessions(self, account_id: str, kind: SessionKind, *, keep: str = "") -> None:
        for session_id, one in list(self._record.sessions.items()):
            if (one.account_id, one.kind) == (account_id, kind) and session_id != keep:
                del self._record.sessions[session_id]

    async def has_feed(self, account_id: str) -> bool:
        wanted = (account_id, SessionKind.FEED)
        return any((one.account_id, one.kind) == wanted for one in self._record.sessions.values())

    async def tries(self, login: str) -> Tries:
        return self._record.tries.get(hash_login(login), Tries())

    async def put_tries(self, login: str, tries: Tries) -> None:
        self._record.tries[hash_login(login)] = tries

    async def forget_tries(self, login: str) -> None:
        self._record.tries.pop(hash_login(login), None)

    async def purge(self, now: datetime) -> int:
        for login, tries in list(self._record.tries.items()):
            is_locked = tries.locked_until is not None and tries.locked_until > now
            if not is_locked and tries.since and tries.since < Tries.forgotten_before(now):
                del self._record.tries[login]
        ended = [
            session_id
            for session_id, one in self._record.sessions.items()
            if one.expire_time is not None and one.expire_time <= now
        ]
        for session_id in ended:
            del self._record.sessions[session_id]
        return len(ended)


class FakePasswords:
    """Hashes that hide nothing and cost nothing; counts what was verified.

    Attributes:
        round: of the parameters; what was hashed in an earlier one is outdated.
        verified: what was stored at each comparison, as often as passwords were looked at.
    """

    def __init__(self) -> None:
        self.round = 1
        self.verified: list[str] = []

    async def hash(self, password: str) -> str:
        return f"{self.round}:{password[::-1]}"

    async def verify(self, stored: str, password: str) -> bool:
        self.verified.append(stored)
        return bool(stored) and stored.partition(":")[2] == password[::-1]

    def is_outdated(self, stored: str) -> bool:
        return not stored.startswith(f"{self.round}:")

    def is_common(self, word: str) -> bool:
        return word in {"password", "qwertyuiop", "111222tianya"}


class FakeUnitOfWork:
    def __init__(self, record: _Record) -> None:
        self.accounts = FakeAccounts(record)
        self.agencies = FakeAgencies(record)
        self.keys = FakeKeys(record)
        self.drafts = FakeDrafts(record)
        self.coverage = FakeCoverage(record)
        self.requests = FakeRequests(record)
        self.erasures = FakeErasures(record)
        self._record = record

    async def lock(self, name: str) -> None:
        """There is one writer at a time anyway."""

    async def emit(self, event: IntakeEvent) -> None:
        self._record.events.append(event)

    async def forget_events(self, marks: Collection[bytes]) -> None:
        """Events of this fake are no bytes."""


class FakeStorage:
    """Storage in memory; ``away`` makes it fail as a database that does not answer."""

    def __init__(self) -> None:
        self._record = _Record()
        self._lock = asyncio.Lock()
        self.away = False

    @property
    def events(self) -> list[IntakeEvent]:
        """All events that were committed."""
        return list(self._record.events)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[FakeUnitOfWork]:
        self._check_away()
        yield FakeUnitOfWork(copy.copy(self._record))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[FakeUnitOfWork]:
        self._check_away()
        async with self._lock:
            # Values are immutable, so a shallow copy of each table is a snapshot.
            tables = {name: copy.copy(value) for name, value in vars(self._record).items()}
            changed = _Record(**tables)
            yield FakeUnitOfWork(changed)
            self._record = changed

    async def scrub(self) -> None:
        self._check_away()

    def _check_away(self) -> None:
        if self.away:
            raise Unavailable("DATABASE_UNAVAILABLE", "the fake database is away", retry_after=2)


class FakeAreas:
    """Knows some areas."""

    def __init__(self, *codes: str) -> None:
        self._codes = set(codes or ("32", "32.78", "32.06", "33"))

    def is_known(self, code: str) -> bool:
        return code in self._codes


class FakeChecker:
    """Answers what it was told to; remembers what it was asked."""

    def __init__(self, answer: Check | Exception | None = None) -> None:
        self.answer = answer or Check(state=CheckState.CHECKED)
        self.asked: list[tuple[Agency, Draft, float]] = []

    async def check(self, agency: Agency, draft: Draft, *, seconds: float) -> Check:
        self.asked.append((agency, draft, seconds))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
