"""Whether what waited is still to be told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.notice import AlertKind, Held
from selaras.alerting.domain.track import first_track
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.route.release import moot, told_now

from tests.fakes.alerting import case_payload
from tests.support.alerting import MONDAY

NOW = MONDAY
ASKED = {
    "number": 1,
    "agency": "agencies/disdik",
    "state": "STATE_OPEN",
    "awaited": ["agencies/dinkes"],
}


def item(kind: AlertKind = AlertKind.OPENED, slot: str = "", epoch: int = 0) -> Held:
    return Held(
        "cases/c1", "dinkes", "dinkes", "humas", epoch, kind, slot, 0, "HELD_WORKING_HOURS", NOW
    )


def track(**fields):
    return first_track(from_proto_case(case_payload(**{"severity": "HIGH"} | fields)))


@pytest.mark.parametrize(
    ("kind", "slot", "fields", "reason"),
    [
        (AlertKind.OPENED, "", {}, None),
        (AlertKind.OPENED, "", {"acknowledged": "sekre"}, None),
        (AlertKind.OPENED, "", {"resolved": True}, Reason.SKIPPED_RESOLVED_MEANWHILE),
        (AlertKind.OPENED, "", {"findings": False}, Reason.SKIPPED_NOTHING_TO_SHOW),
        (AlertKind.RESOLVED, "", {"resolved": True}, None),
        (AlertKind.RESOLVED, "", {}, Reason.SKIPPED_OVERTAKEN),
        (AlertKind.ESCALATED, "", {}, None),
        (AlertKind.ESCALATED, "", {"acknowledged": "sekre"}, Reason.SKIPPED_ACKNOWLEDGED),
        (AlertKind.ESCALATED, "", {"agreed": True}, Reason.SKIPPED_ACKNOWLEDGED),
        (AlertKind.REMINDER, "repeat-0", {"acknowledged": "x"}, Reason.SKIPPED_ACKNOWLEDGED),
        (AlertKind.REMINDER, "deadline-x", {"deadline": NOW + timedelta(hours=1)}, None),
        (AlertKind.REMINDER, "deadline-x", {"deadline": NOW}, Reason.SKIPPED_DEADLINE_PASSED),
        (AlertKind.REMINDER, "deadline-x", {}, Reason.SKIPPED_DEADLINE_PASSED),
        (AlertKind.PROPOSED, "1", {"proposal": ASKED}, None),
        (AlertKind.PROPOSED, "1", {"proposal": ASKED | {"number": 2}}, Reason.SKIPPED_OVERTAKEN),
        (AlertKind.PROPOSED, "1", {"proposal": ASKED | {"awaited": []}}, Reason.SKIPPED_OVERTAKEN),
        (AlertKind.PROPOSED, "1", {}, Reason.SKIPPED_OVERTAKEN),
        (AlertKind.DECLINED, "1", {"proposal": ASKED | {"state": "STATE_DECLINED"}}, None),
    ],
)
def test_why_it_is_not_told_any_more(kind, slot, fields, reason):
    assert moot(item(kind, slot), track(**fields), NOW, knows=True) is reason


def test_a_notice_of_an_earlier_epoch_is_overtaken():
    assert moot(item(epoch=1), track(), NOW, knows=True) is Reason.SKIPPED_OVERTAKEN


def test_who_never_heard_of_the_case_hears_of_it_where_the_proposal_is_gone():
    waiting = item(AlertKind.PROPOSED, "1")
    assert moot(waiting, track(), NOW, knows=False) is None
    assert told_now(waiting, track(), knows=False) == (AlertKind.OPENED, "")
    asked = track(proposal=ASKED)
    assert told_now(waiting, asked, knows=False) == (AlertKind.PROPOSED, "1")


def test_who_never_heard_of_the_case_is_asked_for_the_answer_that_is_awaited_by_then():
    asked = track(proposal=ASKED | {"number": 3})
    assert told_now(item(), asked, knows=False) == (AlertKind.PROPOSED, "3")
    answered = track(proposal=ASKED | {"awaited": []})
    assert told_now(item(), answered, knows=False) == (AlertKind.OPENED, "")


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        (AlertKind.OPENED, AlertKind.UPDATED, AlertKind.UPDATED),
        (AlertKind.PROPOSED, AlertKind.REMINDER, AlertKind.PROPOSED),
        (AlertKind.REMINDER, AlertKind.REMINDER, AlertKind.REMINDER),
        (AlertKind.PROPOSED, AlertKind.RESOLVED, AlertKind.RESOLVED),
    ],
)
def test_of_two_that_wait_the_one_that_asks_more_is_left_with_the_later_time(first, second, left):
    later = item(second)
    later = Held(*[getattr(later, name) for name in later.__slots__])
    joined = item(first).joined(later)
    assert joined.kind is left
    assert joined.until == later.until


def test_a_notice_of_a_new_epoch_takes_the_place_of_the_old_one():
    assert item(AlertKind.RESOLVED).joined(item(AlertKind.OPENED, epoch=1)).epoch == 1
