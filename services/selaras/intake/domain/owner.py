"""Owners: the people of an agency who answer for what it publishes, and who is told what when."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from selaras.intake.domain.agency import check_display_name, check_line
from selaras.intake.domain.channel import OwnerChannel, channel_violations, severity_violations
from selaras.intake.domain.duty import (
    DutyShift,
    WorkingHours,
    hours_violations,
    shift_violations,
)
from selaras.intake.domain.errors import RuleBroken, Violation
from selaras.intake.domain.names import owner_name

DEFAULT_TIME_ZONE = "Asia/Jakarta"
LANGUAGES = ("id", "en")
MAX_TOPICS = 32
MAX_AREAS = 64
_RANKS = range(101)
_TOPIC = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class OwnerRole(enum.Enum):
    """What an owner may do, and when the owner is told."""

    OWNER = "owner"
    HEAD = "head"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A person's role at an agency who answers for what it publishes (pemilik humas).

    Attributes:
        contact: phone or e-mail that the other side of a case sees.
        time_zone: IANA name.
        channels: how the owner is told, beside the event bus.
        working_hours: when the owner may be told; empty: at any time.
        topics, area_codes: what the owner works on, or a coordinator is subscribed to; empty: all.
        min_severity: 1 (low) to 4 (critical): only cases at least this grave; 0: all.
        duty_shifts: turns of duty; empty: takes none.
        rank: the smaller is told first.
        language: of alerts; empty: that of the deployment.
    """

    agency_id: str
    owner_id: str
    display_name: str
    contact: str
    time_zone: str
    create_time: datetime
    role: OwnerRole = OwnerRole.OWNER
    channels: tuple[OwnerChannel, ...] = ()
    working_hours: tuple[WorkingHours, ...] = ()
    topics: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    min_severity: int = 0
    duty_shifts: tuple[DutyShift, ...] = ()
    rank: int = 0
    language: str = ""

    def tidied(self) -> Owner:
        """With the addresses in their one form."""
        return replace(self, channels=tuple(channel.tidied() for channel in self.channels))

    def keeping_secrets_of(self, stored: Owner) -> Owner:
        """With the secrets that are stored, for channels of the same kind and address."""
        kept = tuple(channel.keeping(stored.channels) for channel in self.channels)
        return replace(self, channels=kept)


def check_owner(owner: Owner) -> None:
    """Refuse what can never be right in an owner; its areas are looked up elsewhere.

    All that is wrong is told at once.

    Raises:
        RuleBroken: DISPLAY_NAME_INVALID, CONTACT_INVALID, TIME_ZONE_UNKNOWN, TOPIC_INVALID,
            VALUE_TWICE, LIST_TOO_LONG, SEVERITY_UNKNOWN, RANK_OUT_OF_RANGE, LANGUAGE_UNKNOWN; see
            also :mod:`selaras.intake.domain.channel` and :mod:`selaras.intake.domain.duty`.
    """
    violations = [
        *_name_violations(owner),
        *channel_violations(owner.channels),
        *hours_violations(owner.working_hours),
        *_topic_violations(owner.topics),
        *list_violations("owner.area_codes", owner.area_codes, MAX_AREAS),
        *severity_violations(owner.min_severity, "owner.min_severity"),
        *shift_violations(owner.duty_shifts),
        *_order_violations(owner),
    ]
    if violations:
        raise RuleBroken(violations)


def weight(owner: Owner) -> int:
    """At most how many bytes the owner takes in an event; see ``handlers.agencies.announce``."""
    texts = [
        owner_name(owner.agency_id, owner.owner_id),
        owner.owner_id,
        owner.display_name,
        owner.contact,
        owner.time_zone,
        *owner.topics,
        *owner.area_codes,
        *(text for channel in owner.channels for text in (channel.address, channel.secret)),
    ]
    # Beside each text its tag and length; numbers, times and the frames of parts rounded up.
    parts = len(texts) + 8 * (len(owner.channels) + len(owner.working_hours)) + 25
    return sum(len(text.encode()) for text in texts) + 4 * parts + 40 * len(owner.duty_shifts)


def list_violations(path: str, values: Sequence[str], most: int) -> Iterator[Violation]:
    """LIST_TOO_LONG or VALUE_TWICE."""
    if len(values) > most:
        yield Violation("LIST_TOO_LONG", path, f"at most {most}")
    if len(set(values)) < len(values):
        yield Violation("VALUE_TWICE", path, "must have each value once")


def _name_violations(owner: Owner) -> Iterator[Violation]:
    try:
        check_display_name("owner.display_name", owner.display_name)
    except RuleBroken as error:
        yield from error.violations
    try:
        check_line("CONTACT_INVALID", "owner.contact", owner.contact)
    except RuleBroken as error:
        yield from error.violations
    if not _is_time_zone(owner.time_zone):
        yield Violation(
            "TIME_ZONE_UNKNOWN", "owner.time_zone", "must be an IANA name such as Asia/Jakarta"
        )


def _topic_violations(topics: Sequence[str]) -> Iterator[Violation]:
    yield from list_violations("owner.topics", topics, MAX_TOPICS)
    for index, topic in enumerate(topics[:MAX_TOPICS]):
        if not _TOPIC.fullmatch(topic):
            yield Violation(
                "TOPIC_INVALID", f"owner.topics[{index}]", 'must be a slug such as "kesehatan"'
            )


def _order_violations(owner: Owner) -> Iterator[Violation]:
    if owner.rank not in _RANKS:
        yield Violation("RANK_OUT_OF_RANGE", "owner.rank", f"must be 0 to {_RANKS[-1]}")
    if owner.language and owner.language not in LANGUAGES:
        yield Violation("LANGUAGE_UNKNOWN", "owner.language", f"must be {' or '.join(LANGUAGES)}")


def _is_time_zone(name: str) -> bool:
    # A folder of the database ("Asia") ends in an OSError, a name with ".." in a ValueError.
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
