"""The errors of a replay with all that a person needs to judge them, by sort."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from selaras.evaluation.dataset import Dataset, LabelledDraft, LabelledPair, PairKey
from selaras.evaluation.highlight import Range, Segment, places, segments
from selaras.evaluation.measures import (
    COMPATIBLE,
    CONTRADICTION,
    FALSE_ALARM,
    MISSED,
    OVERLAP,
    WRONG_PLACE,
    Measures,
    Mistake,
    Prediction,
)

FACET, EVIDENCE = "facet", "evidence"


class Sort(enum.StrEnum):
    """What went wrong, the worst first."""

    FALSE_CONTRADICTION = "false-contradiction"
    OVERLAP_AS_CONTRADICTION = "overlap-as-contradiction"
    UNLISTED_ALARM = "unlisted-alarm"
    MISSED_CONTRADICTION = "missed-contradiction"
    CONTRADICTION_AS_OVERLAP = "contradiction-as-overlap"
    MISSED_OVERLAP = "missed-overlap"
    WRONG_PLACE = "wrong-place"


TITLES = {
    Sort.FALSE_CONTRADICTION: "Contradiction on a compatible pair",
    Sort.OVERLAP_AS_CONTRADICTION: "Overlap called a contradiction",
    Sort.UNLISTED_ALARM: "Alarm on a pair that is not listed",
    Sort.MISSED_CONTRADICTION: "Missed contradiction",
    Sort.CONTRADICTION_AS_OVERLAP: "Contradiction called an overlap",
    Sort.MISSED_OVERLAP: "Missed overlap",
    Sort.WRONG_PLACE: "Contradiction found, evidence elsewhere",
}


@dataclass(frozen=True, slots=True)
class SideOfError:
    """One draft of a pair, its text cut where something is to be marked."""

    draft: LabelledDraft
    title: tuple[Segment, ...]
    body: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Error:
    """One error.

    Attributes:
        label: None for a pair that is not listed.
        said: the best that the judge had to say, at alert level or below; None: nothing.
    """

    anchor: str
    sort: Sort
    label: LabelledPair | None
    said: Prediction | None
    sides: tuple[SideOfError, SideOfError]


def collect(
    dataset: Dataset, measures: Measures, predictions: Iterable[Prediction]
) -> dict[Sort, list[Error]]:
    """All errors by sort, within a sort in the order of :attr:`Measures.mistakes`."""
    said = {item.key: item for item in predictions}
    labels = {pair.key: pair for pair in dataset.pairs}
    drafts = {draft.id: draft for draft in dataset.drafts}
    found: dict[Sort, list[Error]] = {sort: [] for sort in Sort}
    for mistake in measures.mistakes:
        sort = sort_of(mistake)
        anchor = f"{sort}-{len(found[sort]) + 1}"
        label, prediction = labels.get(mistake.key), said.get(mistake.key)
        one, other = (label.a, label.b) if label else mistake.key
        sides = (
            _side(drafts[one], mistake.key, label, prediction),
            _side(drafts[other], mistake.key, label, prediction),
        )
        found[sort].append(Error(anchor, sort, label, prediction, sides))
    return found


def sort_of(mistake: Mistake) -> Sort:
    """What went wrong with a pair."""
    if mistake.sort == WRONG_PLACE:
        return Sort.WRONG_PLACE
    return _SORTS[mistake.sort, mistake.label, mistake.predicted]


_SORTS = {
    (FALSE_ALARM, COMPATIBLE, CONTRADICTION): Sort.FALSE_CONTRADICTION,
    (FALSE_ALARM, "unlisted", CONTRADICTION): Sort.UNLISTED_ALARM,
    (FALSE_ALARM, "unlisted", OVERLAP): Sort.UNLISTED_ALARM,
    (MISSED, OVERLAP, CONTRADICTION): Sort.OVERLAP_AS_CONTRADICTION,
    (MISSED, OVERLAP, "none"): Sort.MISSED_OVERLAP,
    (MISSED, CONTRADICTION, OVERLAP): Sort.CONTRADICTION_AS_OVERLAP,
    (MISSED, CONTRADICTION, "none"): Sort.MISSED_CONTRADICTION,
}


def _side(
    draft: LabelledDraft, key: PairKey, label: LabelledPair | None, said: Prediction | None
) -> SideOfError:
    ranges: dict[str, list[Range]] = {"title": [], "body": []}
    for facet in label.facets if label else ():
        surface = facet.a_text if label and draft.id == label.a else facet.b_text
        for part, text in (("title", draft.title), ("body", draft.body)):
            ranges[part] += [Range(*place, FACET, facet.kind) for place in places(text, surface)]
    for item in said.evidence if said and said.key == key else ():
        span = item.spans.get(draft.id)
        if span is not None and span.part in ranges:
            ranges[span.part].append(Range(span.start, span.end, EVIDENCE, item.kind))
    return SideOfError(
        draft, segments(draft.title, ranges["title"]), segments(draft.body, ranges["body"])
    )
