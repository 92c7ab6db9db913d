"""Overview of a period for heads, coordinators and administrators, and its tables as files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from selaras.client import CaseFigures, CaseReport, CoverageFigures
from selaras.console.content.figures import Period, PeriodError, read_period, share, write_csv
from selaras.console.content.person import OVERSEERS
from selaras.console.content.topics import topic_word
from selaras.console.web.errors import PageError
from selaras.console.web.routing import get
from selaras.console.web.visit import Visit

_FIELDS = (
    *("opened", "contradictions", "closed", "open", "acknowledgements", "time_to_acknowledge"),
    *("agreements", "time_to_agree", "findings", "false_alarms", "published_open"),
)
_COVERAGE = ("drafts", "published", "checked_before", "published_clashing", "unchecked")
_TABLES = ("agencies", "topics", "days", "coverage")


async def figures(
    visit: Visit, period: Period, **wanted: str
) -> tuple[CaseReport, Sequence[CoverageFigures]]:
    """What the services know of a period, asked for together."""
    report, coverage = await asyncio.gather(
        _case_report(visit, period, **wanted), visit.shared.coverage(period.start, period.end)
    )
    agency = wanted.get("agency", "")
    return report, [item for item in coverage if agency in {"", item.agency.name}]


async def _case_report(visit: Visit, period: Period, **wanted: str) -> CaseReport:
    return await visit.shared.case_report(
        period.start, period.end, time_zone=period.zone.key, **wanted
    )


def tables(visit: Visit, report: CaseReport) -> dict[str, Any]:
    """Values of the page: names with their :class:`CaseFigures`, by agency and by topic."""
    return {
        "by_agency": [(item.agency.display_name, item.figures) for item in report.agencies],
        "by_topic": [(_topic_words(visit, item.topic), item.figures) for item in report.topics],
    }


async def _overview(visit: Visit) -> Response:
    period = _period(visit)
    wanted = _wanted(visit)
    report, coverage = await figures(visit, period, **wanted)
    return visit.page(
        "overview.html",
        period=period,
        report=report,
        coverage=coverage,
        covered=covered(coverage),
        share=share,
        wanted=wanted,
        # With a filter on an agency the report names that one only; the list stays whole.
        agencies=await _agencies(visit, period, report, wanted),
        topics=[item.topic for item in report.topics if item.topic],
        files=_TABLES,
        **tables(visit, report),
        link=visit.link,
    )


async def _agencies(
    visit: Visit, period: Period, report: CaseReport, wanted: dict[str, str]
) -> list[tuple[str, str]]:
    """Name and words of the agencies to choose from."""
    if wanted:
        report = await _case_report(visit, period)
    return [(item.agency.name, item.agency.display_name) for item in report.agencies]


def covered(coverage: Sequence[CoverageFigures]) -> tuple[int, int]:
    """How many posts were checked before they went out, and how many went out."""
    return (
        sum(item.checked_before for item in coverage),
        sum(item.published for item in coverage),
    )


async def _file(visit: Visit) -> Response:
    table = visit.path["table"]
    if table not in _TABLES:
        raise PageError(404, "PAGE_REFUSED")
    period = _period(visit)
    report, coverage = await figures(visit, period, **_wanted(visit))
    head, rows = _table(visit, table, report, coverage)
    name = f"selaras-{table}-{period.first}-{period.last}.csv"
    return Response(
        write_csv(head, rows),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _table(
    visit: Visit, table: str, report: CaseReport, coverage: Sequence[CoverageFigures]
) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of one of the tables."""
    columns = [visit.t(f"web.overview.column.{field}") for field in _FIELDS]
    if table == "agencies":
        rows = [[item.agency.display_name, *_row(item.figures)] for item in report.agencies]
        return [visit.t("web.overview.column.agency"), *columns], rows
    if table == "topics":
        rows = [[_topic_words(visit, item.topic), *_row(item.figures)] for item in report.topics]
        return [visit.t("web.overview.column.topic"), *columns], rows
    if table == "days":
        names: tuple[str, ...] = ("day", "opened", "closed", "open")
        rows = [[item.day, item.opened, item.closed, item.open] for item in report.days]
    else:
        names = ("agency", *_COVERAGE)
        rows = [
            [item.agency.display_name, *(getattr(item, field) for field in _COVERAGE)]
            for item in coverage
        ]
    return [visit.t(f"web.overview.column.{name}") for name in names], rows


def _row(figures: CaseFigures) -> list[Any]:
    """One row of a file; times in minutes."""
    values = [getattr(figures, field) for field in _FIELDS]
    return [
        round(value.total_seconds() / 60) if hasattr(value, "total_seconds") else value
        for value in values
    ]


def _topic_words(visit: Visit, topic: str) -> str:
    return topic_word(topic, visit.lang) or visit.t("web.overview.no_topic")


def _period(visit: Visit) -> Period:
    try:
        return read_period(
            visit.query.get("from", ""), visit.query.get("to", ""), visit.now, visit.times.zone
        )
    except PeriodError as error:
        raise PageError(422, "PERIOD_INVALID", str(error)) from error


def _wanted(visit: Visit) -> dict[str, str]:
    found = {name: visit.query.get(name, "") for name in ("topic", "agency")}
    return {name: value for name, value in found.items() if value}


routes = [
    get("/overview", _overview, OVERSEERS),
    get("/overview/{table}.csv", _file, OVERSEERS),
]
