"""deploy/proxy/haproxy.cfg before the console."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
import uvicorn
from selaras.kit.nats_server import free_port
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.support.eventually import assert_eventually
from tests.support.proxy import Proxy, make_certificates

SECRET_PATH = "/calendar/slf_hidden_address.ics"


async def _echo(request: Request) -> Response:
    return JSONResponse({"path": request.url.path, "headers": dict(request.headers)})


async def _live(_request: Request) -> Response:
    async def events() -> AsyncIterator[bytes]:
        yield b"event: first\n\n"
        await asyncio.sleep(1.5)  # longer than the limit that the test sets for other pages
        yield b"event: last\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


PAGES = Starlette(
    routes=[Route("/cases/live", _live), Route("/other/live", _live), Route("/{rest:path}", _echo)]
)


@pytest.fixture(scope="module")
def tls(tmp_path_factory) -> Path:
    return make_certificates(tmp_path_factory.mktemp("deployment"))


@pytest.fixture
async def console(tls) -> AsyncIterator[int]:
    """A server with the certificate of the console."""
    port = free_port()
    own = tls / "console"
    config = uvicorn.Config(
        PAGES,
        port=port,
        ssl_certfile=own / "cert.pem",
        ssl_keyfile=own / "key.pem",
        log_config=None,
        proxy_headers=False,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await assert_eventually(started)
    yield port
    server.should_exit = True
    await task


@pytest.fixture
async def start(tls, console, tmp_path) -> AsyncIterator[Callable[..., Awaitable[Proxy]]]:
    running: list[Proxy] = []

    async def run(replace: dict[str, str] | None = None, **settings: str) -> Proxy:
        proxy = Proxy(tmp_path, tls, {"console": console}, replace, **settings)
        running.append(proxy)
        await proxy.start()
        return proxy

    yield run
    for proxy in running:
        proxy.stop()


def browser(proxy: Proxy, tls: Path) -> httpx.AsyncClient:
    trust = ssl.create_default_context(cafile=str(tls / "ca.pem"))
    return httpx.AsyncClient(
        base_url=f"https://localhost:{proxy.ports[8443]}", verify=trust, timeout=10
    )


async def _ready(client: httpx.AsyncClient) -> None:
    """The proxy looks for the console now and then; until it has found it, it answers itself."""

    async def there() -> bool:
        return (await client.get("/ready")).status_code == 200

    await assert_eventually(there, timeout=20, what="the console is found")


async def test_pages_come_through_and_the_console_learns_where_a_visit_comes_from(start, tls):
    proxy = await start()
    async with browser(proxy, tls) as client:
        await _ready(client)
        forged = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "http"}
        seen = (await client.get("/cases", headers=forged)).json()
    assert seen["path"] == "/cases"
    assert seen["headers"]["x-forwarded-for"] == "127.0.0.1"
    assert seen["headers"]["x-forwarded-proto"] == "https"


async def test_live_updates_may_be_quiet_for_longer_than_a_page_may_take(start, tls):
    proxy = await start({"timeout server 60s": "timeout server 700ms"})
    async with browser(proxy, tls) as client:
        await _ready(client)
        assert "last" in (await client.get("/cases/live")).text
        # The limit holds for what is not known to be quiet.
        with pytest.raises(httpx.HTTPError):
            await client.get("/other/live")


async def test_the_log_tells_no_address_of_a_page(start, tls):
    proxy = await start()
    async with browser(proxy, tls) as client:
        await _ready(client)
        await client.get(SECRET_PATH)

    async def logged() -> bool:
        return '"event":"page"' in proxy.log

    await assert_eventually(logged)
    assert "slf_hidden" not in proxy.log


async def test_one_source_may_not_ask_for_pages_without_end(start, tls):
    proxy = await start(SELARAS_PROXY_PAGE_REQUESTS="30")
    async with browser(proxy, tls) as client:
        await _ready(client)
        answers = [(await client.get("/x")).status_code for _ in range(40)]
    assert answers[0] == 200
    assert answers[-1] == 429


async def test_while_the_console_is_away_the_proxy_says_so_in_both_languages(tls, tmp_path):
    proxy = Proxy(tmp_path, tls, {"console": free_port()})
    await proxy.start()
    try:
        async with browser(proxy, tls) as client:
            answer = await client.get("/cases")
    finally:
        proxy.stop()
    assert answer.status_code == 503
    assert "Selaras sedang tidak menjawab" in answer.text
    assert "does not answer" in answer.text
