"""WhatsApp against a server that answers as the Cloud API does."""

from __future__ import annotations

import pytest
from selaras.alerting.channels.http import HttpClient
from selaras.alerting.channels.whatsapp.channel import WhatsappChannel
from selaras.alerting.channels.whatsapp.settings import WhatsappSettings
from selaras.kit.clock import FakeClock

from tests.integration.alerting.channels.failures import (
    AGAIN,
    ALL_WAIT,
    GIVEN_UP,
    Failure,
    assert_documented,
    assert_outcome,
    try_channel,
)
from tests.support.http_server import HttpUnderTest, answer, close, hang


def refusal(code: int, status: int = 400):
    return answer(status, {"error": {"code": code, "message": "(#1) hidden words", "type": "X"}})


def code(what: str, number: int, outcome: str, status: int = 400) -> Failure:
    return Failure(f"{what} ({number})", refusal(number, status), outcome, f"WHATSAPP_{number}")


FAILURES = [
    code("rate of the number", 130429, ALL_WAIT),
    code("rate of the account", 80007, ALL_WAIT),
    code("rate of the app", 4, ALL_WAIT),
    code("restricted for spam", 131048, ALL_WAIT),
    code("too many to this one person", 131056, AGAIN),
    code("trouble at Meta", 131000, ALL_WAIT, 500),
    code("trouble at Meta", 131016, ALL_WAIT, 503),
    code("access token expired or wrong", 190, ALL_WAIT, 401),
    code("permission missing", 10, ALL_WAIT, 403),
    code("payment missing", 131042, ALL_WAIT),
    code("account locked", 131031, ALL_WAIT, 403),
    code("number not registered", 133010, ALL_WAIT),
    code("not on WhatsApp, or cannot be reached", 131026, GIVEN_UP),
    code("not among the test numbers", 131030, GIVEN_UP),
    code("wrong parameter", 100, GIVEN_UP),
    code("number of template values", 132000, GIVEN_UP),
    code("no such template or language", 132001, GIVEN_UP, 404),
    code("template paused", 132015, GIVEN_UP),
    Failure("an unknown code with 400", refusal(999), GIVEN_UP, "HTTP_400"),
    Failure("an unknown code with 500", refusal(999, 500), ALL_WAIT, "HTTP_500"),
    Failure("401 or 403 without a code", answer(401), ALL_WAIT, "HTTP_401"),
    Failure("status 429 without a code", answer(429, Retry_After="9"), AGAIN, "HTTP_429", 9),
    Failure("no answer in time", hang, ALL_WAIT, "TIMED_OUT", uncertain=True),
    Failure(
        "the connection closes without an answer",
        close,
        ALL_WAIT,
        "CONNECTION_LOST",
        uncertain=True,
    ),
]
NO_NUMBER = Failure("the address is no phone number", None, GIVEN_UP, "ADDRESS_INVALID")


async def send(http: HttpUnderTest, number: str = "+6281234567890", **values):
    settings = WhatsappSettings(
        phone_number_id="1055",
        base_url=http.url,
        version="v23.0",
        button_prefix="https://konsol.example.go.id/",
    )
    channel = WhatsappChannel(settings, "hidden-token", HttpClient(FakeClock()))
    return await try_channel(channel, number, **values)


async def test_a_template_message_arrives(http: HttpUnderTest):
    http.behaviour = answer(200, {"messages": [{"id": "wamid.x"}]})
    assert await send(http) is None
    (request,) = http.requests
    assert request.path == "/v23.0/1055/messages"
    assert request.headers["authorization"] == "Bearer hidden-token"
    body = request.json()
    assert (body["to"], body["type"]) == ("6281234567890", "template")
    assert body["biz_opaque_callback_data"] == "a" * 32
    template = body["template"]
    assert (template["name"], template["language"]["code"]) == ("selaras_kasus", "id")
    assert [part["type"] for part in template["components"]] == ["body", "button", "button"]
    assert "Vaksinasi" not in str(body)  # no text of a draft


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.what)
async def test_failures(http: HttpUnderTest, failure: Failure):
    http.behaviour = failure.does
    error = await send(http, limit=failure.limit)
    assert_outcome(failure, error)
    assert "hidden" not in f"{error} {error.detail}"


@pytest.mark.parametrize("number", ["", "0812345678", "+62 812", "abc", "+1", "+" + "1" * 16])
async def test_what_is_no_number(http: HttpUnderTest, number):
    assert_outcome(NO_NUMBER, await send(http, number))
    assert http.requests == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'{"error": 3}', b'{"error": {"code": "x"}}', b"\xff"]
)
async def test_an_answer_that_is_nothing_known(http: HttpUnderTest, body):
    http.behaviour = answer(500, body)
    error = await send(http)
    assert error is not None
    assert error.reason == "HTTP_500"


def test_the_table_in_the_docs_is_this_one():
    assert_documented("WhatsApp", [*FAILURES, NO_NUMBER])
