"""The container's health check against a real server: its exit code is what Docker acts on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent import futures

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from selaras.kit import healthcheck
from selaras.kit.nats_server import free_port

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


@pytest.fixture
def servicer() -> health.HealthServicer:
    return health.HealthServicer()


@pytest.fixture
def port(servicer: health.HealthServicer) -> Iterator[int]:
    server = grpc.server(futures.ThreadPoolExecutor(2))
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    number = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield number
    server.stop(None).wait()


def test_a_serving_server_is_healthy(port: int, servicer: health.HealthServicer) -> None:
    servicer.set("", SERVING)
    assert healthcheck.main([f"127.0.0.1:{port}"]) == 0


def test_a_draining_server_is_not(port: int, servicer: health.HealthServicer) -> None:
    servicer.set("", NOT_SERVING)
    assert healthcheck.main([f"127.0.0.1:{port}"]) == 1


def test_one_part_can_be_asked(port: int, servicer: health.HealthServicer) -> None:
    servicer.set("", SERVING)
    servicer.set("intake/nats", NOT_SERVING)
    assert healthcheck.main([f"127.0.0.1:{port}", "--part", "intake/nats"]) == 1


def test_the_own_server_is_asked_by_default(
    port: int, servicer: health.HealthServicer, monkeypatch: pytest.MonkeyPatch
) -> None:
    servicer.set("", SERVING)
    monkeypatch.setenv("SELARAS_GRPC_HOST", "0.0.0.0")
    monkeypatch.setenv("SELARAS_GRPC_PORT", str(port))
    assert healthcheck.main([]) == 0


def test_silence_is_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert healthcheck.main([f"127.0.0.1:{free_port()}", "--timeout", "0.5"]) == 2
    assert "no answer: UNAVAILABLE" in capsys.readouterr().err


def test_an_unknown_part_is_an_error(port: int) -> None:
    assert healthcheck.main([f"127.0.0.1:{port}", "--part", "intake/nothing"]) == 2
