"""Pages of drafts with their checks as the client gives them: plain values, no protobuf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.client.models import CheckState, Draft


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """The check of a draft's newest revision in short.

    Attributes:
        check_time: when it was done; None: not yet.
        alerts: how many contradictions and overlaps were found that people are alerted of.
    """

    state: CheckState
    revision: int
    check_time: datetime | None
    alerts: int


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A draft and how its check stands."""

    draft: Draft
    check: CheckSummary


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A page of drafts, the last changed first; ``next_page_token`` is empty on the last."""

    drafts: tuple[ListedDraft, ...]
    next_page_token: str = ""
