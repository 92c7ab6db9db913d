"""What the form of an owner makes of what was typed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from selaras.client import DutyShift, Owner, OwnerChannel, WorkingHours
from selaras.console.content.owner_form import (
    Form,
    FormError,
    channel_rows,
    hours_rows,
    read_owner,
    shift_rows,
)

WITA = ZoneInfo("Asia/Makassar")
FIELDS = {
    "display_name": [" Rina "],
    "contact": ["0812"],
    "time_zone": ["Asia/Makassar"],
    "role": ["HEAD"],
    "rank": ["2"],
    "topics": ["kesehatan", "pendidikan"],
    "area_codes": ["32.78, 32.07"],
    "channel-0-kind": ["EMAIL"],
    "channel-0-address": ["rina@example.go.id"],
    "channel-1-kind": ["WEBHOOK"],
    "channel-1-address": [""],
    "channel-7-kind": ["TELEGRAM"],
    "channel-7-address": ["123"],
    "channel-7-severity": ["HIGH"],
    "hours-0-days": ["5", "1", "1"],
    "hours-0-start": ["08:00"],
    "hours-0-end": ["16:00"],
    "hours-1-days": ["6"],
    "hours-1-start": [""],
    "shift-3-start": ["2026-08-03T08:00"],
    "shift-3-end": ["2026-08-03T20:00"],
}


def test_rows_that_are_filled_are_taken_and_the_others_left() -> None:
    changes = read_owner(Form(FIELDS), WITA)
    assert changes["display_name"] == "Rina"
    assert changes["topics"] == ["kesehatan", "pendidikan"]
    assert changes["area_codes"] == ["32.78", "32.07"]
    assert changes["channels"] == [
        OwnerChannel("EMAIL", "rina@example.go.id"),
        OwnerChannel("TELEGRAM", "123", min_severity="HIGH"),
    ]
    assert changes["working_hours"] == [WorkingHours((1, 5), "08:00", "16:00")]


def test_turns_are_written_in_the_owners_zone() -> None:
    [shift] = read_owner(Form(FIELDS), WITA)["duty_shifts"]
    assert shift.start_time == datetime(2026, 8, 3, 0, 0, tzinfo=UTC)
    assert shift.end_time == datetime(2026, 8, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "value"), [("rank", "viel"), ("shift-3-end", ""), ("shift-3-start", "besok")]
)
def test_what_cannot_be_read_is_named(field: str, value: str) -> None:
    with pytest.raises(FormError) as refused:
        read_owner(Form({**FIELDS, field: [value]}), WITA)
    assert refused.value.field == field


def test_what_is_stored_comes_back_the_same() -> None:
    changes = read_owner(Form(FIELDS), WITA)
    stored = Owner(
        name="agencies/a/owners/o",
        owner_id="o",
        create_time=None,
        display_name="Rina",
        contact="",
        time_zone="Asia/Makassar",
        channels=tuple(changes["channels"]),
        working_hours=tuple(changes["working_hours"]),
        duty_shifts=(
            *changes["duty_shifts"],
            DutyShift(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC)),
        ),
    )
    now = datetime(2026, 8, 1, tzinfo=UTC)
    assert [row.address for row in channel_rows(stored) if row.address] == [
        "rina@example.go.id",
        "123",
    ]
    assert [row.days for row in hours_rows(stored) if row.start] == [(1, 5)]
    # A turn that is over is not shown, and so is gone once the form is saved.
    assert [row.start for row in shift_rows(stored, WITA, now) if row.start] == ["2026-08-03T08:00"]
    assert not channel_rows(stored)[-1].address
