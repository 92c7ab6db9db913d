"""A channel that the deployment has no settings for: it says so, nothing is lost in silence."""

from __future__ import annotations

from selaras.alerting.ports.channel import Envelope, Refused
from selaras.alerting.ports.deliveries import ChannelKind


class UnconfiguredChannel:
    """See :class:`selaras.alerting.ports.channel.Channel`.

    Args:
        missing: the setting that is missing.
    """

    def __init__(self, kind: ChannelKind, missing: str) -> None:
        self.kind = kind
        self._missing = missing

    async def send(self, envelope: Envelope) -> None:  # noqa: ARG002
        """Refuse with CHANNEL_NOT_CONFIGURED."""
        raise Refused("CHANNEL_NOT_CONFIGURED", f"{self._missing} is not set", asked=False)

    async def close(self) -> None:
        """Nothing is open."""
