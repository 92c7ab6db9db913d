"""Webhooks: JSON, signed, to addresses that may be reached."""

from __future__ import annotations

from selaras.alerting.channels.addresses import AddressGuard, Resolve, resolve
from selaras.alerting.channels.http import HttpClient, raise_for_status
from selaras.alerting.channels.webhook.body import render
from selaras.alerting.channels.webhook.settings import WebhookSettings
from selaras.alerting.channels.webhook.signature import sign
from selaras.alerting.ports.channel import Envelope
from selaras.alerting.ports.deliveries import ChannelKind
from selaras.kit.clock import Clock


class WebhookChannel:
    """See :class:`selaras.alerting.ports.channel.Channel`.

    A repeated message has the same ``webhook-id``.

    Args:
        resolve: answers the addresses of a host name.
    """

    kind = ChannelKind.WEBHOOK

    def __init__(self, settings: WebhookSettings, clock: Clock, resolve: Resolve = resolve) -> None:
        guard = AddressGuard(settings.allow_networks, resolve)
        self._client = HttpClient(clock, guard, settings.tls_ca)
        self._clock = clock

    async def send(self, envelope: Envelope) -> None:
        """See the port."""
        alert_id = envelope.alert.alert_id
        body = render(envelope.alert)
        timestamp = int(self._clock.now().timestamp())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "webhook-id": alert_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(envelope.secret, alert_id, timestamp, body),
        }
        raise_for_status(await self._client.post(envelope.address, body, headers))

    async def close(self) -> None:
        """See the port."""
        await self._client.close()
