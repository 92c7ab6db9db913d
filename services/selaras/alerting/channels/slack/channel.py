"""Incoming webhooks of Slack and Mattermost. Their URL is the secret, so it is never told."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from selaras.alerting.channels.addresses import AddressGuard, Resolve, resolve
from selaras.alerting.channels.http import HttpClient, raise_for_status
from selaras.alerting.channels.slack.message import mattermost, slack
from selaras.alerting.channels.slack.settings import SlackSettings
from selaras.alerting.ports.channel import Envelope
from selaras.alerting.ports.deliveries import ChannelKind
from selaras.kit.clock import Clock

_SLACK = (".slack.com", ".slack-gov.com")


class SlackChannel:
    """See :class:`selaras.alerting.ports.channel.Channel`.

    Neither has a key for repetitions: the last line of a message names case and alert.

    Args:
        resolve: answers the addresses of a host name.
    """

    kind = ChannelKind.SLACK

    def __init__(self, settings: SlackSettings, clock: Clock, resolve: Resolve = resolve) -> None:
        guard = AddressGuard(settings.allow_networks, resolve)
        self._client = HttpClient(clock, guard, settings.tls_ca)
        self._dialect = settings.dialect

    async def send(self, envelope: Envelope) -> None:
        """See the port."""
        write = slack if self._is_slack(envelope.address) else mattermost
        body = json.dumps(write(envelope.alert)).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        raise_for_status(await self._client.post(envelope.address, body, headers))

    async def close(self) -> None:
        """See the port."""
        await self._client.close()

    def _is_slack(self, url: str) -> bool:
        if self._dialect != "auto":
            return self._dialect == "slack"
        try:
            host = urlsplit(url).hostname or ""
        except ValueError:
            return False  # the guard refuses it in a moment
        return f".{host}".endswith(_SLACK)
