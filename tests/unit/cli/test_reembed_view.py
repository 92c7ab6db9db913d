"""How a re-embedding and its report are shown."""

from __future__ import annotations

import csv
import json

from selaras.api.v1 import finding_pb2
from selaras.cli import reembed_view
from selaras.internal.v1 import index_pb2


def report() -> index_pb2.ReembeddingReport:
    said = index_pb2.PairOpinion(
        relation=finding_pb2.RELATION_CONTRADICTION,
        confidence=finding_pb2.CONFIDENCE_LIKELY,
        probability=0.71234,
        alerts=True,
    )
    return index_pb2.ReembeddingReport(
        messages=6,
        candidates=index_pb2.PairCounts(both=4, before_only=1),
        alerts=index_pb2.PairCounts(both=2, before_only=1),
        message_scores=index_pb2.ScoreSpread(
            before=[0.1, 0.2, 0.3, 0.4, 0.5],
            after=[0.6, 0.7, 0.8, 0.9, 1.0],
            share=0.25,
            least=0.8,
            suggested=0.912,
        ),
        disagreements=[
            index_pb2.Disagreement(
                left="agencies/dinkes/drafts/1", right="agencies/disdik/drafts/2", before=said
            )
        ],
    )


def test_a_report_for_scripts(capsys) -> None:
    reembed_view.show_report(report(), as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert shown["candidates"] == {"both": 4, "before_only": 1, "after_only": 0, "differ": 0}
    assert shown["scores"]["messages"]["suggested"] == 0.912
    assert shown["scores"]["claims"]["suggested"] is None
    assert shown["disagreements"] == [
        {
            "left": "agencies/dinkes/drafts/1",
            "right": "agencies/disdik/drafts/2",
            "before": {
                "relation": "CONTRADICTION",
                "confidence": "LIKELY",
                "probability": 0.712,
                "alerts": True,
            },
            "after": None,
        }
    ]


def test_a_report_for_people(capsys) -> None:
    reembed_view.show_report(report(), as_json=False)
    shown = capsys.readouterr().out
    assert "6 messages were replayed" in shown
    assert "CONTRADICTION LIKELY 0.71" in shown
    assert "not found" in shown
    assert "0.912" in shown


def test_disagreements_as_csv(tmp_path) -> None:
    file = tmp_path / "pairs.csv"
    reembed_view.write_csv(file, report())
    with file.open(encoding="utf-8", newline="") as text:
        [row] = list(csv.DictReader(text))
    assert row["left"] == "agencies/dinkes/drafts/1"
    assert (row["before_relation"], row["after_relation"]) == ("CONTRADICTION", "")


def test_every_state_says_what_comes_next(capsys) -> None:
    for state in index_pb2.ReembeddingState.values()[1:]:
        reembed_view.show(index_pb2.Reembedding(state=state), as_json=False)
    assert capsys.readouterr().out.count(" of 0 messages") == 7
