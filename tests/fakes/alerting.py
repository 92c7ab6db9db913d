"""Alerting's ports in memory."""

from __future__ import annotations

import copy
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from selaras.alerting.domain.decision import Decision
from selaras.alerting.domain.model import AgencyRecord, CaseEvent, CaseProgress, Notice, Status
from selaras.api.v1 import finding_pb2
from selaras.event.v1 import case_pb2


@dataclass
class _State:
    agencies: dict[str, AgencyRecord] = field(default_factory=dict)
    cases: dict[tuple[str, str], CaseProgress] = field(default_factory=dict)
    notices: dict[tuple, Notice] = field(default_factory=dict)
    decisions: list[tuple[CaseEvent, Decision]] = field(default_factory=list)


class FakeAlertStore:
    """Keeps everything in dictionaries; a transaction works on a copy."""

    def __init__(self) -> None:
        self._state = _State()

    @property
    def notices(self) -> list[Notice]:
        """What was put in the outbox, in order."""
        return list(self._state.notices.values())

    @asynccontextmanager
    async def transaction(self):
        work = copy.deepcopy(self._state)
        yield _FakeUnit(work)
        self._state = work

    async def agency_ids(self) -> list[str]:
        return sorted(self._state.agencies)

    async def decisions(self, case_id: str) -> list[tuple[str, Decision]]:
        return [
            (event.agency_id, decision)
            for event, decision in self._state.decisions
            if event.case_id == case_id
        ]


class _FakeUnit:
    def __init__(self, state: _State) -> None:
        self._state = state

    async def agencies(self, agency_ids) -> dict[str, AgencyRecord]:
        known = self._state.agencies
        return {name: known[name] for name in agency_ids if name in known}

    async def put_agency(self, record: AgencyRecord) -> bool:
        known = self._state.agencies.get(record.agency.agency_id)
        if known and known.version >= record.version:
            return False
        owners = tuple(sorted(record.owners, key=lambda owner: owner.owner_id))
        self._state.agencies[record.agency.agency_id] = AgencyRecord(
            record.agency, owners, record.version
        )
        return True

    async def progress(self, case_id: str, agency_id: str) -> CaseProgress | None:
        return self._state.cases.get((case_id, agency_id))

    async def put_progress(self, case_id: str, agency_id: str, progress: CaseProgress) -> None:
        self._state.cases[case_id, agency_id] = progress

    async def unserved(self, agency_id: str) -> list[bytes]:
        return [
            progress.unserved
            for (_, agency), progress in sorted(self._state.cases.items())
            if agency == agency_id and progress.unserved
        ]

    async def told(self, case_id: str, agency_id: str, epoch: int) -> dict[str, frozenset[Status]]:
        told: dict[str, frozenset[Status]] = {}
        for case, agency, owner, number, status in self._state.notices:
            if (case, agency, number) == (case_id, agency_id, epoch):
                told[owner] = told.get(owner, frozenset()) | {status}
        return told

    async def add_notice(self, notice: Notice) -> bool:
        event = notice.event
        owner_id = notice.owner.owner_id
        key = (event.case_id, event.agency_id, owner_id, notice.epoch, event.status)
        if key in self._state.notices:
            return False
        self._state.notices[key] = notice
        return True

    async def add_decision(self, event: CaseEvent, decision: Decision) -> None:
        self._state.decisions.append((event, decision))


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
) -> bytes:
    """A CaseChanged as matching sends it."""
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
        finding = message.side.findings.add(
            name=f"findings/{case}-{other}",
            relation=relation,
            confidence=finding_pb2.CONFIDENCE_CONFIRMED,
            own_draft=f"agencies/{agency}/drafts/post-1",
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
    return message.SerializeToString()


NAMES = {
    "dinkes": "Dinas Kesehatan Kota Tasikmalaya",
    "disdik": "Dinas Pendidikan Kota Tasikmalaya",
    "kemenag": "Kemenag Kota Tasikmalaya",
    "kominfo": "Dinas Komunikasi dan Informatika",
}
