"""Reports on cases: how many, and how fast people answered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from selaras.kit.auth import Caller, Role
from selaras.kit.errors import InvalidRequest
from selaras.matching.domain.case import Case
from selaras.matching.domain.case_history import CaseReport, Period, report
from selaras.matching.domain.case_ledger import Ledger, histories
from selaras.matching.domain.message import Agency
from selaras.matching.domain.viewer import Viewer, scope_of
from selaras.matching.handlers.case_report_ports import CaseLedgers
from selaras.matching.handlers.cases import require
from selaras.matching.handlers.period import check_period

REPORT_READERS = frozenset({Role.HEAD, Role.COORDINATOR, Role.ADMIN})
_LONGEST = timedelta(days=400)
_DEFAULT_ZONE = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """What is asked for.

    Attributes:
        time_zone: IANA name, of the days; empty: Asia/Jakarta.
        topic: only of this one; empty: of all.
        agency: id; only this agency's figures; empty: of all that the caller may know.
    """

    start: datetime
    end: datetime
    time_zone: str = ""
    topic: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class NamedReport:
    """A report, with the agencies in it by id."""

    report: CaseReport
    agencies: Mapping[str, Agency]


class CaseReporter:
    """Makes reports on the cases that somebody may see."""

    def __init__(self, ledgers: CaseLedgers) -> None:
        self._ledgers = ledgers

    async def make(self, caller: Caller, query: ReportQuery) -> NamedReport:
        """The report on a period.

        A head gets the figures of the own agency, a coordinator those of the cases subscribed to,
        an administrator all. Of another agency there are none.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED.
            InvalidRequest: PERIOD_INVALID, TIME_ZONE_INVALID.
        """
        viewer = require(caller, REPORT_READERS)
        check_period(query.start, query.end, _LONGEST)
        period = Period(query.start, query.end)
        days = days_of(period, _zone(query.time_zone))
        agency = viewer.agency if caller.role is Role.HEAD else query.agency
        found: list[Case] = []
        if query.agency in ("", agency):
            found = await self._cases(caller, viewer, query, agency)
        ledger = await self._ledgers.ledger(found)
        # Thousands of cases take a moment to count; other calls must not wait for that.
        made = await asyncio.to_thread(
            lambda: report(histories(ledger), period, days, agency if found else "")
        )
        return NamedReport(made, await self._names(made, ledger))

    async def _cases(
        self, caller: Caller, viewer: Viewer, query: ReportQuery, agency: str
    ) -> list[Case]:
        topics = viewer.topics if viewer.coordinates else ()
        cases = await self._ledgers.cases_between(
            query.start, query.end, agency=agency, topics=topics
        )
        return [
            case
            for case in cases
            if query.topic in ("", case.topic)
            and (caller.role is Role.ADMIN or viewer.sees(scope_of(case)))
        ]

    async def _names(self, made: CaseReport, ledger: Ledger) -> dict[str, Agency]:
        """The agencies as a message in one of the cases names them."""
        keys: dict[str, str] = {}
        for pair in ledger.pairs:
            for key in pair.keys:
                agency = key.partition("/")[0]
                if agency in made.agencies:
                    keys.setdefault(agency, key)
        others = [agency for agency in made.agencies if agency not in keys]
        return await self._ledgers.names(sorted(keys.values()), others)


def days_of(period: Period, zone: ZoneInfo) -> list[tuple[str, Period]]:
    """The days of a period by name, in order, the first and the last cut where it is."""
    day = period.start.astimezone(zone).date()
    begin = period.start
    days: list[tuple[str, Period]] = []
    while begin < period.end:
        following = day + timedelta(days=1)
        midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
        end = min(midnight.astimezone(UTC), period.end)
        days.append((day.isoformat(), Period(begin, end)))
        day, begin = following, end
    return days


def _zone(name: str) -> ZoneInfo:
    name = name or _DEFAULT_ZONE
    if name not in _known_zones():
        raise InvalidRequest.field(
            "TIME_ZONE_INVALID", "time_zone", "must be an IANA name such as Asia/Jakarta"
        )
    return ZoneInfo(name)


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())
