"""Saying that a pair is no conflict: with the word of both sides it stays silent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from selaras.kit.auth import PEOPLE, Caller
from selaras.kit.errors import FailedPrecondition, NotFound
from selaras.matching.cases.settle import settle
from selaras.matching.domain.audit import Action
from selaras.matching.domain.case import (
    Case,
    Resolution,
    ResolutionKind,
    TimelineEntry,
    TimelineKind,
)
from selaras.matching.domain.dismissal import Dismissal
from selaras.matching.domain.dismissing import awaited, with_word
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.review import Review, ReviewReason, ReviewVerdict
from selaras.matching.domain.viewer import Viewer, scope_of
from selaras.matching.handlers.cases import Desk, Sitting, fingerprint, plain_text, require
from selaras.matching.ports import Reviews


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What came of it.

    Attributes:
        awaited: ids of the agencies whose word is missing; empty: the pair is silent.
        case: the case as it is now; None: the finding was only listed.
    """

    silent: bool
    awaited: tuple[str, ...]
    case: Case | None


class DismissalHandler:
    """Keeps what people say of pairs, for the pair and, as a review, for calibration."""

    def __init__(self, desk: Desk, reviews: Reviews) -> None:
        self._desk = desk
        self._reviews = reviews

    async def dismiss(
        self, caller: Caller, finding_id: str, reason: ReviewReason, note: str
    ) -> Dismissed:
        """Say that a pair is no conflict. The same again: no change.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED.
            NotFound: FINDING_NOT_FOUND, also for one that the caller may not see.
            FailedPrecondition: NOTHING_CLASHES.
            InvalidRequest: TEXT_HAS_CONTROL_CHARACTERS.
        """
        viewer = require(caller, PEOPLE)
        note = plain_text("note", note)
        async with self._desk.sitting(viewer) as sitting:
            finding, case = await _seen(sitting, finding_id)
            known = (await sitting.transaction.dismissals([finding.id])).get(finding.id)
            said = with_word(
                known,
                finding,
                viewer.person,
                reason.value,
                sitting.now,
                coordinates=viewer.coordinates,
            )
            if said != known:
                case = await _keep(sitting, finding, case, said, note)
            done = Dismissed(said.basis is not None, awaited(said, finding), case)
        await self._review(finding, viewer, reason, note, sitting)
        return done

    async def _review(
        self, finding: Finding, viewer: Viewer, reason: ReviewReason, note: str, sitting: Sitting
    ) -> None:
        """Afterwards, because reviews are stored by themselves; a repeated call makes up for it."""
        judgement = await self._reviews.judgement(finding.id)
        if judgement is None or judgement.side_of(viewer.agency) is None:
            return  # a coordinator's word ends the case, but is no side's opinion
        await self._reviews.add(
            Review(
                judgement=judgement,
                agency=viewer.agency,
                verdict=ReviewVerdict.FALSE_ALARM,
                reason=reason,
                note=note,
                reviewer=viewer.owner,
                time=sitting.now,
            )
        )


async def _seen(sitting: Sitting, finding_id: str) -> tuple[Finding, Case | None]:
    """A finding that the person may dismiss, and its case."""
    viewer = sitting.viewer
    finding = await sitting.transaction.finding(finding_id)
    case = await sitting.transaction.case(finding.case_id) if finding and finding.case_id else None
    if finding is None or not _may_see(viewer, finding, case):
        raise NotFound("FINDING_NOT_FOUND", f"there is no finding {finding_id}")
    if finding.verdict.relation is Relation.NONE:
        raise FailedPrecondition("NOTHING_CLASHES", "this finding says that nothing clashes")
    return finding, case


def _may_see(viewer: Viewer, finding: Finding, case: Case | None) -> bool:
    if viewer.agency in (finding.left.agency, finding.right.agency):
        return True
    return viewer.coordinates and case is not None and viewer.sees(scope_of(case))


async def _keep(
    sitting: Sitting, finding: Finding, case: Case | None, said: Dismissal, note: str
) -> Case | None:
    """Store a word, tell of it, and let a pair that is silent now leave its case."""
    await sitting.transaction.put_dismissal(said)
    name = f"findings/{finding.id}"
    detail = {"reason": said.reason, "silent": str(said.basis or ""), **fingerprint(note)}
    entry = TimelineEntry(
        TimelineKind.DISMISSED,
        sitting.now,
        sitting.viewer.person,
        text=note,
        subject=name,
        detail=said.reason.upper(),
    )
    if case is None:
        await sitting.record(Action.FINDING_DISMISSED, None, subject=name, **detail)
        return None
    if said.basis is None:
        return await sitting.keep(case, entry, Action.FINDING_DISMISSED, subject=name, **detail)
    await sitting.transaction.note(case.id, entry)
    await sitting.record(Action.FINDING_DISMISSED, case, subject=name, **detail)
    return await _leave(sitting, finding, case, entry)


async def _leave(sitting: Sitting, finding: Finding, case: Case, entry: TimelineEntry) -> Case:
    transaction = sitting.transaction
    await transaction.put_finding(replace(finding, case_id=""))
    settled = await settle(transaction, case.id, sitting.now, when_gone=Resolution.AGREED)
    if settled.is_live:
        await sitting.tell("updated", settled, entry)
        return settled
    settled = replace(settled, agreed_kind=ResolutionKind.FALSE_ALARM)
    await transaction.put_case(settled)
    change = TimelineEntry(
        TimelineKind.RESOLVED, sitting.now, entry.person, detail=Resolution.AGREED.value
    )
    await sitting.tell("resolved", settled, change)
    return settled
