"""E-mail against a real SMTP server: what arrives, TLS, logging in, and every failure."""

from __future__ import annotations

import pytest
from selaras.alerting.channels.email.channel import EmailChannel
from selaras.alerting.channels.email.settings import EmailSettings

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
from tests.support.deliveries import OTHER, OWN
from tests.support.smtp import GreetingServer, SmtpUnderTest

TO = "humas@dinkes.go.id"
PASSWORD = "hidden-password"

# The answer to a command, and what the e-mail channel makes of it.
FAILURES = [
    Failure("RCPT answered 550", {"RCPT": "550 5.1.1 no such user"}, GIVEN_UP, "SMTP_REFUSED"),
    Failure("RCPT answered 450", {"RCPT": "450 4.2.1 greylisted"}, AGAIN, "SMTP_DEFERRED"),
    Failure("RCPT answered 421", {"RCPT": "421 closing"}, ALL_WAIT, "SMTP_DEFERRED"),
    Failure("MAIL answered 451", {"MAIL": "451 try later"}, ALL_WAIT, "SMTP_UNAVAILABLE"),
    Failure(
        "MAIL answered 553: the sender is refused",
        {"MAIL": "553 5.7.1 not yours"},
        ALL_WAIT,
        "SMTP_SENDER_REFUSED",
    ),
    Failure("MAIL answered 552: too large", {"MAIL": "552 too large"}, GIVEN_UP, "SMTP_REFUSED"),
    Failure("the content answered 554", {"DATA": "554 spam"}, GIVEN_UP, "SMTP_REFUSED"),
    Failure("the content answered 451", {"DATA": "451 try later"}, AGAIN, "SMTP_DEFERRED"),
    Failure(
        "no answer in time", {"DATA": SmtpUnderTest.HANG}, ALL_WAIT, "TIMED_OUT", uncertain=True
    ),
    Failure(
        "the connection closes after the content",
        {"DATA": SmtpUnderTest.CLOSE},
        ALL_WAIT,
        "SMTP_DISCONNECTED",
        uncertain=True,
    ),
    Failure(
        "the connection closes earlier",
        {"RCPT": SmtpUnderTest.CLOSE},
        ALL_WAIT,
        "SMTP_DISCONNECTED",
        uncertain=True,
    ),
]
NO_SERVER = Failure("nobody listens", None, ALL_WAIT, "SMTP_UNREACHABLE")
GREETING = Failure("greeted with 421 or 554", None, ALL_WAIT, "SMTP_UNAVAILABLE")
NO_STARTTLS = Failure("the server knows no STARTTLS", None, ALL_WAIT, "SMTP_UNSUPPORTED")
BAD_TLS = Failure(
    "the certificate is not trusted, or for another name", None, ALL_WAIT, "SMTP_TLS_FAILED"
)
BAD_LOGIN = Failure("user or password is wrong", None, ALL_WAIT, "SMTP_LOGIN_REFUSED")
NO_ADDRESS = Failure("the address is no e-mail address", None, GIVEN_UP, "ADDRESS_INVALID")
ELSEWHERE = [NO_SERVER, GREETING, NO_STARTTLS, BAD_TLS, BAD_LOGIN, NO_ADDRESS]


def settings(port: int, **values) -> EmailSettings:
    values = {"security": "none", "sender": "Selaras <selaras@example.go.id>", **values}
    return EmailSettings(host="127.0.0.1", port=port, **values)


async def send(port: int, to: str = TO, limit: float = PATIENT, title: str = "Judul", **values):
    channel = EmailChannel(settings(port, **values))
    return await try_channel(channel, to, limit=limit, title=title)


async def test_an_alert_arrives(smtp: SmtpUnderTest):
    assert await send(smtp.port) is None
    (envelope,) = smtp.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("selaras@example.go.id", [TO])
    (message,) = smtp.messages
    assert message["To"] == TO
    for kind in ("plain", "html"):
        content = message.get_body((kind,)).get_content()
        assert OWN in content
        assert OTHER in content


async def test_a_repeated_one_has_the_same_message_id(smtp: SmtpUnderTest):
    await send(smtp.port)
    await send(smtp.port)
    first, second = smtp.messages
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_long_line_and_a_dot_arrive_as_they_are(smtp: SmtpUnderTest):
    title = ".\n" + "é" * 400
    assert await send(smtp.port, title=title) is None
    assert smtp.messages[0]["Subject"].startswith("[Selaras] . éé")


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.what)
async def test_failures_of_a_server(smtp: SmtpUnderTest, failure: Failure):
    smtp.answers = failure.does
    assert_outcome(failure, await send(smtp.port, limit=failure.limit))


async def test_what_a_server_says_of_the_content_is_not_told(smtp: SmtpUnderTest):
    smtp.answers = {"DATA": f"554 blocked for: {OWN}"}
    error = await send(smtp.port)
    assert error is not None
    assert error.detail == "554 after the content"
    smtp.answers = {"RCPT": "550 5.1.1 no such user"}
    error = await send(smtp.port)
    assert error is not None
    assert error.detail == "550 5.1.1 no such user"


async def test_nobody_listens(smtp: SmtpUnderTest):
    await smtp.stop()
    assert_outcome(NO_SERVER, await send(smtp.port))


@pytest.mark.parametrize("greeting", [b"421 too busy\r\n", b"554 go away\r\n"])
async def test_a_server_that_does_not_want_to(greeting):
    server = GreetingServer(greeting)
    await server.start()
    assert_outcome(GREETING, await send(server.port))
    await server.stop()


@pytest.mark.parametrize("greeting", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
async def test_a_server_that_is_no_mail_server(greeting):
    server = GreetingServer(greeting)
    await server.start()
    error = await send(server.port)
    assert error is not None
    assert error.reason in {"SMTP_UNREACHABLE", "SMTP_DISCONNECTED", "SMTP_UNAVAILABLE"}
    await server.stop()


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_it_is_encrypted(authority, security):
    server = SmtpUnderTest(authority.context("127.0.0.1"), tls=security == "tls")
    await server.start()
    assert await send(server.port, security=security, tls_ca=authority.path) is None
    assert server.encrypted == [True]
    await server.stop()


async def test_nothing_is_sent_in_the_clear_where_starttls_is_missing(smtp: SmtpUnderTest):
    assert_outcome(NO_STARTTLS, await send(smtp.port, security="starttls"))
    assert smtp.received == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(("name", "trusted"), [("other.test", True), ("127.0.0.1", False)])
async def test_a_certificate_that_is_wrong(authority, security, name, trusted):
    server = SmtpUnderTest(authority.context(name), tls=security == "tls")
    await server.start()
    ca = authority.path if trusted else None
    assert_outcome(BAD_TLS, await send(server.port, security=security, tls_ca=ca))
    assert server.received == []
    await server.stop()


async def test_it_logs_in(authority):
    server = SmtpUnderTest(authority.context("127.0.0.1"), password=PASSWORD)
    await server.start()
    values = {"security": "starttls", "tls_ca": authority.path, "user": "selaras"}
    assert await send(server.port, password=PASSWORD, **values) is None
    error = await send(server.port, password="wrong-hidden", **values)
    assert_outcome(BAD_LOGIN, error)
    assert "hidden" not in f"{error} {error.detail}"
    assert len(server.received) == 1
    await server.stop()


@pytest.mark.parametrize("address", ["", "x", "a@x.go.id\r\nRCPT TO:<b@x.go.id>"])
async def test_what_is_no_address(smtp: SmtpUnderTest, address):
    assert_outcome(NO_ADDRESS, await send(smtp.port, address))
    assert smtp.received == []


def test_the_table_in_the_docs_is_this_one():
    assert_documented("E-mail", [*FAILURES, *ELSEWHERE])
