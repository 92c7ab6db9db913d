"""The calendar of what agencies plan to publish, and figures about cases and posts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Unpack

from selaras.client import calendar_calls, report_calls
from selaras.client.aio_transport import AsyncTransport
from selaras.client.calendar_calls import PlanFilter
from selaras.client.calendar_models import Plan
from selaras.client.report_models import CaseReport, CoverageFigures
from selaras.client.transport import Transport


class CalendarMethods(Transport):
    """What people of an agency and its plugin read of the calendar."""

    def plans(self, start: datetime, end: datetime, **wanted: Unpack[PlanFilter]) -> Iterator[Plan]:
        """What agencies plan to publish and what went out, by time, fetched page by page.

        Args:
            start: from when, with a zone.
            end: until when, at most 100 days later.
            **wanted: topic, area_code, agency (id or name), colliding.

        Raises:
            SelarasApiError: ``PERIOD_INVALID``.
            ValueError: a time without a zone.
        """
        return self._pages(lambda token: calendar_calls.list_plans(start, end, wanted, token))


class ReportMethods(Transport):
    """Figures for heads, coordinators and administrators."""

    def case_report(
        self,
        start: datetime,
        end: datetime,
        *,
        time_zone: str = "",
        topic: str = "",
        agency: str = "",
    ) -> CaseReport:
        """Figures about cases: how many, and how fast people answered.

        Args:
            start: from when, with a zone.
            end: until when, at most 400 days later.
            time_zone: IANA name, of the days; empty: Asia/Jakarta.
            topic: only of this topic; empty: of all.
            agency: only of this agency, by id or name; empty: of all that you may know.

        Raises:
            SelarasApiError: ``PERIOD_INVALID``, ``TIME_ZONE_INVALID``, or a role that may not.
            ValueError: a time without a zone.
        """
        call = report_calls.get_case_report(start, end, time_zone, topic, agency)
        return self._run(call)

    def coverage(self, start: datetime, end: datetime) -> list[CoverageFigures]:
        """Figures about posts by agency: how many went out, and how many were checked before.

        Args and errors as with :meth:`case_report`.
        """
        return self._run(report_calls.get_coverage(start, end))


class AsyncCalendarMethods(AsyncTransport):
    """The same on asyncio; see :class:`CalendarMethods`."""

    def plans(
        self, start: datetime, end: datetime, **wanted: Unpack[PlanFilter]
    ) -> AsyncIterator[Plan]:
        """What agencies plan to publish and what went out, by time, fetched page by page."""
        return self._pages(lambda token: calendar_calls.list_plans(start, end, wanted, token))


class AsyncReportMethods(AsyncTransport):
    """The same on asyncio; see :class:`ReportMethods`."""

    async def case_report(
        self,
        start: datetime,
        end: datetime,
        *,
        time_zone: str = "",
        topic: str = "",
        agency: str = "",
    ) -> CaseReport:
        """Figures about cases: how many, and how fast people answered."""
        call = report_calls.get_case_report(start, end, time_zone, topic, agency)
        return await self._run(call)

    async def coverage(self, start: datetime, end: datetime) -> list[CoverageFigures]:
        """Figures about posts by agency: how many went out, and how many were checked before."""
        return await self._run(report_calls.get_coverage(start, end))
