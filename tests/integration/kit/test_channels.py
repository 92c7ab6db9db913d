"""Calls between services are spread over the replicas of a name, and go on when one ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from selaras.kit.channels import internal_channel
from selaras.kit.settings import InternalSettings

from tests.support.eventually import assert_eventually
from tests.support.grpc import INTERNAL_TOKEN


class _Named(grpc.GenericRpcHandler):
    """Answers each call with its own name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def service(self, _details: grpc.HandlerCallDetails) -> Any:
        async def answer(_request: bytes, _context: Any) -> bytes:
            return self._name.encode()

        return grpc.unary_unary_rpc_method_handler(answer)


@pytest.fixture
async def replicas() -> AsyncIterator[dict[str, tuple[grpc.aio.Server, int]]]:
    running = {}
    for name in ("one", "two"):
        server = grpc.aio.server()
        server.add_generic_rpc_handlers((_Named(name),))
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        running[name] = (server, port)
    yield running
    for server, _ in running.values():
        await server.stop(0)


async def test_replicas_take_turns_and_one_takes_all_when_it_is_alone(replicas):
    # What a DNS name with two addresses becomes.
    target = "ipv4:" + ",".join(f"127.0.0.1:{port}" for _, port in replicas.values())
    settings = InternalSettings(token=INTERNAL_TOKEN)
    async with internal_channel(target, settings) as channel:
        call = channel.unary_unary("/selaras.Anything/Do")

        async def both() -> bool:
            answers = [await call(b"", wait_for_ready=True, timeout=10) for _ in range(20)]
            return Counter(answers) == {b"one": 10, b"two": 10}

        await assert_eventually(both)
        await replicas["one"][0].stop(0)

        async def alone() -> bool:
            try:
                return {await call(b"", timeout=5) for _ in range(10)} == {b"two"}
            except grpc.aio.AioRpcError:
                return False

        assert await assert_eventually(alone)
