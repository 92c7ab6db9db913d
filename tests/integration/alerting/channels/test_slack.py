"""Slack and Mattermost against a server that answers as theirs do."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from selaras.alerting.channels.slack.channel import SlackChannel
from selaras.alerting.channels.slack.settings import SlackSettings
from selaras.kit.clock import FakeClock

from tests.integration.alerting.channels.failures import (
    AGAIN,
    ALL_WAIT,
    GIVEN_UP,
    PATIENT,
    Failure,
    assert_documented,
    assert_outcome,
    try_channel,
)
from tests.support.http_server import HttpUnderTest, answer, close, hang

LOOPBACK = (ip_network("127.0.0.0/8"),)
FAILURES = [
    Failure(
        "too many messages: 429", answer(429, Retry_After="30"), AGAIN, "HTTP_429", retry_after=30
    ),
    Failure("`invalid_payload`", answer(400, b"invalid_payload"), GIVEN_UP, "HTTP_400"),
    Failure("`action_prohibited`", answer(403, b"action_prohibited"), GIVEN_UP, "HTTP_403"),
    Failure("`no_service`: the webhook was removed", answer(404, b"x"), GIVEN_UP, "HTTP_404"),
    Failure("`channel_is_archived`", answer(410, b"channel_is_archived"), GIVEN_UP, "HTTP_410"),
    Failure("status 500, `rollup_error`", answer(500, b"rollup_error"), ALL_WAIT, "HTTP_500"),
    Failure("a redirect", answer(301, Location="http://127.0.0.1/"), GIVEN_UP, "REDIRECT_NOT_FOLLOWED"),  # noqa: E501
    Failure("no answer in time", hang, ALL_WAIT, "TIMED_OUT", uncertain=True),
    Failure(
        "the connection closes without an answer",
        close,
        ALL_WAIT,
        "CONNECTION_LOST",
        uncertain=True,
    ),
]  # fmt: skip
PRIVATE = Failure("the host has an address that is not public", None, GIVEN_UP, "ADDRESS_PRIVATE")


async def send(url: str, limit: float = PATIENT, **settings):
    settings = {"allow_networks": LOOPBACK, **settings}
    channel = SlackChannel(SlackSettings(**settings), FakeClock())
    return await try_channel(channel, url, limit=limit)


async def test_mattermost_gets_markdown(http: HttpUnderTest):
    http.behaviour = answer(200, b"ok")
    assert await send(f"{http.url}/hooks/hidden") is None
    (request,) = http.requests
    assert request.path == "/hooks/hidden"
    assert list(request.json()) == ["text"]
    assert "pemberitahuan aaaaaaaa" in request.json()["text"]


async def test_slack_gets_blocks(http: HttpUnderTest):
    http.behaviour = answer(200, b"ok")
    assert await send(http.url, dialect="slack") is None
    assert list(http.requests[0].json()) == ["text", "blocks"]


@pytest.mark.parametrize(
    ("host", "is_slack"),
    [
        ("hooks.slack.com", True),
        ("slack.com", True),
        ("hooks.slack-gov.com", True),
        ("notslack.com", False),
        ("slack.com.go.id", False),
        ("mattermost.go.id", False),
    ],
)
async def test_the_dialect_follows_from_the_host(authority, host, is_slack):
    server = HttpUnderTest(authority.context(host))
    await server.start()

    async def resolve(name, port):
        return ["127.0.0.1"]

    settings = SlackSettings(allow_networks=LOOPBACK, tls_ca=authority.path)
    channel = SlackChannel(settings, FakeClock(), resolve)
    assert await try_channel(channel, f"https://{host}:{server.port}/services/x") is None
    assert ("blocks" in server.requests[0].json()) is is_slack
    await server.stop()


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.what)
async def test_failures(http: HttpUnderTest, failure: Failure):
    http.behaviour = failure.does
    error = await send(f"{http.url}/services/hidden", failure.limit)
    assert_outcome(failure, error)
    assert "hidden" not in f"{error} {error.detail}"


async def test_private_addresses_are_not_reached(http: HttpUnderTest):
    error = await send(f"{http.url}/services/hidden", allow_networks=())
    assert_outcome(PRIVATE, error)
    assert "hidden" not in f"{error} {error.detail}"
    assert http.requests == []


def test_the_table_in_the_docs_is_this_one():
    assert_documented("Slack and Mattermost", [*FAILURES, PRIVATE])
