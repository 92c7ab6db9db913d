"""What the measures of cases and of alerting count."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from selaras.evaluation.dataset import Dataset, Facet, LabelledDraft, LabelledPair
from selaras.event.v1 import case_pb2, directory_pb2
from selaras.gazetteer import Gazetteer
from selaras.matching.cases.matters import Links
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Confidence, Reason, Relation, Verdict
from selaras.matching.domain.message import MessageState
from selaras.matching.domain.text import Part
from selaras.matching.pipeline import Compared, Judged, Pipeline
from selaras.matching.preparation import Preparation

from tests.support.matching import message

# The modules of the scripts import each other by name.
sys.path.append(str(Path(__file__).resolve().parents[3] / "scripts"))

from _case_labels import LabelledJudge, verdict_of
from _case_posts import connected
from _case_scores import Found, Told, alert_scores, case_scores, group_scores
from _counting import VMeasure, percentile, spread
from _load_counts import Arrival, Ledger, latency
from _load_events import case_events, cases, directory_event, owner_name


@pytest.mark.parametrize(
    ("true", "found", "homogeneity", "completeness"),
    [
        ("aabb", "xxyy", 1.0, 1.0),
        ("aabb", "yyxx", 1.0, 1.0),
        ("aabb", "wxyz", 1.0, 0.5),  # each on its own
        ("aabb", "xxxx", 0.0, 1.0),  # all in one
        ("aabb", "xyxy", 0.0, 0.0),  # has nothing to do with it
        ("aabc", "xxyy", 2 / 3, 1.0),
        ("aaaa", "xxxx", 1.0, 1.0),
    ],
)
def test_v_measure(true: str, found: str, homogeneity: float, completeness: float) -> None:
    measure = VMeasure.of(zip(true, found, strict=True))
    assert measure.homogeneity == pytest.approx(homogeneity)
    assert measure.completeness == pytest.approx(completeness)
    together = homogeneity + completeness
    assert measure.v == pytest.approx(
        2 * homogeneity * completeness / together if together else 0.0
    )
    assert measure.items == 4


def test_v_measure_of_nothing_is_zero() -> None:
    assert VMeasure.of([]).as_json() == {
        "items": 0,
        "homogeneity": 0.0,
        "completeness": 0.0,
        "v": 0.0,
    }


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 0.5, 0), ([7], 0.99, 7), ([4, 1, 3, 2], 0.5, 2), (list(range(1, 101)), 0.95, 95)],
)
def test_percentile(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_spread() -> None:
    assert spread([0, 0, 1, 5]) == {"mean": 1.5, "p95": 5, "max": 5}
    assert spread([]) == {"mean": 0.0, "p95": 0.0, "max": 0.0}


MATTER = {"a1": "a", "a2": "a", "a3": "a", "a4": "a", "b1": "b", "b2": "b"}


def found(one: str, other: str, case: str) -> Found:
    return Found(one, other, "overlap", case)


def test_cases_that_are_the_matters() -> None:
    scores = case_scores(
        [found("a1", "a2", "1"), found("a2", "a3", "1"), found("b1", "b2", "2")], MATTER
    )
    assert scores["by_finding"] == {"items": 3, "homogeneity": 1, "completeness": 1, "v": 1}
    assert scores["by_draft"] == {"items": 5, "homogeneity": 1, "completeness": 1, "v": 1}
    assert scores["cases"] == scores["matters_with_findings"] == 2
    assert scores["torn_matters"] == {}
    assert scores["mixed_cases"] == []


def test_a_matter_in_two_cases() -> None:
    scores = case_scores([found("a1", "a2", "1"), found("a3", "a4", "2")], MATTER)
    assert scores["matters_in_several_cases"] == 1
    assert scores["torn_matters"] == {"a": [["a1", "a2"], ["a3", "a4"]]}
    assert scores["by_draft"]["homogeneity"] == 1
    assert scores["by_draft"]["completeness"] == 0


def test_a_case_of_two_matters() -> None:
    scores = case_scores(
        [found("a1", "a2", "1"), found("a2", "b1", "1"), found("b1", "b2", "1")], MATTER
    )
    assert scores["findings_across_matters"] == 1
    assert scores["cases_of_several_matters"] == 1
    assert scores["mixed_cases"] == [["a1", "a2", "b1", "b2"]]
    assert scores["by_draft"]["homogeneity"] == 0


def test_groups_that_are_whole() -> None:
    groups = {"a": {"a1", "a2", "a3"}, "b": {"b1", "b2"}}
    scores = group_scores(
        [found("a1", "a2", "1"), found("b1", "b2", "2"), found("b1", "alone", "2")], groups
    )
    assert (scores["groups"], scores["groups_whole"]) == (2, 1)
    assert scores["drafts_in_no_case"] == 1  # a3
    assert scores["groups_not_whole"] == {"a": ["a1", "a2", "a3"]}
    assert scores["by_grouped_draft"] == {"items": 4, "homogeneity": 1, "completeness": 1, "v": 1}


def test_what_pairs_connect() -> None:
    assert connected([("b", "c"), ("x", "y"), ("a", "b")]) == {
        "a": {"a", "b", "c"},
        "x": {"x", "y"},
    }


def told(number: int, owner: str, case: str, kind: str = "OPENED") -> Told:
    return Told(f"id-{number}", owner, case, kind)


def test_alerts_by_draft_and_owner() -> None:
    one, two, none = (f"agencies/{name}/owners/humas" for name in ("one", "two", "none"))
    alerts = [
        told(1, one, "cases/1"),
        told(1, one, "cases/1"),  # came again under its id
        told(2, one, "cases/1", "RESOLVED"),
        told(3, two, "cases/1"),
        told(4, one, "", "DIGEST"),
    ]
    scores = alert_scores(alerts, [one, two, none], {"one": 4, "two": 1, "none": 1})
    assert scores["alerts"] == 4
    assert scores["alerts_by_kind"] == {"OPENED": 2, "RESOLVED": 1, "DIGEST": 1}
    assert scores["cases_alerted"] == 1
    assert scores["alerts_per_draft"] == 0.667
    assert scores["owners_alerted"] == 2
    assert scores["per_owner"] == {"mean": 1.333, "p95": 3, "max": 3}
    assert scores["per_owner_and_own_draft"]["max"] == 1
    assert scores["per_owner_and_case"] == {"mean": 1.5, "p95": 2, "max": 2}


@pytest.fixture(scope="module")
def prepare():
    preparation = Preparation(Gazetteer.load())

    def made(owner: str, external_id: str, body: str):
        apart = preparation.take_apart(message(owner, external_id, body=body))
        return apart.with_vectors(np.eye(1 + len(apart.extracted.claims), 8, dtype=np.float32))

    return made


ONE = "Vaksinasi polio dimulai 3 Mei. Tempatnya di puskesmas."
TWO = "Semua anak diundang. Vaksinasi polio dimulai 5 Mei."


def labelled(relation: str = "contradiction", *facets: Facet) -> LabelledPair:
    return LabelledPair("1", "2", relation, facets, "", "")


def test_labelled_facets_are_the_evidence(prepare) -> None:
    label = labelled("contradiction", Facet("date", "3 Mei", "5 Mei"))
    one, two = prepare("dinkes", "1", ONE), prepare("disdik", "2", TWO)
    said, flipped = verdict_of(label, one, two), verdict_of(label, two, one)
    assert (said.relation, said.confidence) == (Relation.CONTRADICTION, Confidence.CONFIRMED)
    (evidence,) = said.evidence
    assert evidence.kind is FactKind.DATE
    assert (evidence.left.text, evidence.right.text) == ("3 Mei", "5 Mei")
    assert evidence.left.sentence == "Vaksinasi polio dimulai 3 Mei."
    left = evidence.left
    assert left.span.part is Part.BODY
    assert ONE[left.span.start : left.span.end] == "3 Mei"
    assert left.sentence[left.offset :].startswith("3 Mei")
    assert flipped.evidence == (evidence.swapped(),)


def test_an_overlap_has_the_nearest_claims(prepare) -> None:
    one, two = prepare("dinkes", "1", ONE), prepare("disdik", "2", TWO)
    said = verdict_of(labelled("overlap"), one, two)
    assert (said.relation, said.reason) == (Relation.OVERLAP, Reason.SAME_MESSAGE)
    assert said.evidence
    assert all(item.kind is None and item.left.text in ONE for item in said.evidence)


async def test_labels_judge_in_the_place_of_the_judge(prepare, monkeypatch) -> None:
    """The labelled pair is found, what else the judge found is not, the rest stays as it was."""
    label = labelled("contradiction", Facet("date", "3 Mei", "5 Mei"))
    drafts = tuple(_draft(f"{number}", f"agency-{number}") for number in range(1, 5))
    asking, labelled_one, wrong, near = (
        prepare(draft.agency, draft.id, TWO if draft.id == "2" else ONE) for draft in drafts
    )
    stored = {
        item.message.key: SimpleNamespace(message=item.message)
        for item in (labelled_one, wrong, near)
    }
    prepared = {item.message.key: item for item in (labelled_one, wrong, near)}
    linked: list[str] = []

    class FakePipeline:
        _store = SimpleNamespace()

        async def compare(self, examined) -> Compared:
            alarm = Verdict(Relation.OVERLAP, Confidence.LIKELY, 0.9, Reason.SAME_MESSAGE)
            none = Verdict(Relation.NONE, Confidence.POSSIBLE, 0.1, Reason.SAME_VALUES)
            said = [Judged(wrong.message, alarm), Judged(near.message, none)]
            return Compared(said, Links())

        def _prepare_stored(self, item, model_version):
            return prepared[item.message.key]

        async def _links(self, candidates, judged) -> Links:
            linked.extend(item.message.key for item in candidates)
            return Links(kin=frozenset(linked))

    async def known(keys):
        return {key: stored[key] for key in keys if key in stored}

    FakePipeline._store.stored = known
    monkeypatch.setattr(Pipeline, "compare", FakePipeline.compare)
    examined = SimpleNamespace(message=asking.message, prepared=asking, model_version="m")
    with LabelledJudge(Dataset(drafts, (label,))).installed():
        said = await Pipeline.compare(FakePipeline(), examined)
        stored[labelled_one.message.key].message = message(
            "agency-2", "2", state=MessageState.WITHDRAWN
        )
        without = await Pipeline.compare(FakePipeline(), examined)
    assert Pipeline.compare is FakePipeline.compare
    assert [(item.other.key, item.verdict.relation) for item in said.judged] == [
        ("agency-2/2", Relation.CONTRADICTION),
        ("agency-4/4", Relation.NONE),
    ]
    assert said.links.kin == {"agency-2/2", "agency-4/4"}
    assert [item.other.key for item in without.judged] == ["agency-4/4"]


def _draft(name: str, agency: str) -> LabelledDraft:
    return LabelledDraft(
        id=name,
        scenario="a",
        agency=agency,
        agency_name=agency,
        level="kota",
        region="Kota Tasikmalaya",
        created_at=datetime(2026, 5, 4, tzinfo=UTC),
        channel="website",
        title="",
        body=ONE,
    )


KEY = ("agencies/a/owners/humas-0", "cases/1", "OPENED")
OTHER = ("agencies/b/owners/humas-0", "cases/1", "OPENED")


def test_alerts_lost_doubled_and_unexpected() -> None:
    ledger = Ledger()
    ledger.owe(KEY, 10.0)
    ledger.owe(OTHER, 10.0)
    ledger.came(Arrival("1", KEY, 10.5))
    ledger.came(Arrival("1", KEY, 11.0))
    ledger.came(Arrival("2", KEY, 12.0))
    ledger.came(Arrival("3", (*KEY[:2], "RESOLVED"), 12.0))
    report = ledger.as_json()
    assert (report["expected"], report["received"], report["lost"]) == (2, 4, 1)
    assert (report["doubled_ids"], report["doubled_alerts"], report["unexpected"]) == (1, 1, 1)
    assert report["first_lost"] == [" ".join(OTHER)]
    assert report["by_kind"] == {"OPENED": 1, "RESOLVED": 1}
    assert report["latency_ms"] == {"p50": 500.0, "p95": 500.0, "p99": 500.0, "max": 500.0}


def test_latency_of_nothing() -> None:
    assert latency([]) == {"p50": 0.0, "p95": 0.0, "p99": 0.0, "max": 0.0}


def test_a_load_gives_every_agency_the_same() -> None:
    made = cases(120, 10)
    for number in range(10):
        assert sum(number in case.agencies for case in made) == 24
    assert all(len(set(case.agencies)) == 2 for case in made)
    assert all(len(set(case.agencies)) == 2 for case in cases(9, 2))
    tells = [step.tells for case in made for step in case.steps]
    assert (tells.count("OPENED"), tells.count("UPDATED"), tells.count("RESOLVED")) == (120, 40, 60)


def test_the_events_of_a_case() -> None:
    case = next(case for case in cases(12, 4) if len(case.steps) == 4)
    seen: dict[str, list[case_pb2.CaseChanged]] = {}
    for place in range(4):
        for agency, event in case_events(case, place):
            changed = case_pb2.CaseChanged.FromString(event.payload)
            assert event.subject.endswith(f".instansi-{agency:05d}")
            assert event.event_id == changed.event_id
            seen.setdefault(event.subject.split(".")[3], []).append(changed)
    assert [len(seen[verb]) for verb in ("opened", "updated", "resolved")] == [2, 4, 2]
    opened, graver, resolved = seen["opened"][0], seen["updated"][0], seen["resolved"][0]
    assert opened.view.severity < graver.view.severity
    assert opened.relation != graver.relation
    assert [item.version for item in (opened, graver, resolved)] == [1, 2, 4]
    assert not resolved.side.findings
    acknowledged = seen["updated"][2]
    assert acknowledged.change.person == acknowledged.view.parties[0].acknowledged_by
    assert not acknowledged.view.parties[1].acknowledged_by
    assert len({changed.event_id for part in seen.values() for changed in part}) == 8


def test_the_owners_of_an_agency() -> None:
    event = directory_event(7, 3)
    changed = directory_pb2.DirectoryChanged.FromString(event.payload)
    assert [owner.name for owner in changed.owners] == [owner_name(7, n) for n in range(3)]
    assert all(owner.rank == 0 and not owner.working_hours for owner in changed.owners)
