"""Rows of the tables of cases as values of the domain and back."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from selaras.matching.adapters.case_documents import (
    dump_case,
    dump_clashes,
    dump_said,
    load_case,
    load_clashes,
    load_said,
)
from selaras.matching.domain.audit import Action, AuditEntry, AuditRecord
from selaras.matching.domain.authority import Authority
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Person,
    Resolution,
    Severity,
    TimelineEntry,
    TimelineKind,
)
from selaras.matching.domain.dismissal import Basis, Dismissal
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.urgency import NO_DEADLINE, position_of


def to_case(row: Any) -> Case:
    """A case."""
    deadline = row["deadline"]
    return Case(
        id=row["id"],
        state=CaseState(row["state"]),
        version=row["version"],
        relation=Relation(row["relation"]),
        create_time=row["create_time"],
        change_time=row["change_time"],
        resolution=Resolution(row["resolution"]) if row["resolution"] else None,
        severity=Severity(row["severity"]),
        topic=row["topic"],
        deadline=deadline if deadline < NO_DEADLINE else None,
        merged_into=row["merged_into"],
        **load_case(row["document"]),
    )


def from_case(case: Case) -> dict[str, Any]:
    """Columns of a case but its id."""
    closed, deadline, _, _ = position_of(case)
    return {
        "state": case.state,
        "version": case.version,
        "relation": case.relation,
        "create_time": case.create_time,
        "change_time": case.change_time,
        "resolution": case.resolution,
        "closed": closed,
        "deadline": deadline,
        "severity": int(case.severity),
        "topic": case.topic,
        "merged_into": case.merged_into,
        "document": dump_case(case),
    }


def to_entry(row: Any) -> TimelineEntry:
    """One thing that happened in a case."""
    return TimelineEntry(
        kind=TimelineKind(row["kind"]),
        time=row["time"],
        person=Person(row["agency"], row["owner"]) if row["agency"] else None,
        text=row["text"],
        subject=row["subject"],
        detail=row["detail"],
    )


def from_entry(case_id: str, entry: TimelineEntry) -> dict[str, Any]:
    """Columns of an entry of a timeline but its number."""
    person = entry.person or Person("")
    return {
        "case_id": case_id,
        "kind": entry.kind,
        "time": entry.time,
        "agency": person.agency,
        "owner": person.owner,
        "text": entry.text,
        "subject": entry.subject,
        "detail": entry.detail,
    }


def to_dismissal(row: Any) -> Dismissal:
    """What people said of a pair."""
    return Dismissal(
        finding_id=row["finding_id"],
        said=load_said(row["said"]),
        basis=Basis(row["basis"]) if row["basis"] else None,
        clashes=load_clashes(row["clashes"]),
        reason=row["reason"],
        time=row["time"],
    )


def from_dismissal(dismissal: Dismissal) -> dict[str, Any]:
    """Columns of a dismissal but its finding's id."""
    return {
        "basis": dismissal.basis,
        "reason": dismissal.reason,
        "time": dismissal.time,
        "said": dump_said(dismissal.said),
        "clashes": dump_clashes(dismissal.clashes),
    }


def to_authority(row: Any) -> Authority:
    """A rule on whose figure counts."""
    return Authority(
        id=row["id"],
        agency=row["agency"],
        topic=row["topic"],
        kind=FactKind(row["kind"]) if row["kind"] else None,
        area_code=row["area_code"],
        basis=row["basis"],
        create_time=row["create_time"],
    )


def from_authority(authority: Authority) -> dict[str, Any]:
    """Columns of a rule."""
    return {
        "id": authority.id,
        "agency": authority.agency,
        "topic": authority.topic,
        "kind": authority.kind or "",
        "area_code": authority.area_code,
        "basis": authority.basis,
        "create_time": authority.create_time,
    }


def to_audit(row: Any) -> AuditEntry:
    """An entry of the audit trail."""
    record = AuditRecord(
        action=Action(row["action"]),
        actor=row["actor"],
        subject=row["subject"],
        time=row["time"],
        case_id=row["case_id"],
        detail=json.loads(row["detail"]),
        agencies=tuple(json.loads(row["agencies"])),
    )
    return AuditEntry(row["sequence"], record, row["hash"])


def from_audit(entry: AuditEntry) -> dict[str, Any]:
    """Columns of an entry of the audit trail."""
    record = entry.record
    return {
        "sequence": entry.sequence,
        "time": record.time,
        "action": record.action,
        "actor": record.actor,
        "subject": record.subject,
        "case_id": record.case_id,
        "detail": json.dumps(record.detail, ensure_ascii=False, sort_keys=True),
        "agencies": json.dumps(record.agencies),
        "hash": entry.hash,
    }


def reveal_key(record: AuditRecord) -> str:
    """Names who was shown what: the same again is no news."""
    content = [record.action, record.actor, record.subject, record.detail]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
