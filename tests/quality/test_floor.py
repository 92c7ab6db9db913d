"""The judge is never worse than this on the development set.

The weights were fitted on the same set, so these are floors against regressions and no claim about
texts it has not seen; judge/weights.json has the cross-validated figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SET = Path(__file__).parent / "conflicts-dev"


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    files = ["--drafts", str(SET / "drafts.jsonl"), "--pairs", str(SET / "pairs.jsonl")]
    command = [sys.executable, "-m", "selaras.cli", "evaluate", *files, "--json"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=580, check=True)
    measured: dict[str, Any] = json.loads(result.stdout)
    return measured


@pytest.mark.parametrize(
    ("relation", "precision", "recall"), [("contradiction", 0.83, 0.48), ("overlap", 0.95, 0.69)]
)
def test_precision_and_recall(
    report: dict[str, Any], relation: str, precision: float, recall: float
) -> None:
    assert report[relation]["precision"] >= precision
    assert report[relation]["recall"] >= recall


def test_false_alarms_stay_rare(report: dict[str, Any]) -> None:
    assert report["compatible_contradiction_rate"] <= 0.032
    assert report["unlisted_alert_rate"] <= 1 / 5000


def test_evidence_points_at_the_clash(report: dict[str, Any]) -> None:
    assert report["evidence_hit_rate"] >= 0.90
    assert report["evidence_kind_rate"] >= 0.84


def test_everything_was_replayed(report: dict[str, Any]) -> None:
    assert (report["drafts"], report["pairs"]) == (192, 584)
    assert set(report) >= {"by_kind", "by_trap", "seconds"}
