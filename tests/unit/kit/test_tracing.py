"""Spans: whom they go under, what they tell, and that ids are there without an exporter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from selaras.kit import tracing
from selaras.kit.errors import Unavailable
from selaras.kit.settings import TracingSettings

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    tracing.configure(TracingSettings(), service="t", processor=SimpleSpanProcessor(exporter))
    yield exporter
    tracing.shutdown()


def trace_id() -> str:
    ids = tracing.current_ids()
    assert ids is not None
    return ids[0]


def test_ids_are_made_without_an_exporter_and_nothing_is_recorded():
    assert tracing.current_ids() is None
    assert tracing.current_traceparent() == ""
    with tracing.span("work") as span:
        assert not span.is_recording()
        outer = trace_id()
        with tracing.span("part"):
            assert trace_id() == outer
        assert tracing.current_traceparent().split("-")[1] == outer
    assert tracing.current_ids() is None


def test_a_callers_trace_is_taken_up_without_an_exporter_too():
    with tracing.span("work", parent=PARENT):
        assert trace_id() == TRACE


@pytest.mark.parametrize("malformed", ["", "nonsense", "00-zz-00-01", f"{PARENT}-{'x' * 400}"])
def test_a_malformed_trace_begins_a_new_one(malformed):
    with tracing.span("outer", parent=PARENT), tracing.span("work", parent=malformed):
        assert trace_id() != TRACE
        assert len(tracing.current_traceparent()) <= 64, "it fits the column of the outbox"


def test_an_error_is_named_and_its_message_is_not_told(spans):
    with pytest.raises(Unavailable), tracing.span("work"):
        raise Unavailable("EMBEDDING_UNAVAILABLE", "could not embed: Imunisasi polio")
    with pytest.raises(ValueError, match="polio"), tracing.span("work"):
        raise ValueError("Imunisasi polio")
    known, unknown = spans.get_finished_spans()
    assert known.status.status_code is StatusCode.ERROR
    assert known.status.description == "EMBEDDING_UNAVAILABLE"
    assert unknown.status.description == "ValueError"
    assert not known.events
    assert not unknown.events


def test_a_link_leads_to_another_trace(spans):
    with tracing.span("digest", parent="", links=[PARENT, "nonsense"]):
        pass
    [span] = spans.get_finished_spans()
    assert [format(link.context.trace_id, "032x") for link in span.links] == [TRACE]


async def test_a_traced_function_runs_in_a_span_of_its_own(spans):
    @tracing.traced("retrieve")
    async def retrieve(number: int) -> int:
        return number + len(trace_id())

    with tracing.span("work", parent=PARENT):
        assert await retrieve(1) == 33
    part, whole = spans.get_finished_spans()
    assert (part.name, whole.name) == ("retrieve", "work")
    assert part.parent.span_id == whole.context.span_id


def test_which_traces_are_exported_follows_from_the_id_and_not_from_the_caller():
    exporter = InMemorySpanExporter()
    tracing.configure(
        TracingSettings(sample_ratio=0.5), service="t", processor=SimpleSpanProcessor(exporter)
    )
    try:
        for first_half in (True, False):
            number = 1 if first_half else (1 << 64) - 1
            with tracing.span("work", parent=f"00-{number:032x}-00f067aa0ba902b7-01"):
                pass
        assert [span.context.trace_id for span in exporter.get_finished_spans()] == [1]
    finally:
        tracing.shutdown()
