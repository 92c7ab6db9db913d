"""What is counted when a labelled set is replayed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from selaras.evaluation.dataset import (
    Dataset,
    DatasetError,
    Facet,
    LabelledDraft,
    LabelledPair,
    load,
    pair_key,
)
from selaras.evaluation.measures import (
    Measures,
    PredictedEvidence,
    PredictedSpan,
    Prediction,
    measure,
)

BODY = "Vaksinasi 3 Mei di balai desa, gratis."


def draft(name: str, agency: str = "") -> LabelledDraft:
    when = datetime.fromisoformat("2026-05-01T08:00:00+07:00")
    return LabelledDraft(
        name, "s1", agency or f"agency-{name}", name, "kota", "Kota Medan", when, "x", "", BODY
    )


def pair(a: str, b: str, relation: str, *facets: Facet, trap: str = "") -> LabelledPair:
    return LabelledPair(a, b, relation, facets, trap, "")


def said(
    a: str, b: str, relation: str, *evidence: PredictedEvidence, alerts: bool = True
) -> Prediction:
    return Prediction(pair_key(a, b), relation, alerts, 0.9, evidence)


def evidence(kind: str, **spans: tuple[int, int]) -> PredictedEvidence:
    return PredictedEvidence(
        kind, {name: PredictedSpan("body", *span) for name, span in spans.items()}
    )


def dataset(*pairs: LabelledPair, drafts: str = "abcd") -> Dataset:
    return Dataset(tuple(draft(name) for name in drafts), pairs)


def test_found_missed_and_false_alarms_are_told_apart() -> None:
    labels = dataset(
        pair("a", "b", "contradiction"),
        pair("a", "c", "contradiction"),
        pair("a", "d", "overlap"),
        pair("b", "c", "compatible"),
    )
    result = measure(
        labels,
        [
            said("b", "a", "contradiction"),
            said("a", "d", "contradiction"),
            said("b", "c", "contradiction"),
            said("c", "d", "overlap"),
        ],
    )
    assert (result.contradiction.tp, result.contradiction.fp, result.contradiction.fn) == (1, 2, 1)
    assert (result.overlap.tp, result.overlap.fp, result.overlap.fn) == (0, 1, 1)
    assert result.compatible_alarms == result.compatible == 1
    assert (result.unlisted, result.unlisted_alarms) == (2, 1)


def test_an_overlap_on_a_compatible_pair_is_defensible() -> None:
    result = measure(dataset(pair("a", "b", "compatible")), [said("a", "b", "overlap")])
    assert result.overlap.fp == result.compatible_alarms == 0


def test_what_is_only_listed_does_not_count() -> None:
    result = measure(
        dataset(pair("a", "b", "contradiction")), [said("a", "b", "contradiction", alerts=False)]
    )
    assert (result.contradiction.tp, result.contradiction.fn) == (0, 1)


@pytest.mark.parametrize(
    ("shown", "hit", "right_kind"),
    [
        (evidence("date", a=(10, 15), b=(12, 13)), 1, 1),
        (evidence("time", a=(10, 15), b=(10, 15)), 1, 0),
        (evidence("date", a=(10, 15), b=(0, 9)), 0, 0),
        (evidence("date", a=(10, 15)), 0, 0),
    ],
)
def test_evidence_must_touch_both_places(
    shown: PredictedEvidence, hit: int, right_kind: int
) -> None:
    labels = dataset(pair("a", "b", "contradiction", Facet("date", "3 Mei", "3 Mei")))
    result = measure(labels, [said("a", "b", "contradiction", shown)])
    assert (result.found_with_facets, result.evidence_hits, result.evidence_right_kind) == (
        1,
        hit,
        right_kind,
    )
    assert result.by_kind == {"date": {"pairs": 1, "found": 1, "hit": hit}}


def test_pairs_of_one_agency_are_not_counted_as_unlisted() -> None:
    drafts = (draft("a", "same"), draft("b", "same"), draft("c"))
    assert measure(Dataset(drafts, ()), []).unlisted == 2


def test_nothing_to_divide_by_is_zero() -> None:
    report = Measures().as_json()
    assert report["contradiction"]["f1"] == 0
    assert report["evidence_hit_rate"] == 0


def test_by_trap_says_what_was_said() -> None:
    result = measure(
        dataset(pair("a", "b", "compatible", trap="other_region")), [said("a", "b", "overlap")]
    )
    assert result.by_trap == {
        "compatible/other_region": {"pairs": 1, "contradiction": 0, "overlap": 1, "none": 0}
    }


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    drafts, pairs = tmp_path / "drafts.jsonl", tmp_path / "pairs.jsonl"
    drafts.write_text('{"id": "a"}\n')
    pairs.write_text("")
    with pytest.raises(DatasetError, match=r"drafts\.jsonl:1"):
        load(drafts, pairs)
    drafts.write_text("not json\n")
    with pytest.raises(DatasetError, match="not JSON"):
        load(drafts, pairs)
    drafts.write_text("")
    pairs.write_text(json.dumps({"a": "x", "b": "y", "relation": "overlap"}) + "\n")
    with pytest.raises(DatasetError, match="unknown draft"):
        load(drafts, pairs)
