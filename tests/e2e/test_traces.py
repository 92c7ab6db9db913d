"""One trace from the call that stored a draft to the alerts that came of it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import REGISTRY
from selaras.api.v1 import directory_pb2, directory_pb2_grpc, draft_pb2, draft_pb2_grpc
from selaras.embedded import EmbeddedStack
from selaras.kit import tracing
from selaras.kit.settings import TracingSettings

from tests.e2e.conftest import TEXT
from tests.support.eventually import assert_eventually
from tests.support.nats import Subscriber

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = f"00-{TRACE}-00f067aa0ba902b7-01"
# Of these the spans of the checked draft consist, each at least once.
STEPS = {
    "selaras.api.v1.DraftService/SubmitDraft",
    "matching draft.submitted",
    "embed",
    "selaras.internal.v1.InferenceService/Embed",
    "index",
    "retrieve",
    "judge",
    "store",
    "intake draft.checked",
    "alerting case.opened",
    "timer group",
}


@pytest.fixture
def spans() -> Any:
    """Every span of this process, as it would be exported."""
    exporter = InMemorySpanExporter()
    tracing.configure(TracingSettings(), service="selaras", processor=SimpleSpanProcessor(exporter))
    yield exporter
    tracing.shutdown()


class Agencies:
    """Agencies with an owner and a key each, and what they submit."""

    def __init__(self, channel: grpc.aio.Channel, admin_key: str) -> None:
        self._directory = directory_pb2_grpc.DirectoryServiceStub(channel)
        self._drafts = draft_pb2_grpc.DraftServiceStub(channel)
        self._admin = (("authorization", f"Bearer {admin_key}"),)

    async def register(self, agency_id: str) -> str:
        """A new agency's key."""
        agency = directory_pb2.Agency(
            agency_id=agency_id,
            display_name=agency_id,
            level="AGENCY_LEVEL_KOTA",
            area_code="32.78",
        )
        name = f"agencies/{agency_id}"
        await self._directory.CreateAgency(
            directory_pb2.CreateAgencyRequest(agency=agency), metadata=self._admin
        )
        owner = directory_pb2.Owner(owner_id="humas", display_name="Humas", contact="0800")
        await self._directory.CreateOwner(
            directory_pb2.CreateOwnerRequest(parent=name, owner=owner), metadata=self._admin
        )
        request = directory_pb2.CreateKeyRequest(parent=name)
        return (await self._directory.CreateKey(request, metadata=self._admin)).secret

    async def submit(self, key: str, text: str, traceparent: str = "") -> None:
        """Store a draft."""
        metadata = [("authorization", f"Bearer {key}")]
        if traceparent:
            metadata.append(("traceparent", traceparent))
        draft = draft_pb2.Draft(external_id="post-1", body=text)
        await self._drafts.SubmitDraft(
            draft_pb2.SubmitDraftRequest(draft=draft), metadata=tuple(metadata)
        )


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[EmbeddedStack, Agencies]]:
    """A stack that tells of a case a moment after it opened: by a timer, as it usually is."""
    waits = {"group_seconds": 0.2, "regroup_seconds": 0, "digest_time": "", "tick_seconds": 0.1}
    async with (
        EmbeddedStack(folder, alerting=waits) as stack,
        grpc.aio.insecure_channel(stack.target) as channel,
    ):
        yield stack, Agencies(channel, stack.admin_key)


async def test_a_trace_goes_from_the_submission_to_every_alert(tmp_path: Path, spans) -> None:
    before = numbers()
    async with running(tmp_path) as (stack, agencies):
        first, second = await agencies.register("dinkes-a"), await agencies.register("disdik-b")
        await agencies.submit(first, TEXT)
        events = Subscriber(stack.nats_url, "selaras.v1.>")
        alerts = Subscriber(stack.nats_url, "selaras.v1.alert.>")
        async with events.running("SELARAS"), alerts.running("SELARAS_ALERTS"):
            await assert_eventually(
                lambda: [m for m in events.messages if ".checked.dinkes-a" in m.subject],
                timeout=60,
                what="the first draft is checked",
            )
            await agencies.submit(second, TEXT.replace("3 Agustus", "5 Agustus"), CALLER)
            await assert_eventually(lambda: len(alerts.messages) == 2, timeout=60)
            await assert_eventually(lambda: names(spans, TRACE) >= STEPS, timeout=10)

        kinds = {
            message.subject.rpartition(".")[0]
            for message in events.messages
            if trace_of(message) == TRACE
        }
        assert kinds == {
            "selaras.v1.draft.submitted",
            "selaras.v1.draft.checked",
            "selaras.v1.case.opened",
        }
        assert {trace_of(message) for message in alerts.messages} == {TRACE}
        await assert_eventually(lambda: numbers_tell_of_it(before), timeout=20)
    assert_nothing_is_told(spans)


# What a stack counts that has checked two drafts and told two owners.
COUNTED = {
    "selaras_drafts_accepted_total": 2.0,
    "selaras_check_seconds_count": 2.0,
    "selaras_pipeline_seconds_count": 2.0,
    'selaras_alert_seconds_count{kind="OPENED"}': 2.0,
}
# What it shows of itself.
SHOWN = {
    'selaras_consumer_pending{consumer="matching"}',
    'selaras_consumer_redelivered{consumer="alerting"}',
    'selaras_database_connections{service="intake",use="idle"}',
    'selaras_outbox_oldest_seconds{service="alerting"}',
    'selaras_stream_bytes{stream="SELARAS_DEAD"}',
    'selaras_timers{state="overdue"}',
    "selaras_drafts_unchecked_oldest_seconds",
    "selaras_index_messages",
}


def numbers() -> dict[str, float]:
    """Every number that this process serves."""
    found = {}
    for family in REGISTRY.collect():
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def numbers_tell_of_it(before: dict[str, float]) -> bool:
    """Whether the metrics say what has happened since."""
    now = numbers()
    assert {name: now.get(name, 0) - before.get(name, 0) for name in COUNTED} == COUNTED
    assert not SHOWN - set(now)
    assert now['selaras_stream_messages{stream="SELARAS"}'] > 0
    return True


def trace_of(message: Any) -> str:
    """Trace id of an event."""
    return message.headers["traceparent"].split("-")[1]


def names(spans: InMemorySpanExporter, trace: str) -> set[str]:
    """Names of the spans of a trace."""
    return {
        span.name
        for span in spans.get_finished_spans()
        if format(span.context.trace_id, "032x") == trace
    }


def assert_nothing_is_told(spans: InMemorySpanExporter) -> None:
    """No span holds a piece of a text, a key or a contact."""
    for span in spans.get_finished_spans():
        told = f"{span.name} {dict(span.attributes or {})} {span.status.description}"
        assert "polio" not in told
        assert "Agustus" not in told
        assert "slr_" not in told
        assert "0800" not in told
        assert not span.events, "an exception's message may quote what it failed on"
