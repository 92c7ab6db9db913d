"""What a channel is: it takes one alert for one address, or says why it did not.

Errors of a channel::

    ChannelError            reason (stable, UPPER_SNAKE) and detail (for operators, no secrets)
    ├── Refused             it will never be taken as it is: given up at once
    └── Failed              it may be taken later: tried again
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from selaras.alerting.ports.deliveries import ChannelKind


class ChannelError(Exception):
    """Base of what a channel says when it did not deliver.

    Args:
        reason: stable UPPER_SNAKE name.
        detail: one line for the operator; never a secret, never the text of an alert.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Refused(ChannelError):
    """Trying again would change nothing.

    Args:
        asked: the other side was asked and answered; False: it was refused before that.
    """

    def __init__(self, reason: str, detail: str = "", *, asked: bool = True) -> None:
        super().__init__(reason, detail)
        self.asked = asked


class Failed(ChannelError):
    """It may work later.

    Args:
        retry_after: seconds that the other side asks to wait; None: it did not say.
        wide: the whole channel is concerned (the server is away, the bot is refused), not only this
            address.
        uncertain: the other side may have taken it all the same.
    """

    def __init__(
        self,
        reason: str,
        detail: str = "",
        *,
        retry_after: float | None = None,
        wide: bool = True,
        uncertain: bool = False,
    ) -> None:
        super().__init__(reason, detail)
        self.retry_after = retry_after
        self.wide = wide
        self.uncertain = uncertain


@dataclass(frozen=True, slots=True)
class ClashView:
    """One pair of sentences. Sentences that the owner may not see are empty.

    ``aligned`` is the own sentence with the other's value, or empty.
    """

    kind: str
    agency: str
    title: str
    own: str
    other: str
    difference: str
    contradiction: bool
    aligned: str = ""


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom to call on the other side."""

    agency: str
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class SaidView:
    """What a person did or wrote in the case.

    ``kind`` is such as PROPOSED, ``detail`` such as WE_CORRECT; each may be empty.
    """

    kind: str
    detail: str
    text: str
    agency: str


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert as templates need it.

    Names are those of the protos without their prefix (``OPENED``, ``HIGH``, ``CONTRADICTION``);
    fact kinds are lower case and empty for the whole text. ``case`` is empty for a digest and a
    test. ``intro`` are the paragraphs of ``text`` before the first clash, ``more`` counts the
    clashes that are not among ``clashes``. ``deadline_text`` is in the owner's zone and language.
    """

    alert_id: str
    kind: str
    severity: str
    state: str
    relation: str
    language: str
    owner: str
    case: str
    title: str
    intro: tuple[str, ...]
    text: str
    others: tuple[str, ...]
    other_names: tuple[str, ...]
    contacts: tuple[ContactView, ...]
    clashes: tuple[ClashView, ...]
    deadline: datetime | None
    deadline_text: str
    create_time: datetime
    open_url: str = ""
    acknowledge_url: str = ""
    more: int = 0
    said: SaidView | None = None
    digest: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """An alert and where it goes. Its key for telling repetitions is ``alert.alert_id``."""

    alert: AlertView = field(repr=False)
    address: str = field(repr=False)
    secret: str = field(default="", repr=False)


class Channel(Protocol):
    """One way to reach people."""

    kind: ChannelKind

    async def send(self, envelope: Envelope) -> None:
        """Hand the alert over; returning means that the other side took it.

        Raises:
            Refused: it will never be taken.
            Failed: it may be taken later.
        """
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...
