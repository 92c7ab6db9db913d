"""When it goes to the next person, and when people are reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.alerting.domain.decision import Reason
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.route.escalation import (
    EscalationRules,
    counts_from,
    escalate_at,
    remind_at,
)
from selaras.alerting.route.noise import Hold

from tests.fakes.alerting import case_payload
from tests.support.alerting import MONDAY

NOW = MONDAY
RULES = EscalationRules()


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("left", "wait"),
    [
        (None, 30),
        (24 * 60, 30),
        (120, 30),
        (60, 15),
        (20, 5),
        (8, 2),
        (4, 2),  # two minutes at least
        (0, 30),
        (-60, 30),
    ],
)
def test_a_share_of_the_time_that_is_left_where_that_is_shorter(left, wait):
    deadline = NOW + minutes(left) if left is not None else None
    assert escalate_at(NOW, deadline, RULES) == NOW + minutes(wait)


@pytest.mark.parametrize(
    ("left", "reminded"),
    [
        (None, None),
        (-1, None),
        (0, None),
        (600, 540),
        (120, 60),
        (90, 45),
        (10, 5),
        (4, 2),
        (3, None),  # whoever was told a moment ago needs no reminder
    ],
)
def test_a_reminder_an_hour_before_or_half_way(left, reminded):
    deadline = NOW + minutes(left) if left is not None else None
    expected = NOW + minutes(reminded) if reminded is not None else None
    assert remind_at(NOW, deadline) == expected


def hold(hours: float, reason: Reason = Reason.HELD_WORKING_HOURS) -> Hold:
    return Hold(reason, NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("holds", "fields", "hours"),
    [
        ([], {}, 0),
        ([None], {}, 0),
        ([hold(12), None], {}, 0),
        ([hold(12), hold(9)], {}, 9),
        ([hold(12)], {"severity": "CRITICAL"}, 0),
        ([hold(12)], {"deadline": NOW + timedelta(hours=5)}, 0),
        ([hold(12)], {"deadline": NOW + timedelta(hours=12, minutes=1)}, 0),
        ([hold(12)], {"deadline": NOW + timedelta(hours=48)}, 12),
        # Somebody wanted it quiet.
        ([hold(12, Reason.HELD_SILENCE)], {"severity": "CRITICAL"}, 12),
        ([hold(12, Reason.HELD_SILENCE)], {"deadline": NOW + timedelta(hours=5)}, 12),
    ],
)
def test_the_time_counts_from_when_the_first_is_told(holds, fields, hours):
    event = from_proto_case(case_payload(**{"severity": "HIGH"} | fields))
    assert counts_from(event, holds, NOW, RULES) == NOW + timedelta(hours=hours)
