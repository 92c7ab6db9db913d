"""What two messages are to each other as a whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from selaras.matching.judge.matter import chances, logit
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.signals import authored_signals

NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


def models(same: float, clash: float) -> dict[str, LogisticModel]:
    return {
        "same": LogisticModel(logit(same), {}),
        "clash": LogisticModel(logit(clash), {}),
    }


def test_one_message_contradicts_or_overlaps() -> None:
    said = chances({"strongest": logit(0.9)}, models(0.8, 0.75), read=False)
    assert said.contradiction == pytest.approx(0.6)
    assert said.overlap == pytest.approx(0.2)


def test_without_a_conflict_to_show_one_message_overlaps() -> None:
    said = chances({"strongest": logit(0.01)}, models(0.96, 0.85), read=False)
    assert said.contradiction == pytest.approx(0.03)
    assert said.overlap == pytest.approx(0.93)


def test_nearness_in_time_has_no_direction() -> None:
    later = NOW + timedelta(hours=1)
    assert authored_signals(NOW, later) == authored_signals(later, NOW)
    assert set(authored_signals(NOW, later).values()) == {1.0}
    assert authored_signals(NOW, NOW + timedelta(days=90))["authored_quarter"] < 0.4
