"""Webhooks against a real server: the signature, the checked address, and every failure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from ipaddress import ip_network

import pytest
from selaras.alerting.channels.webhook.channel import WebhookChannel
from selaras.alerting.channels.webhook.settings import WebhookSettings
from selaras.kit.clock import FakeClock

from tests.integration.alerting.channels.failures import (
    AGAIN,
    ALL_WAIT,
    GIVEN_UP,
    HASTY,
    PATIENT,
    Failure,
    assert_documented,
    assert_outcome,
    try_channel,
)
from tests.support.http_server import (
    HttpUnderTest,
    answer,
    close,
    endless_body,
    garbage,
    half_a_body,
    half_a_head,
    hang,
    slow_body,
)
from tests.support.smtp import GreetingServer

KEY = b"k" * 32
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
LOOPBACK = WebhookSettings(allow_networks=(ip_network("127.0.0.0/8"),))

# What a server answers, and what the webhook channel makes of it.
FAILURES = [
    Failure(
        "status 429, Retry-After in seconds", answer(429, Retry_After="120"), AGAIN, "HTTP_429", 120
    ),
    Failure(
        "status 429, Retry-After as a date",
        answer(429, Retry_After="Mon, 05 Jan 2026 02:05:00 GMT"),
        AGAIN,
        "HTTP_429",
        300,
    ),
    Failure("status 429 without Retry-After", answer(429), AGAIN, "HTTP_429"),
    Failure("status 408", answer(408), AGAIN, "HTTP_408"),
    Failure("status 425", answer(425), AGAIN, "HTTP_425"),
    Failure("status 400", answer(400), GIVEN_UP, "HTTP_400"),
    Failure("status 401", answer(401), GIVEN_UP, "HTTP_401"),
    Failure("status 404", answer(404), GIVEN_UP, "HTTP_404"),
    Failure("status 410", answer(410), GIVEN_UP, "HTTP_410"),
    Failure("status 500", answer(500), ALL_WAIT, "HTTP_500"),
    Failure(
        "status 503, Retry-After in seconds",
        answer(503, Retry_After="60"),
        ALL_WAIT,
        "HTTP_503",
        60,
    ),
    Failure("status 500 and a body without end", endless_body(500), ALL_WAIT, "HTTP_500"),
    Failure("status 500 and a body that never comes", slow_body(500), ALL_WAIT, "HTTP_500"),
    Failure(
        "a redirect, wherever it leads",
        answer(302, Location="http://169.254.169.254/"),
        GIVEN_UP,
        "REDIRECT_NOT_FOLLOWED",
    ),
    Failure("no answer in time", hang, ALL_WAIT, "TIMED_OUT", uncertain=True),
    Failure(
        "the connection closes without an answer",
        close,
        ALL_WAIT,
        "CONNECTION_LOST",
        uncertain=True,
    ),
    Failure("half an answer", half_a_head, ALL_WAIT, "CONNECTION_LOST", uncertain=True),
    Failure("an answer that is no HTTP", garbage, ALL_WAIT, "CONNECTION_LOST", uncertain=True),
]
# Before anything is asked; the tests below hold them.
NO_SERVER = Failure("nobody listens", None, ALL_WAIT, "CONNECTION_FAILED")
NO_NAME = Failure("the host name does not resolve", None, ALL_WAIT, "NAME_NOT_RESOLVED")
BAD_TLS = Failure(
    "the certificate is not trusted, or for another name", None, ALL_WAIT, "TLS_FAILED"
)
PRIVATE = Failure("the host has an address that is not public", None, GIVEN_UP, "ADDRESS_PRIVATE")
NOT_HTTPS = Failure("a public host without https", None, GIVEN_UP, "URL_NOT_HTTPS")
NO_URL = Failure("the address is no URL, or holds credentials", None, GIVEN_UP, "URL_INVALID")
NO_SECRET = Failure("the secret is none", None, GIVEN_UP, "SECRET_INVALID")
ELSEWHERE = [NO_SERVER, NO_NAME, BAD_TLS, PRIVATE, NOT_HTTPS, NO_URL, NO_SECRET]


def channel(settings: WebhookSettings = LOOPBACK, resolve=None) -> WebhookChannel:
    options = {"resolve": resolve} if resolve else {}
    return WebhookChannel(settings, FakeClock(), **options)


async def send(url: str, **values):
    return await try_channel(values.pop("channel", None) or channel(), url, SECRET, **values)


async def test_what_is_received_can_be_verified(http: HttpUnderTest):
    assert await send(f"{http.url}/hook?x=1") is None
    (request,) = http.requests
    assert (request.method, request.path) == ("POST", "/hook?x=1")
    assert request.headers["webhook-id"] == "a" * 32
    assert request.headers["webhook-timestamp"] == str(int(FakeClock().now().timestamp()))
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    content = f"{'a' * 32}.{request.headers['webhook-timestamp']}.".encode() + request.body
    digest = base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{digest}"
    assert request.json()["type"] == "case.alert.v1"


async def test_a_repeated_one_has_the_same_id_and_body(http: HttpUnderTest):
    await send(http.url)
    await send(http.url)
    first, second = http.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
async def test_every_2xx_takes_it(http: HttpUnderTest, status):
    http.behaviour = answer(status)
    assert await send(http.url) is None


@pytest.mark.parametrize("body", [half_a_body(200), slow_body(200), endless_body(200)])
async def test_what_is_taken_is_taken_whatever_the_body_does(http: HttpUnderTest, body):
    http.behaviour = body
    assert await send(http.url) is None


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.what)
async def test_failures_of_a_server(http: HttpUnderTest, failure: Failure):
    http.behaviour = failure.does
    error = await send(http.url, limit=failure.limit)
    assert_outcome(failure, error)
    assert len(http.requests) == 1


async def test_a_body_without_end_costs_little(http: HttpUnderTest):
    http.behaviour = endless_body(500)
    started = time.monotonic()
    await send(http.url, limit=10)
    assert time.monotonic() - started < 5


async def test_nobody_listens(http: HttpUnderTest):
    await http.stop()
    assert_outcome(NO_SERVER, await send(http.url))


async def test_a_name_that_does_not_resolve():
    async def resolve(host, port):
        raise OSError("no such name")

    error = await send("https://cms.example.test", channel=channel(resolve=resolve))
    assert_outcome(NO_NAME, error)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "https://10.0.0.7/", "https://[::1]/", "https://localhost/"]
)
async def test_private_addresses_are_not_reached(url):
    assert_outcome(PRIVATE, await send(url, channel=channel(WebhookSettings())))


async def test_a_name_that_leads_to_a_private_address_is_not_reached(http: HttpUnderTest):
    async def resolve(host, port):
        return ["93.184.216.34", "127.0.0.1"]

    url = f"https://cms.example.test:{http.port}/"
    error = await send(url, channel=channel(WebhookSettings(), resolve))
    assert_outcome(PRIVATE, error)
    assert http.requests == []


async def test_a_redirect_to_a_private_address_is_not_followed(http: HttpUnderTest):
    other = HttpUnderTest()
    await other.start()
    http.behaviour = answer(307, Location=f"{other.url}/secret")
    error = await send(http.url)
    assert error is not None
    assert error.reason == "REDIRECT_NOT_FOLLOWED"
    assert other.requests == []
    await other.stop()


async def test_the_name_is_resolved_once_and_the_connection_goes_where_was_checked(authority):
    """DNS rebinding: a second answer, if it were asked for, would lead elsewhere."""
    server = HttpUnderTest(authority.context("cms.example.test"))
    await server.start()
    asked = []

    async def resolve(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["203.0.113.9"]

    settings = WebhookSettings(allow_networks=(ip_network("127.0.0.0/8"),), tls_ca=authority.path)
    url = f"https://cms.example.test:{server.port}/hook"
    assert await send(url, channel=channel(settings, resolve)) is None
    (request,) = server.requests
    assert asked == ["cms.example.test"]
    assert request.headers["host"] == f"cms.example.test:{server.port}"
    assert request.server_name == "cms.example.test"
    await server.stop()


@pytest.mark.parametrize(("names", "trusted"), [(("other.test",), True), (("127.0.0.1",), False)])
async def test_a_certificate_that_is_wrong(authority, names, trusted):
    server = HttpUnderTest(authority.context(*names))
    await server.start()
    settings = WebhookSettings(
        allow_networks=(ip_network("127.0.0.0/8"),), tls_ca=authority.path if trusted else None
    )
    assert_outcome(BAD_TLS, await send(server.url, channel=channel(settings)))
    assert server.requests == []
    await server.stop()


async def test_a_server_without_tls_where_tls_is_asked():
    server = GreetingServer(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await server.start()
    assert_outcome(BAD_TLS, await send(f"https://127.0.0.1:{server.port}"))
    await server.stop()


async def test_a_public_host_without_https():
    error = await send("http://93.184.216.34/", channel=channel(WebhookSettings()))
    assert_outcome(NOT_HTTPS, error)


@pytest.mark.parametrize("url", ["nothing", "https://a:b@cms.go.id/", "ftp://cms.go.id"])
async def test_what_is_no_url(url):
    assert_outcome(NO_URL, await send(url))


async def test_a_secret_that_is_none(http: HttpUnderTest):
    assert_outcome(NO_SECRET, await try_channel(channel(), http.url, "secret"))
    assert http.requests == []


async def test_no_error_tells_the_url_the_secret_or_what_a_server_wrote(http: HttpUnderTest):
    bodies = [json.dumps({"error": "Vaksinasi"}).encode() * 3]
    for behaviour in (answer(500, bodies[0]), answer(404, bodies[0]), close, hang, garbage):
        http.behaviour = behaviour
        limit = HASTY if behaviour is hang else PATIENT
        error = await send(f"{http.url}/hidden-path?token=hidden", limit=limit)
        assert error is not None
        told = f"{error} {error.detail}"
        for word in ("hidden", "Vaksinasi", SECRET):
            assert word not in told


def test_the_table_in_the_docs_is_this_one():
    assert_documented("Webhook", [*FAILURES, *ELSEWHERE])
