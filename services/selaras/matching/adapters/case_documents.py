"""Cases, dismissals and scopes as JSON, as they lie in the database."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from selaras.matching.domain.case import (
    Answer,
    Case,
    Party,
    Person,
    Proposal,
    ProposalState,
    ResolutionKind,
)
from selaras.matching.domain.dismissal import Clash
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.viewer import Scope


def dump_case(case: Case) -> str:
    """What a case has no column for."""
    document = {
        "parties": [_dump_party(party) for party in case.parties],
        "areas": list(case.area_codes),
        "kinds": list(case.kinds),
        "proposal": _dump_proposal(case.proposal),
        "agreed_kind": case.agreed_kind,
        "apart": sorted(case.apart),
    }
    return json.dumps(document, ensure_ascii=False)


def load_case(document: str) -> dict[str, Any]:
    """Fields of a case from its document; a case older than a field has its default."""
    fields: dict[str, Any] = json.loads(document)
    agreed = fields.get("agreed_kind")
    return {
        "parties": tuple(_load_party(item) for item in fields["parties"]),
        "area_codes": tuple(fields.get("areas", ())),
        "kinds": tuple(FactKind(kind) for kind in fields.get("kinds", ())),
        "proposal": _load_proposal(fields.get("proposal")),
        "agreed_kind": ResolutionKind(agreed) if agreed else None,
        "apart": frozenset(fields.get("apart", ())),
    }


def _dump_party(party: Party) -> dict[str, Any]:
    return {
        "agency": party.agency,
        "findings": party.findings,
        "acknowledge_time": _dump_time(party.acknowledge_time),
        "acknowledged_by": party.acknowledged_by,
        "assignee": party.assignee,
        "authority": party.authority,
    }


def _load_party(fields: dict[str, Any]) -> Party:
    return Party(**(fields | {"acknowledge_time": _load_time(fields.get("acknowledge_time"))}))


def _dump_proposal(proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {
        "number": proposal.number,
        "kind": proposal.kind,
        "note": proposal.note,
        "person": dump_person(proposal.person),
        "create_time": proposal.create_time.isoformat(),
        "state": proposal.state,
        "answers": [
            {
                "agreed": item.agreed,
                "note": item.note,
                "person": dump_person(item.person),
                "time": item.time.isoformat(),
            }
            for item in proposal.answers
        ],
    }


def _load_proposal(fields: dict[str, Any] | None) -> Proposal | None:
    if fields is None:
        return None
    return Proposal(
        number=fields["number"],
        kind=ResolutionKind(fields["kind"]),
        note=fields["note"],
        person=Person(*fields["person"]),
        create_time=datetime.fromisoformat(fields["create_time"]),
        state=ProposalState(fields["state"]),
        answers=tuple(
            Answer(
                item["agreed"],
                item["note"],
                Person(*item["person"]),
                datetime.fromisoformat(item["time"]),
            )
            for item in fields["answers"]
        ),
    )


def dump_person(person: Person) -> list[str]:
    """Who did something."""
    return [person.agency, person.owner]


def dump_said(said: tuple[Person, ...]) -> str:
    """Those who called a pair no conflict."""
    return json.dumps([dump_person(person) for person in said])


def load_said(document: str) -> tuple[Person, ...]:
    """Those who called a pair no conflict."""
    return tuple(Person(*item) for item in json.loads(document))


def dump_clashes(clashes: frozenset[Clash]) -> str:
    """What clashed, in a fixed order."""
    return json.dumps(
        sorted([item.kind, item.first, item.second] for item in clashes), ensure_ascii=False
    )


def load_clashes(document: str) -> frozenset[Clash]:
    """What clashed."""
    return frozenset(Clash(*item) for item in json.loads(document))


def dump_scope(scope: Scope) -> str:
    """Who may see a case."""
    return json.dumps(
        {
            "agencies": sorted(scope.agencies),
            "topic": scope.topic,
            "areas": sorted(scope.area_codes),
        }
    )


def load_scope(document: str) -> Scope | None:
    """Who may see a case; None: nobody, it was not there."""
    if not document:
        return None
    fields = json.loads(document)
    return Scope(frozenset(fields["agencies"]), fields["topic"], frozenset(fields["areas"]))


def _dump_time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _load_time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
