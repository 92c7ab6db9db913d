"""Counting the posts of all agencies."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from selaras.intake.domain.coverage import PostFigures


class Coverage(Protocol):
    """Counts over the drafts; it may only be read."""

    async def figures(
        self, start: datetime, end: datetime, *, agency_id: str = ""
    ) -> dict[str, PostFigures]:
        """Figures by agency id from ``start`` until before ``end``.

        Args:
            agency_id: only of this one; empty: of all.

        Returns:
            Those that are not all zero.
        """
        ...
