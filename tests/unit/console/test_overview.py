"""Overview, its files, and the monthly report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from selaras.client import (
    AgencyFigures,
    AgencyLevel,
    AgencyRef,
    CaseFigures,
    CaseReport,
    CoverageFigures,
    DayFigures,
    TopicFigures,
)
from selaras.console.content.person import Role

from tests.support.console import Browser, person, refused

DINKES = AgencyRef("agencies/dinkes", "Dinkes <script>alert(1)</script>", AgencyLevel.KOTA, "32.78")


def _figures(opened: int = 4) -> CaseFigures:
    return CaseFigures(
        opened=opened,
        contradictions=3,
        closed=2,
        open=2,
        acknowledgements=3,
        time_to_acknowledge=timedelta(minutes=42),
        agreements=1,
        time_to_agree=timedelta(hours=5),
        findings=8,
        false_alarms=2,
        published_open=1,
    )


def _report(opened: int = 4) -> CaseReport:
    return CaseReport(
        total=_figures(opened),
        agencies=(AgencyFigures(DINKES, _figures(opened)),),
        topics=(TopicFigures("kesehatan", _figures()), TopicFigures("", _figures())),
        days=(DayFigures("2026-08-01", 1, 0, 1), DayFigures("2026-08-02", 3, 2, 2)),
    )


def _browser(role: Role = Role.COORDINATOR) -> Browser:
    browser = Browser(person(role))
    browser.api.answers["case_report"] = _report()
    browser.api.answers["coverage"] = [
        CoverageFigures(
            agency=DINKES,
            drafts=12,
            published=10,
            checked_before=9,
            published_clashing=1,
            unchecked=1,
        )
    ]
    return browser


@pytest.mark.parametrize("role", [Role.HEAD, Role.COORDINATOR, Role.ADMIN])
async def test_leaders_see_the_figures(role: Role) -> None:
    page = await _browser(role).get("/overview")
    assert page.status_code == 200
    for shown in ("42 menit", "5 jam", "25 %", "90 %", "9 dari 10"):
        assert shown in page.text
    assert "<script>alert" not in page.text


async def test_an_owner_does_not() -> None:
    browser = _browser(Role.OWNER)
    for path in ("/overview", "/report", "/overview/agencies.csv"):
        assert (await browser.get(path)).status_code == 403
    assert browser.api.calls == []


async def test_the_period_is_of_the_readers_days() -> None:
    browser = _browser()
    await browser.get("/overview?from=2026-07-01&to=2026-07-31&topic=kesehatan")
    [args, options] = browser.api.asked("case_report")[0]
    assert args == (datetime(2026, 6, 30, 17, tzinfo=UTC), datetime(2026, 7, 31, 17, tzinfo=UTC))
    assert options == {"time_zone": "Asia/Jakarta", "topic": "kesehatan"}


@pytest.mark.parametrize(
    "query", ["from=2026-08-02&to=2026-08-01", "from=x", "from=2020-01-01&to=2026-08-01"]
)
async def test_a_wrong_period_is_told(query: str) -> None:
    page = await _browser().get(f"/overview?{query}")
    assert page.status_code == 422
    assert "Rentang tanggalnya tidak benar" in page.text


async def test_a_table_comes_as_a_file() -> None:
    answer = await _browser().get("/overview/agencies.csv?from=2026-07-01&to=2026-07-31")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "selaras-agencies-2026-07-01-2026-07-31.csv" in answer.headers["content-disposition"]
    head, row = answer.text.removeprefix("\ufeff").splitlines()
    assert head.startswith("Instansi;Kasus baru;Bertentangan")
    assert row == "Dinkes <script>alert(1)</script>;4;3;2;2;3;42;1;300;8;2;1"


@pytest.mark.parametrize(
    ("table", "rows"), [("topics", 2), ("days", 2), ("coverage", 1), ("agencies", 1)]
)
async def test_each_table_has_its_rows(table: str, rows: int) -> None:
    answer = await _browser().get(f"/overview/{table}.csv")
    assert len(answer.text.splitlines()) == rows + 1


async def test_there_is_no_other_file() -> None:
    assert (await _browser().get("/overview/drafts.csv")).status_code == 404


async def test_the_report_has_the_four_stages_and_the_month_before() -> None:
    browser = _browser(Role.HEAD)
    reports = iter([_report(4), _report(1)])
    browser.api.answers["case_report"] = lambda *_, **__: next(reports)
    page = await browser.get("/report?month=2026-07")
    for stage in ("1. Perencanaan", "2. Pelaksanaan", "3. Pemantauan", "4. Evaluasi"):
        assert stage in page.text
    assert "Juli 2026" in page.text
    assert "naik 3 dari bulan sebelumnya" in page.text
    spans = [args for args, _ in browser.api.asked("case_report")]
    assert spans == [
        (datetime(2026, 6, 30, 17, tzinfo=UTC), datetime(2026, 7, 31, 17, tzinfo=UTC)),
        (datetime(2026, 5, 31, 17, tzinfo=UTC), datetime(2026, 6, 30, 17, tzinfo=UTC)),
    ]


async def test_a_month_without_anything_says_so() -> None:
    browser = _browser()
    nothing = CaseFigures(0, 0, 0, 0, 0, None, 0, None, 0, 0, 0)
    browser.api.answers["case_report"] = CaseReport(nothing, (), (), ())
    browser.api.answers["coverage"] = []
    page = await browser.get("/report?month=2026-07")
    assert page.status_code == 200
    assert "Tidak ada data dalam rentang waktu ini." in page.text
    assert (await browser.get("/overview")).status_code == 200


async def test_a_service_that_is_away_is_told() -> None:
    browser = _browser()
    browser.api.answers["coverage"] = refused("UNAVAILABLE", "SERVER_UNREACHABLE")
    page = await browser.get("/overview")
    assert page.status_code == 503
    assert "sedang tidak menjawab" in page.text
