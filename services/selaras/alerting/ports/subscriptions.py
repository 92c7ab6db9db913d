"""What keeps alerts for an agency while nobody listens."""

from __future__ import annotations

from typing import Protocol


class Subscriptions(Protocol):
    """The agencies' durable subscriptions to their alerts."""

    def ensure(self, agency_id: str) -> None:
        """See to it, in the background, that an agency has one."""
        ...
