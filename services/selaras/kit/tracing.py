"""Traces across the services, in the W3C form, exported by OpenTelemetry where that is set up.

One trace runs from the call that stored a draft to each alert that came of it. Within a service it
follows the context of the task; between services it travels as ``traceparent``: in the metadata of
a call, in a row of the outbox, in a header of an event.

Ids are made whether spans are exported or not, so that the lines of all logs about one draft can
be found by their ``trace_id``. A span holds names, kinds and numbers; never a text or a key.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from importlib.metadata import version
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, TraceIdRatioBased
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from selaras.kit.errors import SelarasError
from selaras.kit.settings import TracingSettings

HEADER = "traceparent"
_PATH = "/v1/traces"
_OUR_ERRORS = frozenset(
    {"DATA_LOSS", "DEADLINE_EXCEEDED", "INTERNAL", "UNAVAILABLE", "UNIMPLEMENTED", "UNKNOWN"}
)
_PROPAGATOR = TraceContextTextMapPropagator()
_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Tracing:
    """The provider of this process; ids only until :func:`configure` is called."""

    def __init__(self) -> None:
        self._provider: TracerProvider | None = None
        self._tracer: trace.Tracer | None = None

    def use(self, provider: TracerProvider | None) -> None:
        """Take another provider; the one before sends what it still has."""
        before, self._provider = self._provider, provider
        self._tracer = provider.get_tracer("selaras") if provider else None
        if before is not None:
            before.shutdown()

    @property
    def tracer(self) -> trace.Tracer:
        """Makes spans."""
        if self._tracer is None:
            self.use(TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False))
        return self._tracer  # type: ignore[return-value]  # `use` has set it


_tracing = _Tracing()


def configure(
    settings: TracingSettings, *, service: str, processor: SpanProcessor | None = None
) -> None:
    """Set up the traces of this process. Call once, in ``main``.

    Which traces are exported follows from their ids alone, so that all services choose the same
    ones, and no caller from outside chooses for us.

    Args:
        service: name of the process in the traces.
        processor: takes the spans in place of an exporter to ``settings.endpoint``.
    """
    if processor is None and not settings.endpoint:
        _tracing.use(None)
        return
    resource = Resource({"service.name": service, "service.version": version("selaras")})
    provider = TracerProvider(
        sampler=TraceIdRatioBased(settings.sample_ratio), resource=resource, shutdown_on_exit=False
    )
    provider.add_span_processor(processor or BatchSpanProcessor(_exporter(settings)))
    _tracing.use(provider)


def shutdown() -> None:
    """Send the spans that wait, and export no more."""
    _tracing.use(None)


@contextmanager
def span(
    name: str,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    parent: str | None = None,
    links: Sequence[str] = (),
    attributes: Mapping[str, str | int] | None = None,
) -> Iterator[Span]:
    """A span around a piece of work, under the one that is open now.

    Args:
        name: the kind of work; of few values, without ids.
        parent: a ``traceparent`` from outside to go under instead; empty or malformed: a new trace.
        links: further ``traceparent`` values that the work follows from.
        attributes: ids and numbers, no text.
    """
    under = None if parent is None else _extract(parent)
    made = _tracing.tracer.start_span(
        name,
        context=under,
        kind=kind,
        links=[Link(found) for found in map(_span_context, links) if found.is_valid],
        attributes=dict(attributes or {}),
    )
    # Not with the library's own record of exceptions: their messages may quote what they failed on.
    with trace.use_span(
        made, end_on_exit=True, record_exception=False, set_status_on_exception=False
    ):
        try:
            yield made
        except Exception as error:
            made.set_status(Status(StatusCode.ERROR, _reason(error)))
            raise


def traced(
    name: str,
) -> Callable[[Callable[_P, Awaitable[_T]]], Callable[_P, Awaitable[_T]]]:
    """Runs an asynchronous function in a span of that name."""

    def decorate(function: Callable[_P, Awaitable[_T]]) -> Callable[_P, Awaitable[_T]]:
        @wraps(function)
        async def inside(*arguments: _P.args, **named: _P.kwargs) -> _T:
            with span(name):
                return await function(*arguments, **named)

        return inside

    return decorate


def begin_call(method: str, metadata: Mapping[str, str]) -> Span:
    """Open the span of a call that is answered, under the caller's trace where it names one.

    It stays open for the rest of the task, which each call has for itself; the caller ends it.
    (A stream that is given up is finished in another context, where nothing could be put back.)
    """
    made = _tracing.tracer.start_span(
        method.lstrip("/"),
        context=_extract(metadata.get(HEADER, "")),
        kind=SpanKind.SERVER,
        attributes={"rpc.system": "grpc", "rpc.method": method},
    )
    otel_context.attach(trace.set_span_in_context(made))
    return made


def answered(code: str) -> None:
    """Note the gRPC code on the open span; what is the caller's mistake is no error of ours."""
    open_span = trace.get_current_span()
    open_span.set_attribute("rpc.response.status_code", code)
    if code in _OUR_ERRORS:
        open_span.set_status(Status(StatusCode.ERROR, code))


def current_traceparent() -> str:
    """The open span as a ``traceparent``; empty where none is open."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get(HEADER, "")


def current_ids() -> tuple[str, str] | None:
    """Trace id and span id of the open span, in hex; None where none is open."""
    found = trace.get_current_span().get_span_context()
    if not found.is_valid:
        return None
    return trace.format_trace_id(found.trace_id), trace.format_span_id(found.span_id)


def _extract(traceparent: str) -> otel_context.Context:
    return _PROPAGATOR.extract({HEADER: traceparent}, context=otel_context.Context())


def _span_context(traceparent: str) -> trace.SpanContext:
    return trace.get_current_span(_extract(traceparent)).get_span_context()


def _reason(error: Exception) -> str:
    return error.reason if isinstance(error, SelarasError) else type(error).__name__


def _exporter(settings: TracingSettings) -> SpanExporter:
    # Brings an HTTP client of its own, which most processes do not need.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )

    endpoint, secret = str(settings.endpoint), settings.authorization
    if urlsplit(endpoint).path in {"", "/"}:
        endpoint = endpoint.rstrip("/") + _PATH
    return OTLPSpanExporter(
        endpoint=endpoint,
        certificate_file=str(settings.tls_ca) if settings.tls_ca else None,
        headers={"authorization": secret.get_secret_value()} if secret else None,
        timeout=settings.timeout_seconds,
    )
