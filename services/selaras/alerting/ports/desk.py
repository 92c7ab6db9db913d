"""What people ask about deliveries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from selaras.alerting.domain.directory import Channel, Recipient
from selaras.alerting.ports.deliveries import Delivery, DeliveryState


class Outcome(Protocol):
    """What came of a test; reason and detail are empty when it was delivered."""

    @property
    def delivered(self) -> bool:
        """The channel took it."""
        ...

    @property
    def reason(self) -> str:
        """Named reason of the failure."""
        ...

    @property
    def detail(self) -> str:
        """What went wrong, without secrets."""
        ...


class Desk(Protocol):
    """Lists deliveries and tries them once more."""

    async def list(
        self, state: DeliveryState, size: int, token: str = "", agency_id: str = ""
    ) -> tuple[Sequence[Delivery], str]:
        """A page of deliveries, the last changed first, and the token of the next.

        Raises:
            InvalidRequest: PAGE_TOKEN_INVALID.
        """
        ...

    async def of_alerts(self, alert_ids: Collection[str]) -> dict[str, Sequence[Delivery]]:
        """Alert id to its deliveries."""
        ...

    async def requeue(self, names: Collection[str], agency_id: str = "") -> int:
        """Try dead deliveries (``deliveries/{id}``; empty: all) once more; answers how many.

        Raises:
            InvalidRequest: DELIVERY_NAME_INVALID.
        """
        ...


class Tester(Protocol):
    """Sends a test alert at once."""

    async def test(
        self, to: Recipient, channel: Channel | None, words: tuple[str, str, str]
    ) -> Outcome:
        """Send it and wait for the outcome.

        Args:
            channel: through which channel; None: the event bus.
            words: title, text and language.
        """
        ...
