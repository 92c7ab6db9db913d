"""What doctor says of services that each have an address, a certificate and metrics."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from selaras.cli.doctor import certificate, deployment
from selaras.cli.doctor.result import Result
from selaras.kit import metrics
from selaras.kit.auth import Caller
from selaras.kit.errors import Unauthenticated
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.metrics_server import serving
from selaras.kit.nats_server import find_binary, free_port
from selaras.kit.settings import GrpcSettings, MetricsSettings

from tests.support.eventually import assert_eventually


class NoKeys:
    async def authenticate(self, key: str) -> Caller:
        raise Unauthenticated("KEY_UNKNOWN", "no keys here")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file


def issue(authority: trustme.CA, folder: Path, days: float) -> tuple[Path, Path]:
    """A certificate for the loopback, and its key."""
    leaf = authority.issue_cert("127.0.0.1", not_after=datetime.now(UTC) + timedelta(days=days))
    certificate_file, key = folder / "cert.pem", folder / "key.pem"
    leaf.cert_chain_pems[0].write_to_path(certificate_file)
    leaf.private_key_pem.write_to_path(key)
    return certificate_file, key


@contextlib.asynccontextmanager
async def server(authority: trustme.CA, folder: Path, days: float = 90) -> AsyncIterator[Health]:
    """Something that answers as intake does; its address is in the health's ``address``."""
    health = Health()
    pair = issue(authority, folder, days)
    settings = GrpcSettings(tls_certificate=pair[0], tls_key=pair[1], drain_seconds=0)
    listening = GrpcServer(settings, health)
    health.address = f"127.0.0.1:{listening.bind()}"
    await listening.start(NoKeys())
    try:
        yield health
    finally:
        await listening.stop()


@pytest.fixture
def metrics_port() -> Iterator[int]:
    # Metrics belong to the process: another test may have left a version, or overdue timers.
    metrics.BUILD_INFO.clear()
    metrics.BUILD_INFO.labels("intake", "9.9.9").set(1)
    metrics.TIMERS.clear()
    with serving(MetricsSettings(port=0)) as port:
        yield port


async def look(address: str, ca: Path, port: int = 0) -> dict[str, Result]:
    found = deployment.check({"intake": address}, ca, port)
    return {result.part: result async for result in found}


async def test_a_service_that_is_well(authority, trusted, tmp_path, metrics_port):
    metrics.DRAFTS_UNCHECKED.set(1)
    metrics.DRAFTS_UNCHECKED_OLDEST_SECONDS.set(3)
    async with server(authority, tmp_path) as intake:
        intake.up("intake", "nats")
        found = await look(intake.address, trusted, metrics_port)
    assert {name: result.state for name, result in found.items()} == {
        "intake": "ok",
        "intake/nats": "ok",
        "certificate intake": "ok",
        "metrics intake": "ok",
        "clock intake": "ok",
        "unchecked drafts": "ok",
    }
    assert "1 replica" in found["metrics intake"].detail
    assert "9.9.9" in found["metrics intake"].detail


async def test_a_part_that_is_away_and_drafts_that_wait(authority, trusted, tmp_path, metrics_port):
    metrics.DRAFTS_UNCHECKED.set(12)
    metrics.DRAFTS_UNCHECKED_OLDEST_SECONDS.set(900)
    async with server(authority, tmp_path) as intake:
        intake.down("intake", "database", "gone")
        found = await look(intake.address, trusted, metrics_port)
    assert found["intake/database"].state == "wrong"
    assert found["unchecked drafts"].state == "warn"
    assert "12 drafts" in found["unchecked drafts"].detail


async def test_a_service_that_is_not_there(trusted, tmp_path):
    found = await look(f"127.0.0.1:{free_port()}", trusted, free_port())
    assert [result.state for result in found.values()] == ["wrong", "wrong", "wrong"]
    assert all(result.mend for result in found.values())


@pytest.mark.parametrize(("days", "state"), [(2, "wrong"), (10, "warn"), (90, "ok")])
async def test_a_certificate_that_ends_soon(authority, trusted, tmp_path, days, state):
    async with server(authority, tmp_path, days) as intake:
        found = await look(intake.address, trusted)
    assert found["certificate intake"].state == state


async def test_a_certificate_of_another_ca_is_told(authority, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    async with server(authority, tmp_path) as intake:
        found = await look(intake.address, other)
    assert found["certificate intake"].state == "wrong"
    assert "issuer" in found["certificate intake"].detail


async def test_the_certificate_of_nats_is_behind_its_greeting(authority, trusted, tmp_path):
    pair, port = issue(authority, tmp_path, 90), free_port()
    command = [str(find_binary()), "-a", "127.0.0.1", "-p", str(port), "--tls"]
    command += ["--tlscert", str(pair[0]), "--tlskey", str(pair[1])]
    process = await asyncio.create_subprocess_exec(*command, stderr=subprocess.DEVNULL)
    try:

        async def valid() -> bool:
            result = await certificate.check("nats", f"127.0.0.1:{port}", trusted, greets=True)
            assert result.state == "ok", result
            return True

        await assert_eventually(valid)
    finally:
        process.kill()
        await process.wait()


@pytest.mark.parametrize("text", ["intake", "intake=", "intake=host", "intake=host:x", "=a:1"])
def test_targets_that_are_none(text):
    with pytest.raises(ValueError, match="NAME=HOST:PORT"):
        deployment.read_targets(text)


def test_targets():
    assert deployment.read_targets("intake=intake:7700, matching=m:1,") == {
        "intake": "intake:7700",
        "matching": "m:1",
    }
