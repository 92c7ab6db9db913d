"""Spans on their way to a collector."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from selaras.kit import tracing
from selaras.kit.nats_server import free_port
from selaras.kit.settings import TracingSettings


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, str, ExportTraceServiceRequest]]]]:
    """An address, and what arrives there: path, authorization, body."""
    received = []

    class Receive(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            request = ExportTraceServiceRequest.FromString(body)
            received.append((self.path, self.headers.get("authorization", ""), request))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Receive) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", received
        finally:
            server.shutdown()
            thread.join()


def test_what_waits_is_sent_at_the_stop(monkeypatch):
    monkeypatch.setenv("SELARAS_TRACING_AUTHORIZATION", "Bearer of-the-collector")
    with collector() as (address, received):
        monkeypatch.setenv("SELARAS_TRACING_ENDPOINT", address)
        tracing.configure(TracingSettings(), service="matching")
        with tracing.span("judge", attributes={"selaras.candidates": 3}):
            pass
        tracing.shutdown()
    [(path, authorization, request)] = received
    assert (path, authorization) == ("/v1/traces", "Bearer of-the-collector")
    [spans] = request.resource_spans
    about = {item.key: item.value.string_value for item in spans.resource.attributes}
    assert about["service.name"] == "matching"
    [span] = spans.scope_spans[0].spans
    assert span.name == "judge"


def test_a_collector_that_is_away_holds_nothing_up():
    settings = TracingSettings(endpoint=f"http://127.0.0.1:{free_port()}", timeout_seconds=2)
    tracing.configure(settings, service="matching")
    started = time.monotonic()
    with tracing.span("judge"):
        pass
    worked = time.monotonic() - started
    tracing.shutdown()
    assert worked < 1
    assert time.monotonic() - started < 15


def test_an_empty_endpoint_is_none():
    tracing.configure(TracingSettings(endpoint=""), service="matching")
    with tracing.span("judge") as span:
        assert not span.is_recording()
    tracing.shutdown()
