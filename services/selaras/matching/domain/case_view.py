"""A case as somebody may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selaras.matching.domain.case import Case, TimelineEntry
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.message import Agency, Message
from selaras.matching.domain.view import AnyView, FindingView, outside_view, view
from selaras.matching.domain.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as somebody may see it.

    Attributes:
        agencies: the agencies of its parties, by id.
        area_codes: those of its areas that the viewer may know of.
        gravest: the finding that the title speaks of; None: the viewer sees none.
        finding_count: how many findings it has now, also those that the viewer does not see.
        findings, timeline: empty where only the case itself is shown.
        read_version: up to which version the person who looks has read it; 0: never, or no person.
    """

    case: Case
    agencies: Mapping[str, Agency]
    area_codes: tuple[str, ...]
    gravest: AnyView | None
    finding_count: int
    findings: tuple[AnyView, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    read_version: int = 0


def views_of(
    viewer: Viewer, findings: Iterable[Finding], messages: Mapping[str, Message]
) -> list[AnyView]:
    """The findings as a viewer may see them, most certain first.

    An agency sees those in which it has a side, a coordinator all.
    """
    views: list[AnyView] = []
    for finding in findings:
        if viewer.agency in (finding.left.agency, finding.right.agency):
            seen = finding.seen_from(viewer.agency)
            views.append(view(seen, messages[seen.left.key], messages[seen.right.key]))
        elif viewer.coordinates:
            left, right = messages[finding.left.key], messages[finding.right.key]
            views.append(outside_view(finding, left, right))
    return sorted(views, key=lambda item: (-item.probability, item.finding_id))


def view_case(
    viewer: Viewer,
    case: Case,
    findings: Sequence[Finding],
    messages: Mapping[str, Message],
    agencies: Mapping[str, Agency],
) -> CaseView:
    """The case itself, with its findings as a viewer may see them, without the timeline.

    Args:
        findings: those that the case has now.
        messages: at least both sides of each finding, by key.
        agencies: at least those of the case, by id.
    """
    views = views_of(viewer, findings, messages)
    own = agencies[viewer.agency].area_code if viewer.agency in agencies else ""
    return CaseView(
        case=case,
        agencies={agency: agencies[agency] for agency in case.agencies},
        area_codes=_known_areas(case, views, own),
        gravest=min(views, key=lambda item: _gravity(case, item), default=None),
        finding_count=len(findings),
        findings=tuple(views),
    )


def kind_of(case: Case, seen: AnyView) -> FactKind | None:
    """Kind of the gravest fact that clashes in a finding of a case; None: the whole text."""
    kinds = {item.kind for item in seen.evidence}
    return next((kind for kind in case.kinds if kind in kinds), None)


def _gravity(case: Case, seen: AnyView) -> tuple[bool, int, float, str]:
    kind = kind_of(case, seen)
    place = case.kinds.index(kind) if kind is not None else len(case.kinds)
    return (
        seen.relation is not Relation.CONTRADICTION,
        place,
        -seen.probability,
        seen.finding_id,
    )


def _known_areas(case: Case, views: Iterable[AnyView], own_area: str) -> tuple[str, ...]:
    known = {own_area}
    for item in views:
        if isinstance(item, FindingView):
            known.update(item.own_areas, item.other_areas)
        else:
            known.update(item.left.areas, item.right.areas)
    return tuple(code for code in case.area_codes if code in known)
