"""What is counted, at alert level (LIKELY and CONFIRMED); docs/evaluation.md names the measures.

A labelled compatible pair must never raise a contradiction; an overlap on one is defensible and is
not counted. On an unlisted pair every alert is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from selaras.evaluation.dataset import Dataset, Facet, LabelledPair, PairKey

CONTRADICTION = "contradiction"
OVERLAP = "overlap"
COMPATIBLE = "compatible"
FALSE_ALARM = "false_alarm"
MISSED = "missed"
WRONG_PLACE = "wrong_place"


@dataclass(frozen=True, slots=True)
class PredictedSpan:
    """A place in a draft: part (title or body) and code points."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PredictedEvidence:
    """A pair of places, by draft id, the kind of fact, and what was said of them."""

    kind: str
    spans: Mapping[str, PredictedSpan]
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the stack said of a pair, at alert level or below."""

    key: PairKey
    relation: str
    alerts: bool
    probability: float
    evidence: tuple[PredictedEvidence, ...]
    confidence: str = ""
    reason: str = ""
    explanation: str = ""


@dataclass(slots=True)
class Counts:
    """True and false positives and false negatives, and what follows from them."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """Share of alarms that are right; 0 without alarms."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of labelled pairs that were found; 0 without labels."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_json(self) -> dict[str, float | int]:
        """For the report."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "tp": self.tp,
            "fp": self.fp,
            "fn": self.fn,
        }


@dataclass(frozen=True, slots=True)
class Mistake:
    """A pair on which the stack and the label disagree: ``false_alarm`` or ``missed``.

    ``wrong_place`` is a contradiction that was found on evidence that touches no labelled place.
    """

    sort: str
    key: PairKey
    label: str
    predicted: str
    probability: float
    trap: str


@dataclass(slots=True)
class Measures:
    """All measures of one replay."""

    contradiction: Counts = field(default_factory=Counts)
    overlap: Counts = field(default_factory=Counts)
    compatible: int = 0
    compatible_alarms: int = 0
    unlisted: int = 0
    unlisted_alarms: int = 0
    found_with_facets: int = 0
    evidence_hits: int = 0
    evidence_right_kind: int = 0
    by_kind: dict[str, dict[str, int]] = field(default_factory=dict)
    by_trap: dict[str, dict[str, int]] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For the report; rates are 0 where there is nothing to divide by."""
        return {
            "contradiction": self.contradiction.as_json(),
            "overlap": self.overlap.as_json(),
            "compatible_contradiction_rate": _rate(self.compatible_alarms, self.compatible),
            "unlisted_alert_rate": _rate(self.unlisted_alarms, self.unlisted),
            "unlisted_alerts": self.unlisted_alarms,
            "unlisted_pairs": self.unlisted,
            "evidence_hit_rate": _rate(self.evidence_hits, self.found_with_facets),
            "evidence_kind_rate": _rate(self.evidence_right_kind, self.found_with_facets),
            "by_kind": self.by_kind,
            "by_trap": self.by_trap,
        }


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0


def measure(dataset: Dataset, predictions: Iterable[Prediction]) -> Measures:
    """Compare what the stack said with the labels."""
    alarms = {item.key: item for item in predictions if item.alerts}
    labels = {pair.key: pair for pair in dataset.pairs}
    measures = Measures(unlisted=dataset.cross_agency_pairs() - len(labels))
    for key, pair in labels.items():
        _count_labelled(measures, pair, alarms.get(key), dataset)
    for key in alarms.keys() - labels.keys():
        _count_unlisted(measures, alarms[key])
    measures.mistakes.sort(key=lambda item: (item.sort, -item.probability, item.key))
    return measures


def _count_labelled(
    measures: Measures, pair: LabelledPair, alarm: Prediction | None, dataset: Dataset
) -> None:
    said = alarm.relation if alarm else "none"
    found = said == pair.relation
    _by_trap(measures, pair, said)
    if pair.relation == COMPATIBLE:
        measures.compatible += 1
        if said == CONTRADICTION:
            measures.compatible_alarms += 1
            measures.contradiction.fp += 1
            _mistake(measures, FALSE_ALARM, pair, alarm)
        return
    counts = measures.contradiction if pair.relation == CONTRADICTION else measures.overlap
    if found:
        counts.tp += 1
    else:
        counts.fn += 1
        _mistake(measures, MISSED, pair, alarm)
        if said == CONTRADICTION:
            measures.contradiction.fp += 1
        elif said == OVERLAP:
            measures.overlap.fp += 1
    if pair.relation == CONTRADICTION:
        _count_evidence(measures, pair, alarm if found else None, dataset)


def _count_unlisted(measures: Measures, alarm: Prediction) -> None:
    measures.unlisted_alarms += 1
    counts = measures.contradiction if alarm.relation == CONTRADICTION else measures.overlap
    counts.fp += 1
    measures.mistakes.append(
        Mistake(FALSE_ALARM, alarm.key, "unlisted", alarm.relation, alarm.probability, "")
    )


def _mistake(measures: Measures, sort: str, pair: LabelledPair, alarm: Prediction | None) -> None:
    measures.mistakes.append(
        Mistake(
            sort,
            pair.key,
            pair.relation,
            alarm.relation if alarm else "none",
            alarm.probability if alarm else 0.0,
            pair.trap,
        )
    )


def _by_trap(measures: Measures, pair: LabelledPair, said: str) -> None:
    name = f"{pair.relation}/{pair.trap or 'none'}"
    row = measures.by_trap.setdefault(name, {"pairs": 0, CONTRADICTION: 0, OVERLAP: 0, "none": 0})
    row["pairs"] += 1
    row[said] += 1


def _count_evidence(
    measures: Measures, pair: LabelledPair, alarm: Prediction | None, dataset: Dataset
) -> None:
    for kind in {facet.kind for facet in pair.facets}:
        row = measures.by_kind.setdefault(kind, {"pairs": 0, "found": 0, "hit": 0})
        row["pairs"] += 1
        row["found"] += alarm is not None
    if alarm is None or not pair.facets:
        return
    measures.found_with_facets += 1
    hits = [
        (facet, evidence)
        for facet in pair.facets
        for evidence in alarm.evidence
        if _hits(pair, facet, evidence, dataset)
    ]
    measures.evidence_hits += bool(hits)
    if not hits:
        _mistake(measures, WRONG_PLACE, pair, alarm)
    measures.evidence_right_kind += any(facet.kind == item.kind for facet, item in hits)
    for kind in {facet.kind for facet, _ in hits}:
        measures.by_kind[kind]["hit"] += 1


def _hits(pair: LabelledPair, facet: Facet, evidence: PredictedEvidence, dataset: Dataset) -> bool:
    """Whether both places of the evidence overlap the labelled places."""
    return _overlaps(pair.a, facet.a_text, evidence, dataset) and _overlaps(
        pair.b, facet.b_text, evidence, dataset
    )


def _overlaps(draft_id: str, surface: str, evidence: PredictedEvidence, dataset: Dataset) -> bool:
    span = evidence.spans.get(draft_id)
    if span is None:
        return False
    draft = next(draft for draft in dataset.drafts if draft.id == draft_id)
    text = draft.title if span.part == "title" else draft.body
    start = text.find(surface)
    while start != -1:
        if start < span.end and span.start < start + len(surface):
            return True
        start = text.find(surface, start + 1)
    return False
