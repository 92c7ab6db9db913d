"""Keeping what people say of findings, and giving it out for calibration."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from selaras.kit.clock import Clock
from selaras.kit.errors import InvalidRequest, NotFound
from selaras.kit.logging import get_logger
from selaras.matching.domain.review import (
    REASONS_OF_CONFIRMED,
    Judgement,
    Review,
    ReviewReason,
    ReviewVerdict,
)
from selaras.matching.ports import Reviews

_log = get_logger(__name__)
_DEFAULT_PAGE = 500
_ALLOWED_CONTROLS = "\n\t"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person says of a finding. ``reason`` None: not said."""

    verdict: ReviewVerdict
    reason: ReviewReason | None
    note: str
    reviewer: str


class ReviewHandler:
    """Reviews of one agency's people, and all of them for administrators."""

    def __init__(self, reviews: Reviews, clock: Clock) -> None:
        self._reviews = reviews
        self._clock = clock

    async def review(self, agency: str, finding_id: str, opinion: Opinion) -> Review:
        """Keep what a person of ``agency`` says; safe to repeat.

        Raises:
            NotFound: FINDING_NOT_FOUND, also for a finding of other agencies.
            InvalidRequest: REVIEW_REASON_MISSING, REVIEW_REASON_UNFIT, REVIEW_TEXT_INVALID.
        """
        opinion = _checked(opinion)
        judgement = await self._judgement(agency, finding_id)
        said = Review(
            judgement=judgement,
            agency=agency,
            verdict=opinion.verdict,
            reason=opinion.reason,
            note=opinion.note,
            reviewer=opinion.reviewer,
            time=self._clock.now(),
        )
        kept = await self._reviews.add(said)
        if kept is said:
            # Neither the note nor the person's name: both may tell of a draft.
            _log.info(
                "finding_reviewed",
                finding=finding_id,
                agency=agency,
                verdict=said.verdict,
                reason=said.reason,
            )
        return kept

    async def page(self, page_size: int, page_token: str) -> tuple[list[Review], str]:
        """The last review of each agency on each finding, and the token of the next page.

        Raises:
            InvalidRequest: PAGE_TOKEN_INVALID.
        """
        size = page_size or _DEFAULT_PAGE
        numbered = await self._reviews.page(_read_token(page_token), size + 1)
        shown = numbered[:size]
        token = str(shown[-1][0]) if len(numbered) > size else ""
        return [review for _, review in shown], token

    async def _judgement(self, agency: str, finding_id: str) -> Judgement:
        judgement = await self._reviews.judgement(finding_id)
        if judgement is None or judgement.side_of(agency) is None:
            raise NotFound("FINDING_NOT_FOUND", f"there is no finding {finding_id}")
        return judgement


def _checked(opinion: Opinion) -> Opinion:
    if opinion.verdict is ReviewVerdict.FALSE_ALARM and opinion.reason is None:
        raise InvalidRequest.field(
            "REVIEW_REASON_MISSING", "reason", "say why it is a false alarm; OTHER with a note"
        )
    if (
        opinion.verdict is ReviewVerdict.CONFIRMED
        and opinion.reason is not None
        and opinion.reason not in REASONS_OF_CONFIRMED
    ):
        raise InvalidRequest.field(
            "REVIEW_REASON_UNFIT", "reason", "this reason says that it is a false alarm"
        )
    return Opinion(
        opinion.verdict,
        opinion.reason,
        note=_clean("note", opinion.note, _ALLOWED_CONTROLS),
        reviewer=_clean("reviewer", opinion.reviewer, ""),
    )


def _clean(field: str, text: str, allowed: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if any(unicodedata.category(sign) == "Cc" and sign not in allowed for sign in text):
        raise InvalidRequest.field(
            "REVIEW_TEXT_INVALID", field, "has control characters; write plain text"
        )
    if field == "reviewer" and not text:
        raise InvalidRequest.field("REVIEW_TEXT_INVALID", field, "say who says so")
    return text


def _read_token(token: str) -> int:
    if not token:
        return 0
    if not (token.isascii() and token.isdigit() and len(token) < 19):
        raise InvalidRequest.field(
            "PAGE_TOKEN_INVALID", "page_token", "not a token of this service"
        )
    return int(token)
