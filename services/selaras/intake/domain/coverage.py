"""Figures about posts: how many went out, and how many of them were checked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from selaras.intake.domain.errors import RuleBroken

_LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFigures:
    """Figures about one agency's posts in a period.

    Attributes:
        drafts: first stored in it.
        published: went out in it; one whose text was changed since counts when that has gone out.
        checked_before: of those, how many had the check of their last text before they went out.
        published_clashing: of those, how many went out with a clash that people were alerted of.
        unchecked: newest texts whose check waits or failed now, in whatever period.
    """

    drafts: int = 0
    published: int = 0
    checked_before: int = 0
    published_clashing: int = 0
    unchecked: int = 0


NO_POSTS = PostFigures()


def check_period(start: datetime, end: datetime) -> None:
    """Refuse a period that does not end after it begins, or is too long.

    Raises:
        RuleBroken: PERIOD_INVALID.
    """
    if end <= start:
        raise RuleBroken.field(
            "PERIOD_INVALID", "end_time", "must be later than start_time; check seconds against ms"
        )
    if end - start > _LONGEST:
        raise RuleBroken.field(
            "PERIOD_INVALID", "end_time", f"must be at most {_LONGEST.days} days after start_time"
        )
