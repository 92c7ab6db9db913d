"""Intake as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import grpc
import pytest
from selaras.api.v1 import directory_pb2, directory_pb2_grpc
from selaras.intake.settings import IntakeSettings
from selaras.kit.nats_server import free_port

from tests.support.eventually import assert_eventually
from tests.support.grpc import INTERNAL_TOKEN
from tests.support.intake import ADMIN_KEY, sqlite_url


def environment(tmp_path, nats_server, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "SELARAS_INTAKE_DATABASE_URL": sqlite_url(tmp_path / "data"),
        "SELARAS_INTAKE_ADMIN_KEY": ADMIN_KEY,
        "SELARAS_INTERNAL_TOKEN": INTERNAL_TOKEN,
        "SELARAS_NATS_URL": nats_server.url,
        "SELARAS_GRPC_PORT": str(port),
    }


async def test_it_starts_serves_and_stops_in_order(tmp_path, nats_server):
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "selaras.intake",
        env=environment(tmp_path, nats_server, port),
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            listed = await until_it_serves(directory_pb2_grpc.DirectoryServiceStub(channel))
        assert list(listed.agencies) == []
        process.send_signal(signal.SIGTERM)
        assert process.stderr
        log = (await asyncio.wait_for(process.stderr.read(), 30)).decode()
        await assert_eventually(lambda: process.returncode is not None)
        assert process.returncode == 0, log
        assert "stopped" in log
        assert ADMIN_KEY not in log
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until_it_serves(stub) -> directory_pb2.ListAgenciesResponse:
    """The first answer: it listens while the tables are being made, and says UNAVAILABLE."""
    metadata = (("authorization", f"Bearer {ADMIN_KEY}"),)

    async def ask() -> directory_pb2.ListAgenciesResponse | None:
        request = directory_pb2.ListAgenciesRequest()
        call = stub.ListAgencies(request, metadata=metadata, wait_for_ready=True, timeout=60)
        try:
            return await call
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
            return None

    return await assert_eventually(ask, timeout=60)


def test_there_is_no_default_and_no_short_admin_key(monkeypatch):
    monkeypatch.delenv("SELARAS_INTAKE_ADMIN_KEY", raising=False)
    with pytest.raises(ValueError, match="SELARAS_INTAKE_ADMIN_KEY"):
        IntakeSettings()  # type: ignore[call-arg]
    monkeypatch.setenv("SELARAS_INTAKE_ADMIN_KEY", "kunci-admin-7f3a-9b21-x")
    with pytest.raises(ValueError, match="SELARAS_INTAKE_ADMIN_KEY"):
        IntakeSettings()  # type: ignore[call-arg]
    monkeypatch.setenv("SELARAS_INTAKE_ADMIN_KEY", "kunci-admin-7f3a-9b21-xy")
    assert "kunci" not in repr(IntakeSettings())  # type: ignore[call-arg]
