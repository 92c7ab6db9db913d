"""deploy/proxy/haproxy.cfg sends calls where they belong, and keeps out what does not."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
import urllib.error
import urllib.request
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc
import pytest

from tests.support.eventually import assert_eventually
from tests.support.proxy import ROOT, Proxy, make_certificates

HEADER = "x-selaras-certificate-agency"
PUBLIC = {
    "grpc.health.v1.Health": "intake",
    "selaras.api.v1.DraftService": "intake",
    "selaras.api.v1.DirectoryService": "intake",
    "selaras.api.v1.ErasureService": "intake",
    "selaras.api.v1.AccountService": "intake",
    "selaras.api.v1.CoverageService": "intake",
    "selaras.api.v1.FindingService": "matching",
    "selaras.api.v1.CaseService": "matching",
    "selaras.api.v1.MessageService": "matching",
    "selaras.api.v1.AuditService": "matching",
    "selaras.api.v1.AuthorityService": "matching",
    "selaras.api.v1.CalendarService": "matching",
    "selaras.api.v1.ReportService": "matching",
    "selaras.api.v1.AlertService": "alerting",
}
INSIDE = {
    "selaras.internal.v1.IndexService": "matching",
    "selaras.internal.v1.CalibrationService": "matching",
    "selaras.internal.v1.SignInService": "intake",
}
NOWHERE = [
    "selaras.internal.v1.AccessService",
    "selaras.internal.v1.CheckService",
    "selaras.internal.v1.InferenceService",
    "grpc.reflection.v1alpha.ServerReflection",
    "selaras.api.v1.DraftServiceX",
]


class _Echo(grpc.GenericRpcHandler):
    """Answers each call with its service's name and what it saw of the caller's certificate."""

    def __init__(self, name: str, gate: asyncio.Event) -> None:
        self._name = name
        self._gate = gate

    def service(self, details: grpc.HandlerCallDetails) -> Any:
        seen = [value for key, value in details.invocation_metadata if key == HEADER]

        async def unary(request: bytes, _context: Any) -> bytes:
            return f"{self._name} {seen} {len(request)}".encode()

        async def stream(_request: bytes, _context: Any) -> AsyncIterator[bytes]:
            yield b"first"
            await self._gate.wait()
            yield b"last"

        if "/Watch" in details.method:
            return grpc.unary_stream_rpc_method_handler(stream)
        return grpc.unary_unary_rpc_method_handler(unary)


class Fleet:
    """Three servers with the certificates of the services."""

    def __init__(self, tls: Path) -> None:
        self.tls = tls
        self.gate = asyncio.Event()
        self.ports: dict[str, int] = {}
        self.servers: dict[str, grpc.aio.Server] = {}

    async def start(self, name: str, certificate_of: str = "") -> None:
        server = grpc.aio.server()
        server.add_generic_rpc_handlers((_Echo(name, self.gate),))
        own = self.tls / (certificate_of or name)
        pair = ((own / "key.pem").read_bytes(), (own / "cert.pem").read_bytes())
        credentials = grpc.ssl_server_credentials([pair])
        self.ports[name] = server.add_secure_port("127.0.0.1:0", credentials)
        await server.start()
        self.servers[name] = server


@pytest.fixture(scope="module")
def tls(tmp_path_factory) -> Path:
    return make_certificates(tmp_path_factory.mktemp("deployment"))


@pytest.fixture
async def fleet(tls) -> AsyncIterator[Fleet]:
    fleet = Fleet(tls)
    for name in ("intake", "matching", "alerting"):
        await fleet.start(name)
    yield fleet
    fleet.gate.set()
    for server in fleet.servers.values():
        await server.stop(0)


@pytest.fixture
async def start(fleet, tmp_path) -> AsyncIterator[Callable[..., Awaitable[Proxy]]]:
    started: list[Proxy] = []

    async def run(replace: dict[str, str] | None = None, **settings: str) -> Proxy:
        proxy = Proxy(tmp_path, fleet.tls, fleet.ports, replace, **settings)
        started.append(proxy)
        await proxy.start()
        return proxy

    yield run
    for proxy in started:
        proxy.stop()


async def ask(
    channel: grpc.aio.Channel,
    service: str = "selaras.api.v1.DraftService",
    metadata: tuple[tuple[str, str], ...] = (),
    request: bytes = b"",
) -> str:
    call = channel.unary_unary(f"/{service}/Do")
    answer = await call(request, metadata=metadata, timeout=10)
    return str(answer.decode())


def test_every_service_of_the_api_has_a_way():
    protos = (ROOT / "protos" / "selaras" / "api" / "v1").glob("*.proto")
    found = (re.findall(r"^service (\w+)", proto.read_text(), re.MULTILINE) for proto in protos)
    named = {f"selaras.api.v1.{name}" for names in found for name in names}
    assert named == {name for name in PUBLIC if name.startswith("selaras.")}


@pytest.mark.parametrize("certificates", ["off", "optional", "required"])
@pytest.mark.parametrize("nodes", ["1", "3"])
def test_haproxy_has_nothing_to_say_against_the_configuration(tls, tmp_path, certificates, nodes):
    proxy = Proxy(
        tmp_path, tls, {}, SELARAS_CLIENT_CERTIFICATES=certificates, SELARAS_NATS_NODES=nodes
    )
    checked = proxy.check()
    assert checked.returncode == 0, checked.stderr
    assert "WARNING" not in checked.stderr


async def test_each_service_is_reached_through_one_address(start):
    proxy = await start()
    async with proxy.channel() as channel, proxy.channel(7710) as inside:
        for service, home in PUBLIC.items():
            assert await ask(channel, service) == f"{home} [] 0"
            assert await ask(inside, service) == f"{home} [] 0"
        for service, home in INSIDE.items():
            assert await ask(inside, service) == f"{home} [] 0"


@pytest.mark.parametrize(
    ("port", "services"), [(7700, [*NOWHERE, *INSIDE]), (7710, NOWHERE)], ids=["outside", "inside"]
)
async def test_what_is_not_named_does_not_exist(start, port, services):
    proxy = await start()
    async with proxy.channel(port) as channel:
        for service in services:
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await ask(channel, service)
            assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_a_large_call_passes_whole(start):
    proxy = await start()
    async with proxy.channel() as channel:
        assert await ask(channel, request=b"x" * 3_000_000) == "intake [] 3000000"


@pytest.mark.parametrize("mode", ["off", "optional", "required"])
@pytest.mark.parametrize("port", [7700, 7710])
async def test_a_client_cannot_say_itself_whose_certificate_it_has(start, mode, port):
    proxy = await start(SELARAS_CLIENT_CERTIFICATES=mode)
    forged = ((HEADER, "dinkes-b"), (HEADER, "dinkes-c"))
    shown = "dinkes-a" if mode == "required" and port == 7700 else ""
    async with proxy.channel(port, certificate_of=shown) as channel:
        seen = [shown] if shown else []
        assert await ask(channel, metadata=forged) == f"intake {seen} 0"


async def test_the_name_in_a_client_certificate_reaches_the_service(start):
    proxy = await start(SELARAS_CLIENT_CERTIFICATES="optional")
    async with proxy.channel(certificate_of="dinkes-a") as channel:
        assert await ask(channel) == "intake ['dinkes-a'] 0"
    async with proxy.channel() as channel:
        assert await ask(channel) == "intake [] 0"


async def test_without_a_certificate_nobody_comes_in_where_one_is_required(start):
    proxy = await start(SELARAS_CLIENT_CERTIFICATES="required")
    async with proxy.channel() as channel:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await ask(channel)
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_a_service_with_the_certificate_of_another_gets_no_calls(start, fleet):
    await fleet.servers["alerting"].stop(0)
    await fleet.start("alerting", certificate_of="intake")
    proxy = await start()
    async with proxy.channel() as channel:
        assert await ask(channel) == "intake [] 0"
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await ask(channel, "selaras.api.v1.AlertService")
    assert refused.value.code() is grpc.StatusCode.UNAVAILABLE
    assert refused.value.details() == "alerting does not answer"


async def test_a_stream_is_quiet_for_longer_than_calls_may_take(start, fleet):
    proxy = await start(
        {"timeout client 90s": "timeout client 500ms", "timeout server 90s": "timeout server 500ms"}
    )
    async with proxy.channel() as channel:
        # The second shows that the limits hold, for a stream that is not known to be quiet.
        short = channel.unary_stream("/selaras.api.v1.AlertService/WatchNothing")(b"", timeout=20)
        watched = channel.unary_stream("/selaras.api.v1.CaseService/WatchCases")(b"", timeout=20)
        assert await watched.read() == b"first"
        assert await short.read() == b"first"
        with pytest.raises(grpc.aio.AioRpcError):
            await short.read()
        assert not watched.done()
        fleet.gate.set()
        assert await watched.read() == b"last"


async def test_one_source_may_not_ask_without_end(start):
    proxy = await start(SELARAS_PROXY_REQUESTS="20")
    async with proxy.channel() as channel:
        answers = [await asyncio.gather(ask(channel), return_exceptions=True) for _ in range(30)]
    refused = [answer[0] for answer in answers if isinstance(answer[0], grpc.aio.AioRpcError)]
    assert 0 < len(refused) <= 10
    assert {error.code() for error in refused} == {grpc.StatusCode.RESOURCE_EXHAUSTED}


async def test_one_source_may_not_hold_all_connections(start):
    proxy = await start(SELARAS_PROXY_CONNECTIONS="5")
    writers: list[asyncio.StreamWriter] = []

    async def stays() -> bool:
        """Whether it is still open when an answer to its greeting would long be there."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", proxy.ports[7700])
            writers.append(writer)
            await asyncio.wait_for(reader.read(1), 0.5)
        except TimeoutError:
            return True
        except ConnectionResetError:
            pass
        return False

    assert [await stays() for _ in range(7)] == [True] * 5 + [False] * 2
    for writer in writers:
        writer.close()


async def test_a_client_that_dawdles_takes_no_place_at_a_service(start, fleet):
    proxy = await start({"timeout http-request 10s": "timeout http-request 500ms"})
    trust = ssl.create_default_context(cafile=str(fleet.tls / "ca.pem"))
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", proxy.ports[7700], ssl=trust, server_hostname="localhost"
    )
    writer.write(b"POST /selaras.api.v1.DraftService/Do HTTP/1.1\r\nhost: x\r\n")
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 408")
    writer.close()


async def test_nothing_speaks_plaintext_or_an_old_tls(start, fleet):
    proxy = await start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{proxy.ports[7700]}") as channel:
        with pytest.raises(grpc.aio.AioRpcError):
            await ask(channel)
    old = ssl.create_default_context(cafile=str(fleet.tls / "ca.pem"))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await asyncio.open_connection(
            "127.0.0.1", proxy.ports[7700], ssl=old, server_hostname="localhost"
        )


async def test_the_log_has_the_call_and_no_header(start):
    proxy = await start()
    async with proxy.channel() as channel:
        await ask(channel, metadata=(("authorization", "Bearer sls_secret"),))

    async def logged() -> bool:
        assert proxy.log
        entry = json.loads(proxy.log.splitlines()[-1])
        assert entry["path"] == "/selaras.api.v1.DraftService/Do"
        assert entry["server"] == "intake/intake-1"
        return True

    await assert_eventually(logged)
    assert "sls_secret" not in proxy.log


async def test_prometheus_and_the_health_check_are_answered_and_nothing_else(start):
    proxy = await start()
    address = f"http://127.0.0.1:{proxy.ports[8405]}"

    def fetch(path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(address + path, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    assert (await asyncio.to_thread(fetch, "/health"))[0] == 200
    status, text = await asyncio.to_thread(fetch, "/metrics")
    assert status == 200
    assert "haproxy_backend_up" in text or "haproxy_backend_status" in text
    assert (await asyncio.to_thread(fetch, "/"))[0] == 404
