"""What a draft says, as its agency sent it, and the rules it must keep."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from selaras.intake.domain.errors import RuleBroken, Violation

MAX_BODY = 50_000
"""Longest body in code points: some 25 printed pages, beyond any post or press release."""

PUBLISH_GRACE = timedelta(minutes=5)
"""How far a planned publish time may lie in the past: clocks differ and calls take time."""

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
# Kept: tab, line feed, vertical tab and form feed (pasted from word processors), carriage return.
# Refused: NUL, which PostgreSQL cannot store, and the rest (escape sequences act in terminals).
# Nothing is cut out in silence: spans count code points of the text as it was sent.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Channel(enum.Enum):
    """Where the text is shown."""

    UNSPECIFIED = ""
    WEBSITE = "website"
    PRESS_RELEASE = "press_release"
    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"
    X = "x"
    WHATSAPP = "whatsapp"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    OTHER = "other"


class ShareLevel(enum.Enum):
    """How much of an unpublished text the other side of a case may see."""

    FULL = "full"
    EXCERPT = "excerpt"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one revision says.

    Attributes:
        body: plain text; positions in it count code points.
        publish_time: when it is planned to go out; None: not planned.
        area_codes: Kemendagri codes; empty: the whole country once the agency's own is filled in.
        authored_time: when it was written; None only until it is stored.
    """

    title: str = ""
    body: str = ""
    channel: Channel = Channel.UNSPECIFIED
    publish_time: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    area_codes: tuple[str, ...] = ()
    audience_tags: tuple[str, ...] = ()
    share_level: ShareLevel = ShareLevel.EXCERPT
    authored_time: datetime | None = None

    def with_areas_of(self, agency_area: str) -> Content:
        """The content, speaking to the agency's own area where it names none."""
        if self.area_codes or not agency_area:
            return self
        return replace(self, area_codes=(agency_area,))

    def says_the_same(self, stored: Content) -> bool:
        """Whether it is what is stored already; an authored time that was not sent is no change."""
        mine = self
        if mine.authored_time is None:
            mine = replace(mine, authored_time=stored.authored_time)
        return mine == stored


def check_content(content: Content) -> None:
    """Refuse what can never be right, whenever it is sent; all that is wrong is told at once.

    Raises:
        RuleBroken: TEXT_EMPTY, TEXT_WITHOUT_WORDS, TEXT_TOO_LONG, TEXT_HAS_CONTROL_CHARACTERS,
            TIME_OUT_OF_RANGE, VALIDITY_REVERSED or TAG_INVALID.
    """
    violations = [*_text_violations(content), *_time_violations(content), *_tag_violations(content)]
    if violations:
        raise RuleBroken(violations)


def check_plan(publish_time: datetime | None, now: datetime) -> None:
    """Refuse a plan to publish in the past.

    Raises:
        RuleBroken: PUBLISH_TIME_IN_PAST.
    """
    if publish_time is not None and publish_time < now - PUBLISH_GRACE:
        raise RuleBroken.field(
            "PUBLISH_TIME_IN_PAST",
            "draft.publish_time",
            f"{publish_time.isoformat()} has passed; it is {now.isoformat(timespec='seconds')}",
        )


def check_range(field: str, value: datetime) -> None:
    """Refuse a time outside the years 2000 to 2099.

    Raises:
        RuleBroken: TIME_OUT_OF_RANGE.
    """
    violations = list(_range_violations(field, value))
    if violations:
        raise RuleBroken(violations)


def _text_violations(content: Content) -> Iterator[Violation]:
    if len(content.body) > MAX_BODY:
        yield Violation(
            "TEXT_TOO_LONG",
            "draft.body",
            f"{len(content.body)} characters; at most {MAX_BODY} are allowed",
            {"limit": str(MAX_BODY)},
        )
    elif not content.body.strip():
        yield Violation("TEXT_EMPTY", "draft.body", "must not be empty")
    elif not _has_words(content.title) and not _has_words(content.body):
        yield Violation(
            "TEXT_WITHOUT_WORDS", "draft.body", "must have letters or digits, not only symbols"
        )
    for field, value in (("draft.title", content.title), ("draft.body", content.body)):
        if found := _CONTROL.search(value):
            yield Violation(
                "TEXT_HAS_CONTROL_CHARACTERS",
                field,
                f"control character U+{ord(found[0]):04X} at position {found.start()}",
            )


def _time_violations(content: Content) -> Iterator[Violation]:
    for name in ("publish_time", "valid_from", "valid_until", "authored_time"):
        if (value := getattr(content, name)) is not None:
            yield from _range_violations(f"draft.{name}", value)
    begin, end = content.valid_from, content.valid_until
    if begin is not None and end is not None and end < begin:
        yield Violation("VALIDITY_REVERSED", "draft.valid_until", "must not be before valid_from")


def _range_violations(field: str, value: datetime) -> Iterator[Violation]:
    if not _EARLIEST <= value < _LATEST:
        yield Violation("TIME_OUT_OF_RANGE", field, "must be between the years 2000 and 2099")


def _tag_violations(content: Content) -> Iterator[Violation]:
    for index, tag in enumerate(content.audience_tags):
        if not tag.strip() or _CONTROL.search(tag):
            yield Violation("TAG_INVALID", f"draft.audience_tags[{index}]", "must be a word")


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)
