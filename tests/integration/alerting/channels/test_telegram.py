"""Telegram against a server that answers as its bot API does."""

from __future__ import annotations

import pytest
from selaras.alerting.channels.http import HttpClient
from selaras.alerting.channels.telegram.channel import TelegramChannel
from selaras.kit.clock import FakeClock

from tests.integration.alerting.channels.failures import (
    ALL_WAIT,
    GIVEN_UP,
    Failure,
    assert_documented,
    assert_outcome,
    try_channel,
)
from tests.support.http_server import HttpUnderTest, answer, close, half_a_body, hang

TOKEN = "123456:hidden-token"


def refusal(status: int, description: str, **parameters):
    body = {"ok": False, "error_code": status, "description": description}
    return answer(status, {**body, "parameters": parameters} if parameters else body)


FAILURES = [
    Failure(
        "too many messages: 429 with `retry_after`",
        refusal(429, "Too Many Requests: retry after 35", retry_after=35),
        ALL_WAIT,
        "HTTP_429",
        35,
    ),
    Failure(
        "the bot's token is wrong: 401 or 404",
        refusal(401, "Unauthorized"),
        ALL_WAIT,
        "TELEGRAM_TOKEN_REFUSED",
    ),
    Failure(
        "the bot's token is wrong: 401 or 404",
        refusal(404, "Not Found"),
        ALL_WAIT,
        "TELEGRAM_TOKEN_REFUSED",
    ),
    Failure(
        "the owner blocked the bot, or it was removed: 403",
        refusal(403, "Forbidden: bot was blocked by the user"),
        GIVEN_UP,
        "TELEGRAM_BLOCKED",
    ),
    Failure(
        "there is no such chat",
        refusal(400, "Bad Request: chat not found"),
        GIVEN_UP,
        "TELEGRAM_CHAT_NOT_FOUND",
    ),
    Failure(
        "the group became a supergroup",
        refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001),
        GIVEN_UP,
        "TELEGRAM_CHAT_MOVED",
    ),
    Failure(
        "any other 400", refusal(400, "Bad Request: can't parse entities"), GIVEN_UP, "HTTP_400"
    ),
    Failure("status 500, 502 and so on", answer(502, b"<html>"), ALL_WAIT, "HTTP_502"),
    Failure("no answer in time", hang, ALL_WAIT, "TIMED_OUT", uncertain=True),
    Failure(
        "the connection closes without an answer",
        close,
        ALL_WAIT,
        "CONNECTION_LOST",
        uncertain=True,
    ),
]
NO_CHAT = Failure("the address is no chat id", None, GIVEN_UP, "ADDRESS_INVALID")
NO_SERVER = Failure("nobody listens", None, ALL_WAIT, "CONNECTION_FAILED")


async def send(http: HttpUnderTest, chat: str = "-100123", **values):
    channel = TelegramChannel(TOKEN, http.url, HttpClient(FakeClock()))
    return await try_channel(channel, chat, **values)


async def test_a_message_arrives(http: HttpUnderTest):
    http.behaviour = answer(200, {"ok": True, "result": {}})
    assert await send(http) is None
    (request,) = http.requests
    assert request.path == f"/bot{TOKEN}/sendMessage"
    body = request.json()
    assert (body["chat_id"], body["parse_mode"]) == ("-100123", "HTML")
    assert body["text"].endswith("pemberitahuan aaaaaaaa")
    assert len(body["reply_markup"]["inline_keyboard"][0]) == 2


async def test_a_channel_by_its_name(http: HttpUnderTest):
    assert await send(http, "@humas_tasik") is None


async def test_half_an_answer_to_what_was_taken_is_enough(http: HttpUnderTest):
    http.behaviour = half_a_body(200)
    assert await send(http) is None


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.reason)
async def test_failures(http: HttpUnderTest, failure: Failure):
    http.behaviour = failure.does
    error = await send(http, limit=failure.limit)
    assert_outcome(failure, error)
    assert "hidden" not in f"{error} {error.detail}"


@pytest.mark.parametrize("chat", ["", "x", "12a", "@", "-", "1" * 30, "1\n2"])
async def test_what_is_no_chat(http: HttpUnderTest, chat):
    assert_outcome(NO_CHAT, await send(http, chat))
    assert http.requests == []


async def test_nobody_listens(http: HttpUnderTest):
    await http.stop()
    error = await send(http)
    assert_outcome(NO_SERVER, error)
    assert "hidden" not in f"{error} {error.detail}"


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b'{"parameters": 3}', b"\xff"])
async def test_an_answer_that_is_nothing_known(http: HttpUnderTest, body):
    http.behaviour = answer(429, body, Retry_After="7")
    error = await send(http)
    assert error is not None
    assert (error.reason, error.retry_after) == ("HTTP_429", 7)


def test_the_table_in_the_docs_is_this_one():
    assert_documented("Telegram", [*FAILURES, NO_CHAT, NO_SERVER])
