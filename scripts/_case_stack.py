"""A replay of a set through a stack of its own: what is found, and who is told of it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grpc
import nats
from _case_labels import LabelledJudge
from _case_scores import Found, Told
from nats.js.api import AckPolicy, ConsumerConfig
from selaras.api.v1 import (
    alert_pb2,
    alert_pb2_grpc,
    directory_pb2,
    directory_pb2_grpc,
    finding_pb2,
    finding_pb2_grpc,
)
from selaras.embedded import EmbeddedStack
from selaras.evaluation.dataset import Dataset, LabelledDraft
from selaras.evaluation.replay import Replay, area_codes
from selaras.event.v1 import alert_pb2 as alert_event_pb2
from selaras.kit.bus import ALERTS, EVENTS

_PAGE = 200  # findings with both texts; a message has at most some MiB
_BATCH = 200
_POLL_SECONDS = 0.5
_QUIET_SECONDS = 3.0
_PATIENCE_SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Options:
    """How to replay.

    Attributes:
        labels: whether the labels judge in the judge's place.
        owners: how many owners each agency has.
        group_seconds: how long alerting waits for more evidence before it tells of a case.
        on_draft: told of each draft once it is checked.
    """

    labels: bool
    owners: int = 1
    group_seconds: float = 0.0
    on_draft: Callable[[LabelledDraft], None] = lambda _draft: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a replay left behind.

    Attributes:
        found: the findings that are in a case.
        told: the alerts on the bus.
        owners: resource names of all owners.
        decisions: how often alerting gave which reason, for the cases that there are at the end;
            None where the stack does not explain.
    """

    found: list[Found]
    told: list[Told]
    owners: list[str]
    decisions: dict[str, int] | None


async def measure(dataset: Dataset, options: Options) -> Outcome:
    """Replay a set against a stack of its own in this process, which is gone afterwards.

    Raises:
        ReplayError: a draft was not checked in time.
        TimeoutError: alerting did not come to rest.
    """
    # The stack reads its settings from the environment. An hour of the replay is years of the set.
    os.environ["SELARAS_ALERTING_GROUP_SECONDS"] = str(options.group_seconds)
    os.environ["SELARAS_ALERTING_REGROUP_SECONDS"] = str(options.group_seconds)
    os.environ["SELARAS_ALERTING_HOURLY_LIMIT"] = "0"
    judge = LabelledJudge(dataset).installed() if options.labels else contextlib.nullcontext()
    with judge, tempfile.TemporaryDirectory(prefix="selaras-cases-") as folder:
        async with (
            EmbeddedStack(Path(folder)) as stack,
            grpc.aio.insecure_channel(stack.target) as channel,
        ):
            people = _People(channel, stack.admin_key)
            await people.register(dataset.drafts, options.owners)
            await Replay(channel, stack.admin_key, options.on_draft).run(dataset)
            alerts = await _read_alerts(stack.nats_url, options.group_seconds)
            found = await people.found()
            decisions = await people.decisions(found)
    return Outcome(found, alerts, people.owners, decisions)


class _People:
    """The agencies of a set with their keys, and their owners."""

    def __init__(self, channel: grpc.aio.Channel, admin_key: str) -> None:
        self._directory = directory_pb2_grpc.DirectoryServiceStub(channel)
        self._findings = finding_pb2_grpc.FindingServiceStub(channel)
        self._alerts = alert_pb2_grpc.AlertServiceStub(channel)
        self._admin = _bearer(admin_key)
        self._keys: dict[str, str] = {}
        self._agency_of: dict[str, str] = {}
        self.owners: list[str] = []

    async def register(self, drafts: Iterable[LabelledDraft], owners: int) -> None:
        """Register each agency, before its first draft, with so many owners."""
        for draft in drafts:
            self._agency_of[draft.id] = draft.agency
            if draft.agency in self._keys:
                continue
            await self._add_agency(draft)
            for number in range(1, owners + 1):
                owner = directory_pb2.Owner(
                    owner_id=f"humas-{number}", display_name=f"Humas {number}"
                )
                answer = await self._directory.CreateOwner(
                    directory_pb2.CreateOwnerRequest(
                        parent=f"agencies/{draft.agency}", owner=owner
                    ),
                    metadata=self._admin,
                )
                self.owners.append(answer.owner.name)
            answer = await self._directory.CreateKey(
                directory_pb2.CreateKeyRequest(parent=f"agencies/{draft.agency}"),
                metadata=self._admin,
            )
            self._keys[draft.agency] = answer.secret

    async def _add_agency(self, draft: LabelledDraft) -> None:
        codes = area_codes(draft.region)
        agency = directory_pb2.Agency(
            agency_id=draft.agency,
            display_name=draft.agency_name,
            level=f"AGENCY_LEVEL_{draft.level.upper()}",
            area_code=codes[0] if len(codes) == 1 else "",
        )
        await self._directory.CreateAgency(
            directory_pb2.CreateAgencyRequest(agency=agency), metadata=self._admin
        )

    async def found(self) -> list[Found]:
        """The findings that are in a case, each once."""
        sides: dict[str, Found] = {}
        for key in self._keys.values():
            async for finding in self._of_agency(key):
                own = finding.own_draft.rpartition("/")[2]
                known = sides.get(finding.name)
                sides[finding.name] = (
                    replace(known, b=own)
                    if known
                    else Found(own, "", _relation(finding.relation), finding.case)
                )
        return list(sides.values())

    async def _of_agency(self, key: str) -> AsyncIterator[finding_pb2.Finding]:
        token = ""
        while True:
            answer = await self._findings.ListFindings(
                finding_pb2.ListFindingsRequest(
                    min_confidence=finding_pb2.CONFIDENCE_LIKELY, page_size=_PAGE, page_token=token
                ),
                metadata=_bearer(key),
            )
            for finding in answer.findings:
                if finding.case:
                    yield finding
            token = answer.next_page_token
            if not token:
                return

    async def decisions(self, found: Iterable[Found]) -> dict[str, int] | None:
        """Reasons of alerting for the owners of each agency of each case, by how often."""
        parts = {
            (item.case, self._agency_of[draft]) for item in found for draft in (item.a, item.b)
        }
        reasons: Counter[str] = Counter()
        for case, agency in sorted(parts):
            try:
                answer = await self._alerts.ExplainAlerts(
                    alert_pb2.ExplainAlertsRequest(case=case),
                    metadata=_bearer(self._keys[agency]),
                )
            except grpc.aio.AioRpcError as error:
                if error.code() is grpc.StatusCode.UNIMPLEMENTED:
                    return None
                raise
            reasons.update(item.reason for item in answer.decisions if item.owner)
        return dict(reasons.most_common())


async def _read_alerts(url: str, group_seconds: float) -> list[Told]:
    """All alerts on the stream, once nothing is under way any more."""
    client = await nats.connect(url)
    try:
        jetstream = client.jetstream()
        await _settled(jetstream, _QUIET_SECONDS + group_seconds)
        left = (await jetstream.stream_info(ALERTS)).state.messages
        config = ConsumerConfig(ack_policy=AckPolicy.NONE)
        reader = await jetstream.pull_subscribe("selaras.v1.alert.>", stream=ALERTS, config=config)
        told: list[Told] = []
        while len(told) < left:
            messages = await reader.fetch(min(_BATCH, left - len(told)), timeout=10)
            told.extend(_told(alert_event_pb2.Alert.FromString(item.data)) for item in messages)
        return told
    finally:
        await client.close()


async def _settled(jetstream: Any, quiet: float) -> None:
    """Wait until alerting has read every event and both streams were quiet for a while.

    Raises:
        TimeoutError: that does not happen in time.
    """
    loop = asyncio.get_running_loop()
    seen: tuple[int, ...] = ()
    since = loop.time()
    async with asyncio.timeout(_PATIENCE_SECONDS + quiet):
        while loop.time() - since < quiet:
            consumer = await jetstream.consumer_info(EVENTS, "alerting")
            streams = [await jetstream.stream_info(name) for name in (EVENTS, ALERTS)]
            now = (*(info.state.last_seq for info in streams), consumer.ack_floor.stream_seq)
            busy = consumer.num_pending or consumer.num_ack_pending
            if busy or now != seen:
                seen, since = now, loop.time()
            await asyncio.sleep(_POLL_SECONDS)


def _told(alert: alert_event_pb2.Alert) -> Told:
    kind = alert_pb2.AlertKind.Name(alert.kind).removeprefix("ALERT_KIND_")
    return Told(alert.alert_id, alert.owner, alert.case, kind)


def _relation(value: int) -> str:
    return str(finding_pb2.Relation.Name(value)).removeprefix("RELATION_").lower()


def _bearer(key: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {key}"),)
