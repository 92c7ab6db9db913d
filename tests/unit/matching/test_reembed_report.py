"""How the disagreement of two models is counted."""

from __future__ import annotations

import json

import pytest
from selaras.matching.domain.reembed_report import Counts, Opinion, Tally, summary
from selaras.matching.domain.reembedding import LeastScores

LEAST = LeastScores(0.8, 0.9)
NEW = LeastScores(0.5, 0.6)


def told(relation: str = "contradiction", probability: float = 0.9) -> Opinion:
    return Opinion(relation, "likely", probability, alerts=True)


def untold(probability: float = 0.2) -> Opinion:
    return Opinion("none", "possible", probability, alerts=False)


def tally(**pairs: tuple[Opinion | None, Opinion | None]) -> Tally:
    made = Tally()
    for name, sides in pairs.items():
        for after, opinion in enumerate(sides):
            if opinion is not None:
                made.add_pair(name, (f"{name}/1", f"{name}/2"), opinion, after=bool(after))
    return made


def test_pairs_are_counted_by_who_found_them() -> None:
    report = tally(
        same=(told(), told(probability=0.7)),
        lost=(told(), None),
        not_alerted=(told(), untold()),
        new=(untold(), told()),
        other=(told(), told("overlap")),
        quiet=(untold(), None),
    ).report(LEAST, NEW)
    assert report.candidates == Counts(both=4, before_only=2)
    assert report.alerts == Counts(both=1, before_only=2, after_only=1, differ=1)
    names = {item.left.partition("/")[0] for item in report.disagreements}
    assert names == {"lost", "not_alerted", "new", "other"}
    assert report.least == NEW


def test_of_the_two_directions_of_a_pair_the_surer_counts() -> None:
    made = tally(pair=(untold(), told(probability=0.6)))
    made.add_pair("pair", ("pair/1", "pair/2"), told(probability=0.8), after=False)
    made.add_pair("pair", ("pair/1", "pair/2"), untold(0.99), after=True)
    report = made.report(LEAST, NEW)
    assert report.alerts == Counts(both=1)
    assert report.disagreements == ()


def test_the_surest_disagreement_comes_first() -> None:
    report = tally(weak=(told(probability=0.6), None), sure=(None, told())).report(LEAST, NEW)
    assert [item.left for item in report.disagreements] == ["sure/1", "weak/1"]


@pytest.mark.parametrize(
    ("before", "share", "suggested"),
    [
        ([0.95, 0.85, 0.7, 0.6], 0.5, 0.31),
        ([0.95, 0.9, 0.85, 0.8], 1.0, 0.1),
        ([0.1, 0.1, 0.1, 0.1], 0.0, 0.402),  # above all
    ],
)
def test_the_least_score_that_lets_the_same_share_pass(before, share, suggested) -> None:
    made = Tally()
    made.add_scores(before, [], after=False)
    made.add_scores([0.4004, 0.3109, 0.2, 0.1], [], after=True)
    scores = made.report(LEAST, NEW).message_scores
    assert (scores.share, scores.least, scores.suggested) == (share, 0.8, suggested)
    passing = [score for score in (0.4004, 0.3109, 0.2, 0.1) if score >= suggested]
    assert len(passing) == share * 4


def test_nothing_near_suggests_nothing() -> None:
    scores = Tally().report(LEAST, NEW).claim_scores
    assert (scores.before, scores.after, scores.share, scores.suggested) == ((), (), 0.0, None)


def test_what_is_kept_names_no_draft() -> None:
    made = tally(pair=(told(), None))
    made.add_scores([0.9], [0.95], after=False)
    made.count_message()
    kept = json.loads(summary(made.report(LEAST, NEW)))
    assert kept["messages"] == 1
    assert kept["alerts"] == {"both": 0, "before_only": 1, "after_only": 0, "differ": 0}
    assert "pair/1" not in json.dumps(kept)
