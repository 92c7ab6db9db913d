"""E-mail over SMTP."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

import aiosmtplib

from selaras.alerting.channels.email.errors import to_channel_error
from selaras.alerting.channels.email.message import Composer
from selaras.alerting.channels.email.settings import EmailSettings
from selaras.alerting.ports.channel import Envelope
from selaras.alerting.ports.deliveries import ChannelKind

_QUIT_SECONDS = 1.0


class EmailChannel:
    """See :class:`selaras.alerting.ports.channel.Channel`.

    A repeated message has the same Message-ID, by which mail programs know it.
    """

    kind = ChannelKind.EMAIL

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings
        self._composer = Composer(settings.sender, settings.reply_to)

    async def send(self, envelope: Envelope) -> None:
        """See the port."""
        message = self._composer.compose(envelope.alert, envelope.address)
        client = self._client()
        try:
            await client.connect()
            await client.sendmail(self._composer.sender, [envelope.address], message)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise to_channel_error(error) from None
        else:
            # It is taken; a server that does not part well changes nothing.
            with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await asyncio.wait_for(client.quit(), _QUIT_SECONDS)
        finally:
            client.close()

    async def close(self) -> None:
        """Nothing is kept open between two messages."""

    def _client(self) -> aiosmtplib.SMTP:
        settings = self._settings
        password = settings.password.get_secret_value() if settings.password else None
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            # Else the machine's name is looked up, which takes long where there is no name server.
            local_hostname=self._composer.domain,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            tls_context=self._context(),
            username=settings.user or None,
            password=password,
            timeout=None,  # the worker limits the whole try
        )

    def _context(self) -> ssl.SSLContext | None:
        if self._settings.security == "none":
            return None
        context = ssl.create_default_context()
        if self._settings.tls_ca:
            context.load_verify_locations(self._settings.tls_ca)
        return context
