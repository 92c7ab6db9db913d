"""Failure tables: what a channel makes of each thing that goes wrong, and docs/channels.md."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from selaras.alerting.deliver.backoff import Backoff
from selaras.alerting.deliver.convert import read_alert
from selaras.alerting.deliver.sender import Sender
from selaras.alerting.ports.channel import Channel, ChannelError, Envelope, Failed
from selaras.kit.clock import FakeClock

from tests.fakes.deliveries import FakeDeliveryStore
from tests.support.deliveries import make_alert

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "channels.md"
GIVEN_UP = "given up"
AGAIN = "tried again"
PATIENT = 10.0
HASTY = 0.3
ALL_WAIT = "tried again, the channel waits"


@dataclass(frozen=True)
class Failure:
    """One row: what goes wrong, what the server does then, and what comes of it."""

    what: str
    does: Any
    outcome: str
    reason: str
    retry_after: float | None = None
    uncertain: bool = False

    @property
    def limit(self) -> float:
        """Seconds to wait: few where nothing will come, many on a machine that is busy."""
        return HASTY if self.reason == "TIMED_OUT" else PATIENT

    @property
    def row(self) -> str:
        return f"| {self.what} | {self.outcome} | `{self.reason}` |"


async def try_channel(
    channel: Channel, address: str, secret: str = "", limit: float = PATIENT, **alert: Any
) -> ChannelError | None:
    """One try of at most ``limit`` seconds as the worker makes it; None: it was taken."""
    clock = FakeClock()
    sender = Sender(
        FakeDeliveryStore(clock),
        {channel.kind: channel},
        read_alert,
        backoff=Backoff(5, 900, 3600, 12, timedelta(hours=24)),
        clock=clock,
        chance=random.Random(1),
        timeout=limit,
        lease=45,
        changed=lambda scope, reason: None,
    )
    view = read_alert(make_alert(**alert).SerializeToString())
    try:
        return await sender.try_once(channel.kind, lambda: Envelope(view, address, secret))
    finally:
        await channel.close()


def assert_outcome(failure: Failure, error: ChannelError | None) -> None:
    assert error is not None, "it was taken"
    outcome = GIVEN_UP
    if isinstance(error, Failed):
        outcome = ALL_WAIT if error.wide else AGAIN
        assert error.retry_after == failure.retry_after
        assert error.uncertain == failure.uncertain
    assert (outcome, error.reason) == (failure.outcome, failure.reason)
    assert len(error.detail) <= 300


def assert_documented(heading: str, failures: Iterable[Failure]) -> None:
    """The table below ``## heading`` is the one that the tests hold."""
    text = DOCUMENT.read_text("utf-8")
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert section, f"no section {heading!r}"
    written = [line for line in section[1].splitlines() if re.search(r"\| `[A-Z0-9_]+` \|$", line)]
    assert written == list(dict.fromkeys(failure.row for failure in failures))
