"""An SMTP server that a test starts, and that refuses whatever it is told to."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class SmtpUnderTest:
    """A server on a free port of loopback.

    ``answers`` has the answer to a command by its name (``MAIL``, ``RCPT``, ``DATA``), for example
    ``550 no such user``; HANG and CLOSE are answers too. ``DATA`` is asked after the content, which
    is kept in ``received`` whatever the answer.
    """

    HANG = "HANG"
    CLOSE = "CLOSE"

    certificate: ssl.SSLContext | None = None
    tls: bool = False
    password: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    received: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    port: int = 0

    async def start(self) -> None:
        self._stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        context = self.certificate if self.tls else None
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._stopped.set()
        self._server.close()
        await asyncio.sleep(0)

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        return [message_from_bytes(item.content, policy=default) for item in self.received]  # type: ignore[misc,arg-type]

    def _protocol(self) -> SMTP:
        options: dict[str, Any] = {"auth_required": True} if self.password else {}
        return SMTP(
            self,
            hostname="mail.example.test",
            tls_context=None if self.tls else self.certificate,
            authenticator=self._authenticate if self.password else None,
            auth_require_tls=not self.tls,
            enable_SMTPUTF8=False,
            **options,
        )

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: Any, data: Any):
        return AuthResult(success=data.password.decode() == self.password, handled=False)

    async def handle_MAIL(self, server, session: Session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(self, server, session: Session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server)

    async def handle_DATA(self, server, session: Session, envelope):  # noqa: N802
        self.received.append(envelope)
        self.encrypted.append(self.tls or session.ssl is not None)
        return await self._answer("DATA", server)

    async def _answer(self, command: str, server: SMTP) -> str:
        answer = self.answers.get(command, "250 OK")
        if answer == self.HANG:
            await self._stopped.wait()
        if answer in {self.HANG, self.CLOSE}:
            server.transport.abort()
            raise ConnectionResetError
        return answer


class GreetingServer:
    """Says one thing to everybody who connects, and closes; nothing: only closes."""

    def __init__(self, greeting: bytes = b"") -> None:
        self._greeting = greeting
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._greet, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._greeting)
        writer.close()
