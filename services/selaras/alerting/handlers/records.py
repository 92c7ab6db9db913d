"""What was told to whom and why, and who would be told: read, and nothing changed."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from selaras.alerting.domain.case import CaseEvent, CaseState, Relation, Severity
from selaras.alerting.domain.decision import DecisionRecord
from selaras.alerting.domain.directory import ChannelKind, Recipient
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.handlers.scope import check_agency, readable_agency
from selaras.alerting.ports.reader import AlertQuery, AlertReader, AlertRow
from selaras.alerting.ports.store import AlertStore, AlertUnit
from selaras.alerting.route.calendar import Calendar
from selaras.alerting.route.noise import RATE_WINDOW, Hold, NoiseRules, Quiet, gate
from selaras.alerting.route.routing import Route, matter_of, plan
from selaras.kit.auth import Caller, Role
from selaras.kit.clock import Clock
from selaras.kit.errors import InvalidRequest, NotFound

_PAGE = 50


@dataclass(frozen=True, slots=True)
class DryRoute:
    """Who would be told: the route, what would hold the notice back, and the channels."""

    route: Route
    hold: Hold | None
    time: datetime
    channels: tuple[ChannelKind, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A case that there might be: no areas: those of the agency."""

    topic: str = ""
    area_codes: tuple[str, ...] = ()
    severity: Severity = Severity.HIGH
    relation: Relation = Relation.CONTRADICTION


class Records:
    """Answers what people ask about alerts."""

    def __init__(
        self,
        store: AlertStore,
        reader: AlertReader,
        clock: Clock,
        calendar: Calendar,
        rules: NoiseRules,
    ) -> None:
        self._store = store
        self._reader = reader
        self._clock = clock
        self._calendar = calendar
        self._rules = rules

    async def alerts(
        self,
        caller: Caller,
        agency_id: str,
        owner_id: str,
        case_id: str,
        *,
        size: int,
        token: str,
    ) -> tuple[list[AlertRow], str]:
        """A page of alerts, the newest first, and the token of the next page.

        An administrator sees no title: it may quote what a draft is about.

        Raises:
            PermissionDenied: AGENCY_MISMATCH.
            InvalidRequest: PAGE_TOKEN_INVALID.
        """
        agency = readable_agency(caller, agency_id)
        most = size or _PAGE
        query = AlertQuery(agency, owner_id, case_id, most + 1, _read_token(token))
        found = await self._reader.alerts(query)
        rows = found[:most]
        if caller.role is Role.ADMIN:
            rows = [replace(row, title="") for row in rows]
        return rows, _token(rows[-1]) if len(found) > most else ""

    async def explain(
        self, caller: Caller, case_id: str, agency_id: str, owner_id: str
    ) -> list[DecisionRecord]:
        """The last decisions about a case, in order.

        Raises:
            PermissionDenied: AGENCY_MISMATCH.
        """
        agency = readable_agency(caller, agency_id)
        return await self._reader.decisions(case_id, agency, owner_id)

    async def routes(self, caller: Caller, agency_id: str, question: Question) -> list[DryRoute]:
        """Who would be told of a case now, by step.

        Raises:
            PermissionDenied: AGENCY_MISMATCH.
            NotFound: AGENCY_NOT_FOUND.
        """
        wanted = agency_id or caller.agency_id
        if caller.role is not Role.COORDINATOR:
            check_agency(caller, wanted)
        now = self._clock.now()
        async with self._store.transaction() as unit:
            record = (await unit.agencies([wanted])).get(wanted)
            if record is None:
                raise NotFound("AGENCY_NOT_FOUND", f"there is no agency {wanted}")
            own = (record.agency.area_code,) if record.agency.area_code else ()
            event = _case(wanted, replace(question, area_codes=question.area_codes or own))
            routes = plan(record, await unit.coordinators(), matter_of(event), now).routes
            quiet = await self._quiet(unit, now)
        agencies = {route.to.agency.agency_id for route in routes}
        recent = await self._reader.recent(agencies, now - RATE_WINDOW)
        return [
            self._dry(route, event, quiet, recent.get(route.to.who, ()), now) for route in routes
        ]

    async def recipient(self, agency_id: str, owner_id: str) -> Recipient:
        """An owner as registered.

        Raises:
            NotFound: OWNER_NOT_FOUND.
        """
        async with self._store.transaction() as unit:
            record = (await unit.agencies([agency_id])).get(agency_id)
        owner = record.owner(owner_id) if record else None
        if record is None or owner is None:
            raise NotFound("OWNER_NOT_FOUND", f"{agency_id} has no owner {owner_id}")
        return Recipient(record.agency, owner)

    async def _quiet(self, unit: AlertUnit, now: datetime) -> Quiet:
        return Quiet(
            tuple(await unit.silences(now)),
            tuple(await unit.crises(now)),
            self._calendar,
            self._rules,
        )

    @staticmethod
    def _dry(
        route: Route, event: CaseEvent, quiet: Quiet, recent: Sequence[datetime], now: datetime
    ) -> DryRoute:
        hold = gate(event, route.to, AlertKind.OPENED, quiet, recent=recent, now=now)
        channels = tuple(
            channel.kind
            for channel in route.to.owner.channels
            if event.severity >= channel.min_severity
        )
        return DryRoute(route, hold, hold.until if hold else now, channels)


def _case(agency_id: str, question: Question) -> CaseEvent:
    return CaseEvent(
        event_id="",
        case_id="",
        version=0,
        state=CaseState.OPEN,
        relation=question.relation,
        agency_id=agency_id,
        findings=(),
        agencies=(),
        deadline=None,
        resolution="",
        payload=b"",
        severity=question.severity,
        topic=question.topic,
        area_codes=question.area_codes,
    )


def _token(row: AlertRow) -> str:
    position = json.dumps([row.create_time.isoformat(), row.alert_id])
    return base64.urlsafe_b64encode(position.encode()).decode()


def _read_token(token: str) -> tuple[datetime, str] | None:
    if not token:
        return None
    try:
        time, alert_id = json.loads(base64.urlsafe_b64decode(token.encode()))
        moment = datetime.fromisoformat(time)
    except (ValueError, TypeError, binascii.Error) as error:
        raise _token_invalid() from error
    if moment.tzinfo is None:
        raise _token_invalid()
    return moment, str(alert_id)


def _token_invalid() -> InvalidRequest:
    return InvalidRequest.field("PAGE_TOKEN_INVALID", "page_token", "not a token of this service")
