"""Alerts, why they were sent or not, and what keeps them quiet.

For the people and plugins of an agency and for administrators. A case, a silence, a crisis and a
delivery are named by id or resource name; an owner as ``AGENCY/OWNER`` or by resource name.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from typing import Unpack

from selaras.client import alert_calls as calls
from selaras.client.aio_transport import AsyncTransport
from selaras.client.alert_calls import RouteQuery
from selaras.client.alert_models import (
    AlertDecision,
    AlertRecord,
    ChannelTest,
    Contact,
    Crisis,
    Delivery,
    DeliveryState,
    Route,
    Silence,
    SilenceMatcher,
)
from selaras.client.models import ChannelKind
from selaras.client.transport import Transport


class AlertMethods(Transport):
    """What clients ask of alerting and tell it."""

    def list_alerts(self, *, owner: str = "", case: str = "") -> Iterator[AlertRecord]:
        """Alerts, the newest first; only for one owner or of one case where they are given."""
        return self._pages(lambda token: calls.list_alerts(owner, case, token))

    def explain_alerts(self, case: str, owner: str = "") -> list[AlertDecision]:
        """Every decision about a case for one owner, or for all of your agency, in order."""
        return self._run(calls.explain_alerts(case, owner))

    def create_silence(
        self,
        matcher: SilenceMatcher,
        reason: str,
        end_time: datetime,
        *,
        start_time: datetime | None = None,
    ) -> Silence:
        """Hold back the alerts that match.

        Args:
            matcher: what to hold back; an agency is required but for coordinators and
                administrators.
            reason: why, for those who ask later.
            end_time: until when, at most 30 days; needs a zone.
            start_time: from when; None: now.

        Raises:
            SelarasApiError: a role that may not, or a field that is wrong. Not sent again by
                itself when the server is away: look at ``list_silences`` first.
            ValueError: a time without a zone, or an owner without an agency.
        """
        return self._run(calls.create_silence(matcher, reason, end_time, start_time))

    def list_silences(self, *, ended: bool = False) -> list[Silence]:
        """Silences that you may see, those in force first; with ``ended`` also those before."""
        return self._run(calls.list_silences(ended=ended))

    def expire_silence(self, silence: str) -> Silence:
        """End a silence now; what it held back and still counts is sent."""
        return self._run(calls.expire_silence(silence))

    def declare_crisis(
        self, reason: str, end_time: datetime, *, area_code: str = "", topic: str = ""
    ) -> Crisis:
        """Let working hours, digests and rate limits not hold for an area or a topic.

        Args:
            reason: why.
            end_time: until when, at most 14 days; needs a zone.
            area_code: in this area and those in it; this or ``topic`` must be given.
            topic: of this topic.

        Raises:
            SelarasApiError: a role that may not, or a field that is wrong.
            ValueError: a time without a zone.
        """
        return self._run(calls.declare_crisis(area_code, topic, reason, end_time))

    def end_crisis(self, crisis: str) -> Crisis:
        """End a crisis now."""
        return self._run(calls.end_crisis(crisis))

    def list_crises(self) -> list[Crisis]:
        """Crises that are in force."""
        return self._run(calls.list_crises())

    def list_routes(self, **query: Unpack[RouteQuery]) -> list[Route]:
        """Who would be told of such a case now, how and when; nothing is sent.

        Args:
            **query: agency (without it yours), topic, area_codes (without them the agency's),
                severity (HIGH), relation (CONTRADICTION).
        """
        return self._run(calls.list_routes(query))

    def contacts(self, case: str) -> list[Contact]:
        """The people of a case and how to reach them, by agency, those to call first.

        Of other agencies those whom they name for such a case, of your own all owners.

        Raises:
            SelarasApiError: ``CASE_NOT_FOUND``, also for a case that you may not see.
        """
        return self._run(calls.list_contacts(case))

    def test_channel(self, owner: str, channel: ChannelKind | str) -> ChannelTest:
        """Send a test alert to an owner through one channel and wait for the outcome."""
        return self._run(calls.test_channel(owner, channel))

    def list_deliveries(
        self, state: DeliveryState | str = DeliveryState.DEAD
    ) -> Iterator[Delivery]:
        """Deliveries in a state, the last changed first; DEAD: given up."""
        return self._pages(lambda token: calls.list_deliveries(state, token))

    def requeue_deliveries(self, names: Iterable[str] = ()) -> int:
        """Try deliveries that were given up once more; without names all of them.

        Returns:
            How many are pending again.
        """
        return self._run(calls.requeue_deliveries(names))


class AsyncAlertMethods(AsyncTransport):
    """The same on asyncio; each method as in :class:`AlertMethods`."""

    def list_alerts(self, *, owner: str = "", case: str = "") -> AsyncIterator[AlertRecord]:
        """Alerts, the newest first."""
        return self._pages(lambda token: calls.list_alerts(owner, case, token))

    async def explain_alerts(self, case: str, owner: str = "") -> list[AlertDecision]:
        """Every decision about a case for one owner, or for all of your agency, in order."""
        return await self._run(calls.explain_alerts(case, owner))

    async def create_silence(
        self,
        matcher: SilenceMatcher,
        reason: str,
        end_time: datetime,
        *,
        start_time: datetime | None = None,
    ) -> Silence:
        """Hold back the alerts that match."""
        return await self._run(calls.create_silence(matcher, reason, end_time, start_time))

    async def list_silences(self, *, ended: bool = False) -> list[Silence]:
        """Silences that you may see, those in force first."""
        return await self._run(calls.list_silences(ended=ended))

    async def expire_silence(self, silence: str) -> Silence:
        """End a silence now."""
        return await self._run(calls.expire_silence(silence))

    async def declare_crisis(
        self, reason: str, end_time: datetime, *, area_code: str = "", topic: str = ""
    ) -> Crisis:
        """Let working hours, digests and rate limits not hold for an area or a topic."""
        return await self._run(calls.declare_crisis(area_code, topic, reason, end_time))

    async def end_crisis(self, crisis: str) -> Crisis:
        """End a crisis now."""
        return await self._run(calls.end_crisis(crisis))

    async def list_crises(self) -> list[Crisis]:
        """Crises that are in force."""
        return await self._run(calls.list_crises())

    async def list_routes(self, **query: Unpack[RouteQuery]) -> list[Route]:
        """Who would be told of such a case now, how and when; nothing is sent."""
        return await self._run(calls.list_routes(query))

    async def contacts(self, case: str) -> list[Contact]:
        """The people of a case and how to reach them, by agency, those to call first."""
        return await self._run(calls.list_contacts(case))

    async def test_channel(self, owner: str, channel: ChannelKind | str) -> ChannelTest:
        """Send a test alert to an owner through one channel and wait for the outcome."""
        return await self._run(calls.test_channel(owner, channel))

    def list_deliveries(
        self, state: DeliveryState | str = DeliveryState.DEAD
    ) -> AsyncIterator[Delivery]:
        """Deliveries in a state, the last changed first."""
        return self._pages(lambda token: calls.list_deliveries(state, token))

    async def requeue_deliveries(self, names: Iterable[str] = ()) -> int:
        """Try deliveries that were given up once more; without names all of them."""
        return await self._run(calls.requeue_deliveries(names))
