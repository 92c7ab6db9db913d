"""The shared message bank: what agencies have said officially, by meaning and by words.

The index proposes and the database decides: only what is stored as published, of the revision that
is stored, is ever shown. So a draft, a text that was taken down, and a new text of a post that is
not out yet cannot appear, whatever the index still holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import numpy as np

from selaras.gazetteer import Gazetteer
from selaras.kit.clock import Clock
from selaras.kit.errors import InvalidRequest
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.domain.text import Claim
from selaras.matching.domain.viewer import Viewer, is_touched
from selaras.matching.handlers.disputes import Dispute, Disputes
from selaras.matching.handlers.search_rank import Answer, Question, passage, rank
from selaras.matching.index.port import Hit, MessageIndex, SearchScope
from selaras.matching.ports import Embedder, Store, StoredMessage
from selaras.matching.text.terms import terms

_DEFAULT_PAGE: Final = 10
# What is looked for on each way: whole messages, sentences, and messages with the words.
_NEAR_MESSAGES: Final = 50
_NEAR_CLAIMS: Final = 100
_NEAR_TERMS: Final = 30
# How much wider to look when what is not public took the places of what is.
_WIDTHS: Final = (1, 4, 16)
# Answers below this are none: six in ten questions about something else then find no answer at all,
# and one headline of a real post in fifty loses its own (see scripts/measure_search.py).
_LEAST_SCORE: Final = 0.3
# Answers that are held against later messages of their agency.
_HELD_AGAINST_LATER: Final = 3
_EVER: Final = datetime.min.replace(tzinfo=UTC)
_HAS_WORD: Final = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is asked.

    Attributes:
        text: the question, in any words.
        area_code: only what holds there: what speaks to it, to an area that it is in or to one
            in it, or to the whole country; empty: everywhere.
        agency: id; only what it said; empty: all.
        expired: also what no longer holds.
        page_size: most messages; 0: 10.
    """

    text: str
    area_code: str = ""
    agency: str = ""
    expired: bool = False
    page_size: int = 0


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A published message that says something about the question.

    Attributes:
        passage: the sentence of its body that answers best; None for a body without one.
        score: how near it is, 0 to 1.
        expired: its validity has ended.
    """

    message: Message
    passage: Claim | None
    score: float
    expired: bool
    disputes: tuple[Dispute, ...] = ()


class SearchHandler:
    """Answers questions from what agencies have published."""

    def __init__(
        self,
        *,
        store: Store,
        index: MessageIndex,
        embedder: Embedder,
        disputes: Disputes,
        gazetteer: Gazetteer,
        clock: Clock,
    ) -> None:
        self._store = store
        self._index = index
        self._embedder = embedder
        self._disputes = disputes
        self._gazetteer = gazetteer
        self._clock = clock

    async def search(self, viewer: Viewer, query: SearchQuery) -> list[FoundMessage]:
        """Published messages of all agencies, the nearest first.

        Raises:
            InvalidRequest: QUERY_EMPTY, AREA_UNKNOWN.
            Unavailable: a part is away.
        """
        now = self._clock.now()
        lineage = self._lineage(query.area_code)
        question = await self._question(query.text)
        size = query.page_size or _DEFAULT_PAGE
        scope = _scope(query, lineage, question, now)
        public = await self._public(question, scope, query, size, now)
        answers = [item for item in rank(question, public) if item.score >= _LEAST_SCORE][:size]
        return [
            await self._found(viewer, question, answer, place, now)
            for place, answer in enumerate(answers)
        ]

    def _lineage(self, area_code: str) -> tuple[str, ...]:
        if not area_code:
            return ()
        if not self._gazetteer.is_known(area_code):
            raise InvalidRequest.field(
                "AREA_UNKNOWN", "area_code", "is no Kemendagri code of an area", code=area_code
            )
        return self._gazetteer.lineage(area_code)

    async def _question(self, text: str) -> Question:
        """The question with its vector.

        Raises:
            InvalidRequest: QUERY_EMPTY, nothing in it can be looked for.
        """
        asked = " ".join(text.split())
        if not _HAS_WORD.search(asked):
            raise InvalidRequest.field("QUERY_EMPTY", "query", "has no word or number in it")
        embedded = await self._embedder.embed_query(asked)
        vector = embedded.vectors[0]
        if not np.isfinite(vector).all() or not vector.any():
            raise InvalidRequest.field("QUERY_EMPTY", "query", "means nothing to the model")
        return Question(asked, terms(asked), vector, embedded.model_version)

    async def _public(
        self,
        question: Question,
        scope: SearchScope,
        query: SearchQuery,
        size: int,
        now: datetime,
    ) -> list[StoredMessage]:
        """Candidates that the database says are public and within what was asked."""
        public: list[StoredMessage] = []
        for width in _WIDTHS:
            keys = {hit.key for hit in await self._near(question, scope, size, width)}
            stored = await self._store.stored(sorted(keys), question.model_version)
            public = [item for item in stored.values() if _is_asked_for(item.message, query, now)]
            if len(public) >= size or len(public) == len(keys):
                break
        return public

    async def _near(
        self, question: Question, scope: SearchScope, size: int, width: int
    ) -> Iterable[Hit]:
        """What the index proposes: by the whole message, by its sentences, by its words."""
        wide = width * max(1, size // _DEFAULT_PAGE)
        vector = question.vector
        messages = await self._index.near_messages(vector, scope, _NEAR_MESSAGES * wide, -1.0)
        [claims] = await self._index.near_claims(vector[None], scope, _NEAR_CLAIMS * wide, -1.0)
        by_terms = await self._index.near_terms(sorted(question.terms), scope, _NEAR_TERMS * wide)
        return (*messages, *claims, *by_terms)

    async def _found(
        self, viewer: Viewer, question: Question, answer: Answer, place: int, now: datetime
    ) -> FoundMessage:
        stored = answer.stored
        disputes = await self._disputes.open_cases(viewer, stored.message)
        if place < _HELD_AGAINST_LATER:
            later = await self._disputes.superseded(stored)
            disputes += [later] if later else []
        return FoundMessage(
            message=stored.message,
            passage=passage(question, stored),
            score=answer.score,
            expired=_is_expired(stored.message, now),
            disputes=tuple(disputes),
        )


def _scope(
    query: SearchQuery, lineage: Sequence[str], question: Question, now: datetime
) -> SearchScope:
    return SearchScope(
        exclude_agency="",
        area_codes=(query.area_code,) if query.area_code else (),
        area_lineage=tuple(lineage),
        live_at=_EVER if query.expired else now,
        model_version=question.model_version,
        agency=query.agency,
        published=True,
    )


def _is_asked_for(message: Message, query: SearchQuery, now: datetime) -> bool:
    return (
        message.state is MessageState.PUBLISHED
        and query.agency in ("", message.agency.id)
        and (query.expired or not _is_expired(message, now))
        and is_touched(message.area_codes, (query.area_code,) if query.area_code else ())
    )


def _is_expired(message: Message, now: datetime) -> bool:
    return message.valid_until is not None and message.valid_until < now
