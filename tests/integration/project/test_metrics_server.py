"""Metrics over HTTP."""

from __future__ import annotations

import socket
import urllib.request

import pytest
from selaras.kit import metrics
from selaras.kit.metrics_server import observed, serving
from selaras.kit.settings import MetricsSettings


def fetch(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return answer.read().decode()


def test_metrics_are_served_while_the_process_runs(monkeypatch):
    with serving(MetricsSettings(port=0)) as port:
        metrics.DEAD_LETTERS.labels("matching", "A_REASON").inc()
        lines = fetch(port).splitlines()
    assert any(
        line.startswith('selaras_dead_letters_total{reason="A_REASON",service="matching"}')
        for line in lines
    )
    with pytest.raises(OSError, match="refused"):
        fetch(port)


def test_nothing_listens_without_a_port():
    with serving(MetricsSettings()) as port:
        assert port == 0


def test_the_version_that_runs_is_among_them(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("SELARAS_METRICS_PORT", str(port))
    with observed("matching"):
        assert 'selaras_build_info{service="matching",version="' in fetch(port)
