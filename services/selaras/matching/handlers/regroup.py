"""Merging cases that are about one matter, and splitting those that are about two."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from selaras.kit.auth import Caller, Role
from selaras.kit.errors import InvalidRequest, NotFound
from selaras.matching.cases.settle import resolve, settle
from selaras.matching.domain.audit import Action
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Party,
    ProposalState,
    Resolution,
    TimelineEntry,
    TimelineKind,
    relation_of,
)
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.viewer import Viewer
from selaras.matching.handlers.cases import Desk, Sitting, fingerprint, plain_text, require

_REGROUPERS = frozenset({Role.HEAD, Role.COORDINATOR})


class RegroupHandler:
    """Merges and splits cases, for heads of the agencies in them and for coordinators.

    All raise PermissionDenied (ROLE_NOT_ALLOWED), NotFound (CASE_NOT_FOUND) and FailedPrecondition
    (CASE_RESOLVED); bad input changes nothing.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def merge(self, caller: Caller, case_id: str, others: Sequence[str], note: str) -> Case:
        """Put the findings of other cases into one, which stays.

        Raises:
            InvalidRequest: CASE_MERGES_ITSELF, TEXT_HAS_CONTROL_CHARACTERS.
        """
        viewer = require(caller, _REGROUPERS)
        note = plain_text("note", note)
        if case_id in others:
            raise InvalidRequest.field(
                "CASE_MERGES_ITSELF", "others", "name other cases than the one that stays"
            )
        async with self._desk.sitting(viewer) as sitting:
            home = await sitting.case(case_id)
            leaving = [await sitting.case(other) for other in dict.fromkeys(others)]
            for other in leaving:
                home = await _absorb(sitting, home, other, note)
            await sitting.transaction.put_case(home)
            settled = await settle(sitting.transaction, home.id, sitting.now)
            for other in leaving:
                await sitting.record(
                    Action.CASES_MERGED, settled, merged=other.name, **fingerprint(note)
                )
            await sitting.tell("updated", settled, _merged(sitting, leaving[-1], note))
        return settled

    async def split(
        self, caller: Caller, case_id: str, finding_ids: Sequence[str], note: str
    ) -> tuple[Case, Case]:
        """Move findings of a case into a new one; answers both. They are never joined again.

        Raises:
            NotFound: FINDING_NOT_FOUND.
            InvalidRequest: SPLIT_TAKES_ALL, TEXT_HAS_CONTROL_CHARACTERS.
        """
        viewer = require(caller, _REGROUPERS)
        note = plain_text("note", note)
        async with self._desk.sitting(viewer) as sitting:
            case = await sitting.case(case_id)
            chosen = await _chosen(sitting, case, finding_ids)
            new = await _open_beside(sitting, case, chosen)
            entries = [
                TimelineEntry(
                    TimelineKind.SPLIT, sitting.now, viewer.person, text=note, subject=other.name
                )
                for other in (new, case)
            ]
            await sitting.transaction.note(case.id, entries[0])
            await sitting.transaction.note(new.id, entries[1])
            kept = await settle(sitting.transaction, case.id, sitting.now)
            moved = await settle(sitting.transaction, new.id, sitting.now)
            detail = {"split": new.name, "findings": str(len(chosen)), **fingerprint(note)}
            await sitting.record(Action.CASE_SPLIT, case, **detail)
            await sitting.tell("updated", kept, entries[0])
            await sitting.tell("opened", moved, _opened(sitting, case))
        return kept, moved


async def _absorb(sitting: Sitting, home: Case, other: Case, note: str) -> Case:
    """Give the findings of a case to another, and close it; answers the other, not stored yet."""
    transaction = sitting.transaction
    await transaction.move_findings(other.id, home.id)
    resolved = await resolve(transaction, other, Resolution.MERGED, sitting.now)
    closed = replace(resolved, merged_into=home.id)
    await transaction.put_case(closed)
    await transaction.note(home.id, _merged(sitting, other, note))
    change = TimelineEntry(
        TimelineKind.RESOLVED,
        sitting.now,
        sitting.viewer.person,
        subject=home.name,
        detail=Resolution.MERGED.value,
    )
    await sitting.tell("resolved", closed, change)
    return _joined(home, other)


def _joined(home: Case, other: Case) -> Case:
    """The case with the agencies of another: what people there did stays.

    What people agreed on was the smaller matter, so they must agree again; that two were split
    before does not count any more, now that people say the opposite.
    """
    parties = {party.agency: party for party in other.parties}
    for party in home.parties:
        parties[party.agency] = _both(party, parties.get(party.agency))
    proposal = home.proposal
    if home.state is CaseState.AGREED and proposal is not None:
        proposal = replace(proposal, state=ProposalState.OVERTAKEN)
    return replace(
        home,
        state=CaseState.OPEN,
        agreed_kind=None,
        proposal=proposal,
        parties=tuple(parties[agency] for agency in sorted(parties)),
        apart=(home.apart | other.apart) - {home.id, other.id},
    )


def _both(party: Party, other: Party | None) -> Party:
    """One part of an agency that has one in both cases."""
    if other is None:
        return party
    if party.acknowledge_time is None:
        party = replace(
            party,
            acknowledge_time=other.acknowledge_time,
            acknowledged_by=other.acknowledged_by,
        )
    return replace(party, assignee=party.assignee or other.assignee)


async def _chosen(sitting: Sitting, case: Case, finding_ids: Sequence[str]) -> list[Finding]:
    findings = await sitting.transaction.case_findings(case.id)
    seen = {item.id: item for item in findings if _is_seen(item, sitting.viewer)}
    wanted = dict.fromkeys(finding_ids)
    for finding_id in wanted:
        if finding_id not in seen:
            raise NotFound("FINDING_NOT_FOUND", f"there is no finding {finding_id} in this case")
    if len(wanted) == len(findings):
        raise InvalidRequest.field("SPLIT_TAKES_ALL", "findings", "leave at least one in the case")
    return [seen[finding_id] for finding_id in wanted]


def _is_seen(finding: Finding, viewer: Viewer) -> bool:
    return viewer.coordinates or viewer.agency in (finding.left.agency, finding.right.agency)


async def _open_beside(sitting: Sitting, case: Case, findings: list[Finding]) -> Case:
    """A new case of some findings; who looked after them goes on to do so."""
    agencies = {side.agency for item in findings for side in (item.left, item.right)}
    new = Case(
        id=uuid.uuid4().hex,
        state=CaseState.OPEN,
        version=0,
        relation=relation_of(tuple(findings)),
        parties=tuple(party for party in case.parties if party.agency in agencies),
        create_time=sitting.now,
        change_time=sitting.now,
        apart=case.apart | {case.id},
    )
    transaction = sitting.transaction
    await transaction.put_case(new)
    await transaction.note(new.id, TimelineEntry(TimelineKind.OPENED, sitting.now))
    for finding in findings:
        await transaction.put_finding(replace(finding, case_id=new.id))
    await transaction.put_case(replace(case, apart=case.apart | {new.id}))
    return new


def _merged(sitting: Sitting, other: Case, note: str) -> TimelineEntry:
    return TimelineEntry(
        TimelineKind.MERGED, sitting.now, sitting.viewer.person, text=note, subject=other.name
    )


def _opened(sitting: Sitting, source: Case) -> TimelineEntry:
    return TimelineEntry(
        TimelineKind.OPENED, sitting.now, sitting.viewer.person, subject=source.name
    )
