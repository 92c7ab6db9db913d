"""Plays the sample against a running stack and keeps count of what comes back."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from selaras.api.v1 import alert_pb2 as api_pb2
from selaras.cli.alert_reader import AlertReader
from selaras.cli.alert_view import owner_of
from selaras.cli.demo_sample import Sample, SampleAgency, SampleDraft
from selaras.client import AsyncAdminClient, AsyncClient, Finding, Submission
from selaras.client.calls import DraftOptions
from selaras.event.v1 import alert_pb2
from selaras.kit.settings import NatsSettings

_WAIT_SECONDS = 20.0
_QUIET_SECONDS = 0.6
_ALERT_SECONDS = 30.0
_FIRST_POST = timedelta(hours=2)
_BETWEEN_POSTS = timedelta(hours=3)


@dataclass(slots=True)
class Tally:
    """What came back.

    ``findings`` holds those at alert level by name, ``expected`` the owners (``agency/owner``) of
    the agencies that are part of one, ``settled`` the case that was settled at the end, and
    ``closed`` the cases whose resolution somebody was told of.
    """

    drafts: int = 0
    unchecked: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)
    expected: set[str] = field(default_factory=set)
    alerts: Counter[str] = field(default_factory=Counter)
    settled: str = ""
    closed: set[str] = field(default_factory=set)

    @property
    def silent(self) -> set[str]:
        """Owners who should have been alerted and were not."""
        return self.expected - set(self.alerts)


@dataclass(frozen=True, slots=True)
class Listener:
    """What is told as it happens."""

    checked: Callable[[SampleDraft, Submission], None]
    alerted: Callable[[alert_pb2.Alert], None]


class Play:
    """One run of the sample.

    Args:
        target: gRPC address of the stack.
        nats_url: its event bus.
        planned: say when each draft is to go out, within the next days, so that cases have a
            deadline and calendars something to show.
    """

    def __init__(
        self,
        sample: Sample,
        target: str,
        nats_url: str,
        listener: Listener,
        *,
        planned: bool = False,
    ) -> None:
        self._sample = sample
        self._target = target
        self._nats = NatsSettings(url=nats_url)
        self._listener = listener
        self._planned = planned
        self._came = asyncio.Event()
        self.tally = Tally()
        self.keys: dict[str, str] = {}

    async def register(self, admin_key: str) -> None:
        """Register the agencies with their owners and keys."""
        async with AsyncAdminClient(self._target, admin_key) as admin:
            for agency in self._sample.agencies.values():
                await self._register(admin, agency)

    async def run(self, settle: Callable[[], Awaitable[str]]) -> None:
        """Subscribe for every agency, submit every draft, wait for the alerts, settle a case.

        Args:
            settle: settles a case and answers its name; empty: there was none.
        """
        async with AsyncExitStack() as closing:
            for agency in self._sample.agencies:
                reader = AlertReader(self._nats, agency)
                await closing.enter_async_context(reader)
                task = asyncio.create_task(self._receive(reader))
                closing.callback(task.cancel)
            for draft in self._sample.drafts:
                await self._submit(draft)
            await self._await_alerts(lambda: not self.tally.silent)
            self.tally.settled = await settle()
            await self._await_alerts(lambda: self.tally.settled in {"", *self.tally.closed})

    async def _register(self, admin: AsyncAdminClient, agency: SampleAgency) -> None:
        await admin.create_agency(
            agency.agency_id, agency.name, agency.level, area_code=agency.area
        )
        for owner in agency.owners:
            await admin.create_owner(
                agency.agency_id,
                owner.owner_id,
                owner.name,
                contact=owner.contact,
                time_zone=agency.time_zone,
            )
        self.keys[agency.agency_id] = (await admin.create_key(agency.agency_id, "CMS")).secret

    async def _submit(self, draft: SampleDraft) -> None:
        async with AsyncClient(self._target, self.keys[draft.agency]) as client:
            result = await client.submit_draft(
                draft.external_id,
                draft.body,
                draft.title,
                wait=_WAIT_SECONDS,
                **self._options(draft),
            )
        self.tally.drafts += 1
        self.tally.unchecked += result.pending
        alerted = [finding for finding in result.findings if finding.alerted]
        for finding in alerted:
            self.tally.findings[finding.name] = finding
            self._expect(draft.agency)
            self._expect(finding.other_agency.name.removeprefix("agencies/"))
        self._listener.checked(draft, result)
        if alerted:
            await self._quiet()

    def _options(self, draft: SampleDraft) -> DraftOptions:
        options = DraftOptions(channel=draft.channel, authored_time=draft.created_at)
        if self._planned:
            after = _FIRST_POST + self.tally.drafts * _BETWEEN_POSTS
            options["publish_time"] = datetime.now(UTC) + after
        return options

    def _expect(self, agency: str) -> None:
        owners = self._sample.agencies[agency].owners
        self.tally.expected.update(f"{agency}/{owner.owner_id}" for owner in owners)

    async def _receive(self, reader: AlertReader) -> None:
        async for received in reader.alerts():
            self.tally.alerts[owner_of(received.alert)] += 1
            if received.alert.kind == api_pb2.ALERT_KIND_RESOLVED:
                self.tally.closed.add(received.alert.case)
            self._came.set()
            self._listener.alerted(received.alert)
            await received.shown()

    async def _quiet(self) -> None:
        """Wait until no more alerts come, so that they are read below the draft they are about."""
        while await self._another_alert(_QUIET_SECONDS):
            pass

    async def _await_alerts(self, complete: Callable[[], bool]) -> None:
        until = asyncio.get_running_loop().time() + _ALERT_SECONDS
        while not complete():
            left = until - asyncio.get_running_loop().time()
            if left <= 0 or not await self._another_alert(left):
                return
        await self._quiet()

    async def _another_alert(self, seconds: float) -> bool:
        """Wait for the next alert; False when none comes in time."""
        self._came.clear()
        try:
            await asyncio.wait_for(self._came.wait(), seconds)
        except TimeoutError:
            return False
        return True
