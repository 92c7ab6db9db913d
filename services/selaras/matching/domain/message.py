"""A message: the newest revision of a draft, as matching knows it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class AgencyLevel(enum.StrEnum):
    """How far an agency's authority reaches."""

    PUSAT = "pusat"
    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    VERTIKAL = "vertikal"
    BUMN = "bumn"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as it was when the message was submitted; empty area code: the whole country."""

    id: str
    display_name: str
    level: AgencyLevel
    area_code: str


class ShareLevel(enum.StrEnum):
    """How much of an unpublished text the other side may see."""

    FULL = "full"
    EXCERPT = "excerpt"
    CONTACT = "contact"


class MessageState(enum.StrEnum):
    """Whether a message is compared, and whether its text is public."""

    LIVE = "live"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    ``version`` grows with every change of the draft, of its state too; an older version never
    replaces a newer one. ``area_codes`` are those of the draft, or its agency's; empty: nationwide.
    """

    agency: Agency
    external_id: str
    revision: int
    version: int
    title: str
    body: str
    authored: datetime
    state: MessageState = MessageState.LIVE
    share_level: ShareLevel = ShareLevel.EXCERPT
    area_codes: tuple[str, ...] = ()
    audience_tags: tuple[str, ...] = ()
    publish_time: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def key(self) -> str:
        """``agency/external_id``: names the message."""
        return f"{self.agency.id}/{self.external_id}"

    @property
    def draft_name(self) -> str:
        """Resource name of the draft."""
        return f"agencies/{self.agency.id}/drafts/{self.external_id}"

    @property
    def text(self) -> str:
        """Title and body as one text."""
        return f"{self.title}\n{self.body}" if self.title else self.body
