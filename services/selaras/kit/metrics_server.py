"""Metrics over HTTP, for Prometheus: ``GET /metrics``.

It serves numbers without names of agencies or texts, and has no login: it belongs on a private
network. It answers from a thread of its own, also while the event loop is busy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from prometheus_client import start_http_server

from selaras.kit import metrics, tracing
from selaras.kit.certificates import expiry
from selaras.kit.logging import get_logger
from selaras.kit.settings import MetricsSettings, TracingSettings

_log = get_logger(__name__)


@contextmanager
def observed(service: str, certificate: Path | None = None) -> Iterator[None]:
    """Let a process be observed, as the environment says, while it runs.

    Args:
        service: its name in traces and metrics.
        certificate: file of the certificate that it serves with.

    Raises:
        OSError: the port is taken.
    """
    tracing.configure(TracingSettings(), service=service)
    metrics.BUILD_INFO.labels(service, version("selaras")).set(1)
    if certificate is not None:
        note_certificate(service, certificate)
    try:
        with serving(MetricsSettings()):
            yield
    finally:
        tracing.shutdown()


@contextmanager
def serving(settings: MetricsSettings) -> Iterator[int]:
    """Serve the metrics of this process; gives the port, 0 where none is set."""
    if settings.port is None:
        yield 0
        return
    server, thread = start_http_server(settings.port, settings.host)
    _log.info("metrics_listening", host=settings.host, port=server.server_port)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def note_certificate(service: str, certificate: Path) -> None:
    """Show when the server's certificate expires: what is served now, whatever the file becomes."""
    try:
        moment = expiry(certificate)
    except (ValueError, OSError) as error:
        _log.warning("certificate_unread", why=str(error))
        return
    metrics.CERTIFICATE_EXPIRY.labels(service).set(moment.timestamp())
