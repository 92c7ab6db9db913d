"""Alerting's ports in memory."""

from __future__ import annotations

import copy
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby

from selaras.alerting.domain.case import CaseEvent, CaseState
from selaras.alerting.domain.decision import Decision, DecisionRecord
from selaras.alerting.domain.directory import AgencyRecord, OwnerRole, Recipient
from selaras.alerting.domain.notice import AlertKind, Digest, Held, Notice, Told
from selaras.alerting.domain.quiet import Crisis, Silence
from selaras.alerting.domain.track import Timer, TimerKind, Track
from selaras.alerting.ports.reader import AlertQuery, AlertRow
from selaras.api.v1 import case_pb2 as case_api_pb2
from selaras.api.v1 import finding_pb2
from selaras.event.v1 import case_pb2
from selaras.kit.clock import Clock, FakeClock


@dataclass
class _Row:
    """An alert, or a case in a digest."""

    alert: AlertRow
    telling: object
    via: str = ""


@dataclass
class _State:
    agencies: dict[str, AgencyRecord] = field(default_factory=dict)
    tracks: dict[tuple[str, str], Track] = field(default_factory=dict)
    rows: dict[str, _Row] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    digests: list[Digest] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)
    decisions: list[tuple[CaseEvent, DecisionRecord]] = field(default_factory=list)
    timers: dict[tuple[str, str, TimerKind], tuple[Timer, datetime | None]] = field(
        default_factory=dict
    )
    held: dict[tuple[str, str, str], tuple[Held, datetime | None]] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)
    crises: dict[str, Crisis] = field(default_factory=dict)
    jumped: datetime | None = None


class FakeAlertStore:
    """Keeps everything in dictionaries; a transaction works on a copy. Reads too."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or FakeClock()
        self._state = _State()

    @property
    def notices(self) -> list[Notice]:
        """What was put in the outbox, digests aside, in order."""
        return self._state.notices

    @property
    def digests(self) -> list[Digest]:
        """The same of digests."""
        return self._state.digests

    @property
    def dropped(self) -> list[tuple[str, str]]:
        """Case and agency of deliveries that were dropped."""
        return self._state.dropped

    def waiting_timers(self) -> dict[TimerKind, Timer]:
        """Timers by kind; of tests with one case and agency."""
        return {timer.kind: timer for timer, _ in self._state.timers.values()}

    def waiting_notices(self) -> list[Held]:
        """Held notices, by case and owner."""
        return [held for _, (held, _) in sorted(self._state.held.items())]

    @asynccontextmanager
    async def transaction(self):
        work = copy.copy(self._state)
        for name, value in vars(self._state).items():
            setattr(work, name, copy.copy(value))
        yield _FakeUnit(work, self._clock)
        self._state = work

    async def agency_ids(self) -> list[str]:
        return sorted(self._state.agencies)

    async def claim_timers(self, now: datetime, limit: int, lease: timedelta) -> list[Timer]:
        due = [
            (key, timer)
            for key, (timer, until) in self._state.timers.items()
            if timer.due <= now and (until is None or until <= now)
        ]
        due.sort(key=lambda entry: (entry[1].due, entry[0]))
        name = uuid.uuid4().hex
        claimed = []
        for key, timer in due[:limit]:
            self._state.timers[key] = (replace(timer, lease=name), now + lease)
            claimed.append(replace(timer, lease=name))
        return claimed

    async def claim_held(self, now: datetime, owners: int, lease: timedelta) -> list[list[Held]]:
        due = [
            (key, held)
            for key, (held, until) in self._state.held.items()
            if held.until <= now and (until is None or until <= now)
        ]
        first: dict[tuple[str, str], datetime] = {}
        for _, held in due:
            first[held.who] = min(held.until, first.get(held.who, held.until))
        chosen = sorted(first, key=lambda who: first[who])[:owners]
        name = uuid.uuid4().hex
        claimed = []
        for key, held in sorted(due, key=lambda entry: (entry[1].who, entry[0])):
            if held.who in chosen:
                self._state.held[key] = (replace(held, lease=name), now + lease)
                claimed.append(replace(held, lease=name))
        return [list(group) for _, group in groupby(claimed, key=lambda held: held.who)]

    async def shift(self, by: timedelta, now: datetime) -> bool:
        last = self._state.jumped
        if last is not None and abs(now - last) <= timedelta(seconds=30):
            return False
        self._state.jumped = now
        for key, (timer, until) in self._state.timers.items():
            if timer.kind is not TimerKind.REMIND:
                self._state.timers[key] = (replace(timer, due=timer.due + by), until)
        for held_key, (held, until) in self._state.held.items():
            self._state.held[held_key] = (replace(held, until=held.until + by), until)
        return True

    async def alerts(self, query: AlertQuery) -> list[AlertRow]:
        found = []
        for row in self._state.rows.values():
            alert = row.alert
            if query.case_id and alert.case_id != query.case_id:
                continue
            if row.via and not query.case_id:
                continue
            if query.agency_id not in {"", alert.agency_id}:
                continue
            if query.owner_id not in {"", alert.owner_id}:
                continue
            if row.via:
                alert = replace(alert, alert_id=row.via, kind=AlertKind.DIGEST)
            found.append((row.alert.create_time, row.alert.alert_id, alert))
        found.sort(key=lambda entry: entry[:2], reverse=True)
        if query.after:
            found = [entry for entry in found if entry[:2] < query.after]
        return [alert for *_, alert in found[: query.limit]]

    async def decisions(
        self, case_id: str, agency_id: str = "", owner_id: str = "", limit: int = 500
    ) -> list[DecisionRecord]:
        found = [
            record
            for event, record in self._state.decisions
            if event.case_id == case_id
            and agency_id in {"", record.agency_id}
            and (not owner_id or record.decision.owner_id in {"", owner_id})
        ]
        return found[-limit:]

    async def silences(self, now: datetime, *, ended: bool) -> list[Silence]:
        found = [item for item in self._state.silences.values() if ended or item.end > now]
        return sorted(
            found,
            key=lambda item: (2 if item.end <= now else 1 if item.start > now else 0, item.end),
        )

    async def crises(self, now: datetime) -> list[Crisis]:
        return [item for item in self._state.crises.values() if item.start <= now < item.end]

    async def recent(self, agency_ids, since: datetime) -> dict[tuple[str, str], list[datetime]]:
        found: dict[tuple[str, str], list[datetime]] = {}
        for row in self._state.rows.values():
            alert = row.alert
            if alert.agency_id in set(agency_ids) and alert.create_time > since and not row.via:
                found.setdefault((alert.agency_id, alert.owner_id), []).append(alert.create_time)
        return {who: sorted(times) for who, times in found.items()}


class _FakeUnit:
    def __init__(self, state: _State, clock: Clock) -> None:
        self._state = state
        self._clock = clock

    async def agencies(self, agency_ids) -> dict[str, AgencyRecord]:
        known = self._state.agencies
        return {name: known[name] for name in agency_ids if name in known}

    async def put_agency(self, record: AgencyRecord) -> bool:
        known = self._state.agencies.get(record.agency.agency_id)
        if known and known.version >= record.version:
            return False
        owners = tuple(sorted(record.owners, key=lambda owner: owner.owner_id))
        self._state.agencies[record.agency.agency_id] = replace(record, owners=owners)
        return True

    async def coordinators(self) -> list[Recipient]:
        return [
            Recipient(record.agency, owner)
            for _, record in sorted(self._state.agencies.items())
            for owner in record.owners
            if owner.role is OwnerRole.COORDINATOR
        ]

    async def track(self, case_id: str, agency_id: str) -> Track | None:
        return self._state.tracks.get((case_id, agency_id))

    peek = track

    async def of_case(self, case_id: str) -> list[Track]:
        tracks = sorted(self._state.tracks.items(), key=lambda entry: entry[0])
        return [track for key, track in tracks if key[0] == case_id]

    async def put_track(self, track: Track) -> None:
        self._state.tracks[track.case_id, track.agency_id] = track

    def _open(self, agency_id: str) -> list[Track]:
        return [
            track
            for _, track in sorted(self._state.tracks.items(), key=lambda entry: entry[0])
            if track.agency_id == agency_id and track.state is CaseState.OPEN
        ]

    async def waiting(self, agency_id: str) -> list[Track]:
        return [track for track in self._open(agency_id) if track.waiting]

    async def unannounced(self, agency_id: str) -> list[Track]:
        return [
            track
            for track in self._open(agency_id)
            if not track.announced and not track.waiting and track.event and not track.contradicts
        ]

    async def contradicting(self, agency_id: str, case_id: str) -> frozenset[tuple[str, str]]:
        return frozenset(
            pair
            for track in self._open(agency_id)
            if track.case_id != case_id and track.contradicts and track.event
            for pair in track.event.pairs
        )

    async def told(self, track: Track) -> list[Told]:
        return [
            Told(
                telling.to.agency.agency_id,
                telling.owner.owner_id,
                telling.kind,
                telling.event.status,
                telling.slot,
            )
            for row in self._state.rows.values()
            if (telling := row.telling) is not None
            and (telling.event.case_id, telling.track_id, telling.epoch)
            == (track.case_id, track.agency_id, track.epoch)
        ]

    async def known_alerts(self, alert_ids) -> frozenset[str]:
        return frozenset(name for name in alert_ids if name in self._state.rows)

    async def recent(self, agency_id: str, owner_id: str, since: datetime) -> list[datetime]:
        return sorted(
            row.alert.create_time
            for row in self._state.rows.values()
            if (row.alert.agency_id, row.alert.owner_id) == (agency_id, owner_id)
            and row.alert.create_time > since
            and not row.via
        )

    def _put_row(self, telling, title: str, time: datetime, via: str = "") -> bool:
        if telling.alert_id in self._state.rows:
            return False
        row = AlertRow(
            telling.alert_id,
            telling.to.agency.agency_id,
            telling.owner.owner_id,
            telling.event.case_id,
            telling.kind,
            int(telling.event.severity),
            title,
            time,
        )
        self._state.rows[telling.alert_id] = _Row(row, telling, via)
        return True

    async def add_notice(self, notice: Notice) -> bool:
        if not self._put_row(notice.telling, notice.title, notice.create_time):
            return False
        self._state.notices.append(notice)
        return True

    async def add_digest(self, digest: Digest) -> bool:
        if digest.alert_id in self._state.rows:
            return False
        row = AlertRow(
            digest.alert_id,
            *digest.to.who,
            "",
            AlertKind.DIGEST,
            max(int(line.telling.event.severity) for line in digest.lines),
            digest.title,
            digest.create_time,
        )
        self._state.rows[digest.alert_id] = _Row(row, None)
        for line in digest.lines:
            self._put_row(line.telling, line.title, digest.create_time, digest.alert_id)
        self._state.digests.append(digest)
        return True

    async def drop_deliveries(self, case_id: str, agency_id: str) -> None:
        self._state.dropped.append((case_id, agency_id))

    async def add_decision(self, event: CaseEvent, decision: Decision) -> None:
        agency_id = decision.agency_id or event.agency_id
        record = DecisionRecord(
            self._clock.now(), event.version, agency_id, replace(decision, agency_id=agency_id)
        )
        self._state.decisions.append((event, record))

    async def timers(self, case_id: str, agency_id: str) -> dict[TimerKind, Timer]:
        return {
            kind: timer
            for (case, agency, kind), (timer, _) in self._state.timers.items()
            if (case, agency) == (case_id, agency_id)
        }

    async def put_timer(self, timer: Timer) -> None:
        key = (timer.case_id, timer.agency_id, timer.kind)
        self._state.timers[key] = (replace(timer, lease=""), None)

    async def drop_timers(self, case_id: str, agency_id: str, kinds=tuple(TimerKind)) -> None:
        for kind in kinds:
            self._state.timers.pop((case_id, agency_id, kind), None)

    async def take_timer(self, timer: Timer) -> bool:
        key = (timer.case_id, timer.agency_id, timer.kind)
        known = self._state.timers.get(key)
        if known is None or known[0].lease != timer.lease:
            return False
        del self._state.timers[key]
        return True

    async def held(self, case_id: str, track_id: str) -> list[Held]:
        return [
            replace(held, lease="")
            for _, (held, _) in sorted(self._state.held.items(), key=lambda entry: entry[0])
            if (held.case_id, held.track_id) == (case_id, track_id)
        ]

    async def put_held(self, held: Held) -> None:
        key = (held.case_id, held.agency_id, held.owner_id)
        self._state.held[key] = (replace(held, lease=""), None)

    async def drop_held(self, case_id: str, agency_id: str, owner_id: str) -> None:
        self._state.held.pop((case_id, agency_id, owner_id), None)

    async def take_held(self, held: Held) -> bool:
        key = (held.case_id, held.agency_id, held.owner_id)
        known = self._state.held.get(key)
        if known is None or known[0].lease != held.lease:
            return False
        del self._state.held[key]
        return True

    async def silences(self, now: datetime) -> list[Silence]:
        return [item for item in self._state.silences.values() if item.start <= now < item.end]

    async def crises(self, now: datetime) -> list[Crisis]:
        return [item for item in self._state.crises.values() if item.start <= now < item.end]

    async def silence(self, silence_id: str) -> Silence | None:
        return self._state.silences.get(silence_id)

    async def crisis(self, crisis_id: str) -> Crisis | None:
        return self._state.crises.get(crisis_id)

    async def put_silence(self, silence: Silence) -> None:
        self._state.silences[silence.silence_id] = silence

    async def put_crisis(self, crisis: Crisis) -> None:
        self._state.crises[crisis.crisis_id] = crisis

    async def held_by(self, subject: str) -> list[Held]:
        return [held for held, _ in self._state.held.values() if held.subject == subject]

    async def held_for(self, reasons) -> list[tuple[Held, str, tuple[str, ...]]]:
        found = []
        for held, _ in self._state.held.values():
            track = self._state.tracks.get((held.case_id, held.track_id))
            if held.reason in set(reasons) and track and track.event:
                found.append((held, track.event.topic, track.event.area_codes))
        return found


class FakeSubscriptions:
    """Remembers who must have one."""

    def __init__(self) -> None:
        self.agencies: set[str] = set()

    def ensure(self, agency_id: str) -> None:
        self.agencies.add(agency_id)


def case_payload(
    agency: str = "dinkes",
    *,
    case: str = "cases/c1",
    version: int = 1,
    resolved: bool = False,
    overlap: bool = False,
    others: tuple[str, ...] = ("disdik",),
    hidden: bool = False,
    resolution: str = "",
    findings: bool = True,
    severity: str = "",
    topic: str = "",
    areas: tuple[str, ...] = (),
    deadline: datetime | None = None,
    acknowledged: str = "",
    assignee: str = "",
    authority: str = "",
    agreed: bool = False,
    proposal: dict[str, object] | None = None,
    change: dict[str, str] | None = None,
    draft: str = "post-1",
) -> bytes:
    """A CaseChanged as matching sends it.

    Args:
        severity: such as ``HIGH``; empty: the event has no view, as those of older versions.
        acknowledged, assignee: owner ids of the receiving agency.
        authority: id of the agency whose figure counts.
        proposal: fields of the proposal: number, agency, person, kind, state, awaited, note.
        change: fields of the entry: kind, agency, person, text, subject.
    """
    relation = finding_pb2.RELATION_OVERLAP if overlap else finding_pb2.RELATION_CONTRADICTION
    message = case_pb2.CaseChanged(
        event_id=f"e-{agency}-{version}",
        case=case,
        state=case_pb2.CASE_STATE_RESOLVED if resolved else case_pb2.CASE_STATE_OPEN,
        relation=relation,
        version=version,
        resolution=resolution,
    )
    message.side.agency.name = f"agencies/{agency}"
    for other in (agency, *others):
        message.agencies.add(name=f"agencies/{other}", display_name=NAMES.get(other, other))
    for other in others if findings and not resolved else ():
        _add_finding(message, agency, other, relation, draft=draft, hidden=hidden)
    if deadline:
        message.deadline.FromDatetime(deadline)
    if change:
        message.change.CopyFrom(case_api_pb2.TimelineEntry(**change))
    if severity:
        _add_view(message, agency, others, authority, acknowledged, assignee)
        view = message.view
        view.severity = f"SEVERITY_{severity}"
        view.topic = topic
        view.area_codes.extend(areas)
        view.state = _state(resolved=resolved, agreed=agreed)
        view.kinds.append(finding_pb2.FACT_KIND_DATE)
        if proposal:
            view.proposal.CopyFrom(_proposal(proposal))
    return message.SerializeToString()


def _add_finding(message, agency: str, other: str, relation, *, draft: str, hidden: bool) -> None:
    finding = message.side.findings.add(
        name=f"findings/{message.case}-{other}",
        relation=relation,
        confidence=finding_pb2.CONFIDENCE_CONFIRMED,
        own_draft=f"agencies/{agency}/drafts/{draft}",
        own_revision=2,
        explanation="Kedua pesan berbeda.",
    )
    finding.other_agency.name = f"agencies/{other}"
    finding.other_agency.display_name = NAMES.get(other, other)
    finding.evidence.add(
        kind=finding_pb2.FACT_KIND_DATE,
        own_sentence="Vaksinasi berlangsung 3-8 Agustus 2026.",
        other_sentence="" if hidden else "Vaksinasi dimulai 4 Agustus 2026.",
        explanation="Tanggal mulai 3 Agustus 2026 berbeda dengan 4 Agustus 2026.",
    )


def _add_view(
    message, agency: str, others: tuple[str, ...], authority: str, acknowledged: str, assignee: str
) -> None:
    for name in (agency, *others):
        party = message.view.parties.add(authority=name == authority)
        party.agency.name = f"agencies/{name}"
        party.agency.display_name = NAMES.get(name, name)
        if name != agency:
            continue
        if acknowledged:
            party.acknowledge_time.FromDatetime(FakeClock().now())
            party.acknowledged_by = f"agencies/{agency}/owners/{acknowledged}"
        if assignee:
            party.assignee = f"agencies/{agency}/owners/{assignee}"


def _state(*, resolved: bool, agreed: bool) -> int:
    if resolved:
        return case_api_pb2.Case.STATE_RESOLVED
    return case_api_pb2.Case.STATE_AGREED if agreed else case_api_pb2.Case.STATE_OPEN


def _proposal(fields: dict[str, object]) -> case_api_pb2.Proposal:
    values = dict(fields)
    declined_by = values.pop("declined_by", ())
    proposal = case_api_pb2.Proposal(**values)
    for agency, note in declined_by:
        proposal.answers.add(agency=f"agencies/{agency}", agreed=False, note=note)
    return proposal


NAMES = {
    "dinkes": "Dinas Kesehatan Kota Tasikmalaya",
    "disdik": "Dinas Pendidikan Kota Tasikmalaya",
    "kemenag": "Kemenag Kota Tasikmalaya",
    "kominfo": "Dinas Komunikasi dan Informatika",
}
