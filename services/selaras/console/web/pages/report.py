"""The monthly report to print, in the four stages of the guideline for government communication."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from starlette.responses import Response

from selaras.console.content.figures import (
    Change,
    Period,
    PeriodError,
    month_after,
    month_before,
    read_month,
    share,
)
from selaras.console.content.person import OVERSEERS
from selaras.console.web.errors import PageError
from selaras.console.web.pages.overview import covered, figures, tables
from selaras.console.web.routing import get
from selaras.console.web.visit import Visit

_COMPARED = ("opened", "contradictions", "closed", "open", "agreements", "false_alarms")


async def _report(visit: Visit) -> Response:
    try:
        period = read_month(visit.query.get("month", ""), visit.now, visit.times.zone)
    except PeriodError as error:
        raise PageError(422, "PERIOD_INVALID", str(error)) from error
    report, coverage = await figures(visit, period)
    before, covered_before = await figures(visit, _before(period))
    changes = {
        name: Change(getattr(report.total, name), getattr(before.total, name)) for name in _COMPARED
    }
    return visit.page(
        "report.html",
        period=period,
        report=report,
        coverage=coverage,
        covered=covered(coverage),
        covered_before=covered(covered_before),
        changes=changes,
        share=share,
        **tables(visit, report),
        previous=f"{month_before(period.first):%Y-%m}",
        following=_following(visit, period),
    )


def _before(period: Period) -> Period:
    """The month before one."""
    first = month_before(period.first)
    return replace(period, first=first, last=period.first - timedelta(days=1))


def _following(visit: Visit, period: Period) -> str:
    """The month after one, as an address names it; empty: it has not begun."""
    after = month_after(period.first)
    return f"{after:%Y-%m}" if after <= visit.now.astimezone(visit.times.zone).date() else ""


routes = [get("/report", _report, OVERSEERS)]
