"""A message as the judge reads it: its parts, and its claims with exact places."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime


class Part(enum.StrEnum):
    """Which text of a message a span counts in."""

    TITLE = "title"
    BODY = "body"


class Zone(enum.StrEnum):
    """The three legal time zones of Indonesia."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def utc_offset_minutes(self) -> int:
        """Minutes ahead of UTC: 420, 480 or 540."""
        return {Zone.WIB: 420, Zone.WITA: 480, Zone.WIT: 540}[self]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in the original text of one part."""

    part: Part
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point of the same part."""
        return self.part == other.part and self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.part == other.part and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence or bullet of a message.

    `text` equals the slice of the original part that `span` names. `context` is the heading or
    lead-in line that governs a bullet (empty for plain sentences).
    """

    index: int
    span: Span
    text: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class MessageText:
    """What the extractor needs to know of a revision.

    `authored` must be aware: relative dates are counted in its own zone. `areas` are the
    Kemendagri codes that the message is about (empty: nationwide); they decide which district
    and village names are looked for.
    """

    title: str
    body: str
    authored: datetime
    default_zone: Zone = Zone.WIB
    areas: tuple[str, ...] = field(default=())

    def text_of(self, part: Part) -> str:
        """The original text of a part."""
        return self.title if part is Part.TITLE else self.body
