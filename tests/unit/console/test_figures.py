"""Periods, shares and files of figures."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from selaras.console.content.figures import (
    Change,
    Period,
    PeriodError,
    read_month,
    read_period,
    share,
    write_csv,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
# 2 August in Jakarta, still 1 August in UTC.
NOW = datetime(2026, 8, 1, 23, 30, tzinfo=UTC)


def test_a_period_is_of_whole_days_where_the_reader_is() -> None:
    period = read_period("2026-07-01", "2026-07-31", NOW, JAKARTA)
    assert period.start == datetime(2026, 6, 30, 17, tzinfo=UTC)
    assert period.end == datetime(2026, 7, 31, 17, tzinfo=UTC)
    assert period.days == 31


def test_without_days_it_is_the_last_thirty_by_the_readers_calendar() -> None:
    assert read_period("", "", NOW, JAKARTA) == Period(date(2026, 7, 4), date(2026, 8, 2), JAKARTA)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-08-02", "2026-08-01"),
        ("gestern", ""),
        ("2024-01-01", "2026-01-01"),
        ("", "2026-02-30"),
    ],
)
def test_what_is_no_period_is_refused(first: str, last: str) -> None:
    with pytest.raises(PeriodError):
        read_period(first, last, NOW, JAKARTA)


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("", date(2026, 7, 1), date(2026, 7, 31)),
    ],
)
def test_a_month_is_whole(month: str, first: date, last: date) -> None:
    assert read_month(month, NOW, JAKARTA) == Period(first, last, JAKARTA)


@pytest.mark.parametrize("month", ["2026-13", "2026", "x", "2026-01-01"])
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(PeriodError):
        read_month(month, NOW, JAKARTA)


def test_a_share_of_nothing_is_none() -> None:
    assert share(0, 0) is None
    assert share(1, 4) == 0.25
    assert Change(3, 5).difference == -2


def test_a_file_comes_back_as_it_was_and_runs_nothing() -> None:
    rows = [['Dinkes; Kota "X"\nbaris', 3, None], ["=HYPERLINK(1)", -2, "@x"]]
    text = write_csv(["Instansi", "Kasus", "Waktu"], rows)
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert read == [
        ["Instansi", "Kasus", "Waktu"],
        ['Dinkes; Kota "X"\nbaris', "3", ""],
        ["'=HYPERLINK(1)", "-2", "'@x"],
    ]
