"""When somebody works."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from selaras.alerting.adapters.holidays import load_calendar
from selaras.alerting.domain.directory import Hours
from selaras.alerting.route.calendar import Calendar, SpecialDay
from selaras.kit.errors import FailedPrecondition

from tests.support.alerting import at, owner

OFFICE = (Hours(frozenset({1, 2, 3, 4, 5}), 8 * 60, 16 * 60),)
PLAIN = Calendar(lambda _: False)
HOLIDAY = Calendar(lambda day: day == date(2026, 1, 16))  # a Friday


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(9), at(9)),
        (at(8), at(8)),
        (at(7, 59), at(8)),
        (at(15, 59), at(15, 59)),
        (at(16), at(8, day=6)),
        (at(23, day=9), at(8, day=12)),  # Friday night: Monday
        (at(12, day=10), at(8, day=12)),  # Saturday
        (at(12, day=16), at(8, day=19)),  # a holiday on a Friday
    ],
)
def test_the_next_working_moment(now, expected):
    assert HOLIDAY.next_working(owner(hours=OFFICE), "32.78", now) == expected


def test_without_hours_it_is_always_time():
    assert HOLIDAY.next_working(owner(), "", at(3, day=16)) == at(3, day=16)


def test_a_lunch_break_is_no_time():
    spans = (Hours(frozenset({1}), 13 * 60, 16 * 60), Hours(frozenset({1}), 8 * 60, 12 * 60))
    assert PLAIN.next_working(owner(hours=spans), "", at(12, 30)) == at(13)


def test_hours_may_end_at_midnight():
    late = owner(hours=(Hours(frozenset(range(1, 8)), 0, 24 * 60),))
    assert PLAIN.next_working(late, "", at(23, 59)) == at(23, 59)


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Jakarta", 1), ("Asia/Makassar", 0), ("Asia/Jayapura", 23)]
)
def test_hours_are_those_of_the_owners_zone(zone, hour):
    eight = PLAIN.next_working(
        owner(hours=OFFICE, time_zone=zone), "", datetime(2026, 1, 4, 20, tzinfo=UTC)
    )
    assert eight.astimezone(UTC).hour == hour


def test_who_is_never_at_work_is_told_rather_than_never():
    always_free = Calendar(lambda _: True)
    assert always_free.next_working(owner(hours=OFFICE), "", at(3)) == at(3)


def test_days_of_the_deployment_go_before_the_holidays():
    calendar = Calendar(
        lambda day: day == date(2026, 1, 16),
        [SpecialDay(date(2026, 1, 16), "Siaga", free=False), SpecialDay(date(2026, 1, 5), "Libur")],
    )
    office = owner(hours=OFFICE)
    assert calendar.next_working(office, "", at(9, day=16)) == at(9, day=16)
    assert calendar.next_working(office, "", at(9)) == at(8, day=6)


@pytest.mark.parametrize(
    ("special", "zone", "area", "free"),
    [
        ({"zone": "WITA"}, "Asia/Makassar", "73", True),
        ({"zone": "WITA"}, "Asia/Jakarta", "32", False),
        ({"zone": "Asia/Pontianak"}, "Asia/Jakarta", "32", False),
        ({"area": "51"}, "Asia/Makassar", "51.71", True),
        ({"area": "51"}, "Asia/Makassar", "", False),
        ({"area": "51"}, "Asia/Makassar", "52", False),
    ],
)
def test_a_day_may_be_of_a_zone_or_an_area_only(special, zone, area, free):
    calendar = Calendar(lambda _: False, [SpecialDay(date(2026, 1, 5), "Hari", **special)])
    noon = datetime(2026, 1, 5, 4, tzinfo=UTC)
    working = calendar.next_working(owner(hours=OFFICE, time_zone=zone), area, noon)
    assert (working > noon) is free


def test_the_narrower_day_goes_first():
    calendar = Calendar(
        lambda _: False,
        [
            SpecialDay(date(2026, 1, 5), "Libur", free=True),
            SpecialDay(date(2026, 1, 5), "Siaga", free=False, area="32.78"),
        ],
    )
    assert calendar.next_working(owner(hours=OFFICE), "32.78.01", at(9)) == at(9)
    assert calendar.next_working(owner(hours=OFFICE), "32.73", at(9)) == at(8, day=6)


@pytest.mark.parametrize(
    ("hours", "now", "expected"),
    [
        (OFFICE, at(7), at(8)),
        (OFFICE, at(8), at(8, day=6)),
        (OFFICE, at(9, day=9), at(8, day=12)),
        ((), at(7), at(7, 30)),
        ((), at(7, 30), at(7, 30, day=6)),
    ],
)
def test_the_start_of_the_next_working_day(hours, now, expected):
    assert PLAIN.next_working_day(owner(hours=hours), "", now, time(7, 30)) == expected


def test_the_national_holidays_and_cuti_bersama_are_known():
    calendar = load_calendar(None)
    office = owner(hours=OFFICE)
    assert calendar.next_working(office, "", at(9, day=16)) == at(8, day=19)  # Isra Mikraj
    joint_leave = datetime(2026, 2, 16, 3, tzinfo=UTC)  # a Monday before Imlek
    assert calendar.next_working(office, "", joint_leave) > joint_leave


def test_a_file_adds_days_and_takes_cuti_bersama_back(tmp_path):
    file = tmp_path / "calendar.toml"
    file.write_text(
        "cuti_bersama = false\n[[day]]\ndate = 2026-01-05\nname = 'Pilkada'\narea = '32'\n"
    )
    calendar = load_calendar(file)
    office = owner(hours=OFFICE)
    joint_leave = datetime(2026, 2, 16, 3, tzinfo=UTC)
    assert calendar.next_working(office, "", joint_leave) == joint_leave
    assert calendar.next_working(office, "32.78", at(9)) == at(8, day=6)
    assert calendar.next_working(office, "33", at(9)) == at(9)


@pytest.mark.parametrize(
    "content",
    [
        "not toml",
        "unknown = 1",
        "cuti_bersama = 'no'",
        "day = 3",
        "[[day]]\nname = 'x'",
        "[[day]]\ndate = '2026-01-05'",
        "[[day]]\ndate = 2026-01-05T00:00:00",
        "[[day]]\ndate = 2026-01-05\nfree = 1",
        "[[day]]\ndate = 2026-01-05\nzone = 7",
        "[[day]]\ndate = 2026-01-05\nregion = '32'",
    ],
)
def test_a_file_that_is_wrong_is_refused_at_the_start(tmp_path, content):
    file = tmp_path / "calendar.toml"
    file.write_text(content)
    with pytest.raises(FailedPrecondition) as caught:
        load_calendar(file)
    assert caught.value.reason == "CALENDAR_INVALID"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FailedPrecondition):
        load_calendar(tmp_path / "missing.toml")
