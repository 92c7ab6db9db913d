"""Hand-written fakes of matching's ports."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import numpy as np
from selaras.kit.errors import Unavailable
from selaras.matching.domain.entailment import Entailment
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.message import Agency, Message, MessageState
from selaras.matching.domain.reembedding import Reembedding
from selaras.matching.domain.review import Judgement, Review, judgement_of
from selaras.matching.handlers.case_ports import DecisionTransaction
from selaras.matching.ports import (
    Embeddings,
    FindingChange,
    FindingQuery,
    StoredMessage,
    Vectors,
)

from tests.fakes.matching_cases import CaseMemory, CaseUnit


class FakeStore(CaseMemory):
    """The store in memory; a transaction that fails leaves nothing behind."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, StoredMessage] = {}
        self.all_findings: dict[str, Finding] = {}
        self.active: set[str] = set()
        self.judgements: dict[str, Judgement] = {}
        self.noted: list[tuple[FindingChange, tuple[str, str]]] = []
        self.emitted: list[tuple[str, bytes, str]] = []
        self.beside: dict[tuple[str, str], tuple[int, Vectors]] = {}
        self.reembedding: Reembedding | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[DecisionTransaction]:
        before = copy.deepcopy(self.__dict__)
        try:
            yield _FakeTransaction(self)
        except BaseException:
            self.__dict__.update(before)
            raise

    async def put_vectors(
        self, key: str, revision: int, model_version: str, vectors: Vectors
    ) -> None:
        known = self.messages.get(key)
        if known is None or known.message.revision != revision:
            return
        if known.vectors is None or known.model_version == model_version:
            self.messages[key] = replace(known, model_version=model_version, vectors=vectors)
        else:
            self.beside[key, model_version] = (revision, vectors)

    async def stored(
        self, keys: Sequence[str], model_version: str = ""
    ) -> dict[str, StoredMessage]:
        return {key: self._by(key, model_version) for key in keys if key in self.messages}

    def _by(self, key: str, model_version: str) -> StoredMessage:
        known = self.messages[key]
        if model_version and (known.model_version != model_version or known.vectors is None):
            revision, vectors = self.beside.get((key, model_version), (0, None))
            if vectors is not None and revision == known.message.revision:
                return replace(known, model_version=model_version, vectors=vectors)
        return known

    async def settle_vectors(self, model_version: str) -> bool:
        for key in self.messages:
            self.messages[key] = self._by(key, model_version)
        self.beside.clear()
        return True

    async def finding(self, finding_id: str) -> Finding | None:
        return self.all_findings[finding_id] if finding_id in self.active else None

    async def findings(self, query: FindingQuery) -> list[Finding]:
        chosen = [
            item
            for item in self._active()
            if query.agency in (item.left.agency, item.right.agency)
            and (not query.draft_key or query.draft_key in (item.left.key, item.right.key))
            and (not query.relations or item.verdict.relation in query.relations)
            and (not query.confidences or item.verdict.confidence in query.confidences)
            and (not query.after or (item.create_time, item.id) < query.after)
        ]
        chosen.sort(key=lambda item: (item.create_time, item.id), reverse=True)
        return chosen[: query.limit]

    async def changes(self, agency: str, after: int, limit: int) -> list[FindingChange]:
        return [
            change
            for change, agencies in self.noted
            if change.sequence > after and agency in agencies
        ][:limit]

    async def change_bounds(self) -> tuple[int, int]:
        return (1, len(self.noted))

    async def count_live(self) -> int:
        return len(await self.live_keys("", len(self.messages)))

    async def live_keys(self, after: str, limit: int) -> list[str]:
        keys = sorted(
            key
            for key, item in self.messages.items()
            if key > after and item.message.state is not MessageState.WITHDRAWN
        )
        return keys[:limit]

    async def live_embedded(self, after: str, limit: int) -> list[tuple[str, int]]:
        return [
            (key, self.messages[key].message.revision)
            for key in await self.live_keys(after, len(self.messages))
            if self.messages[key].vectors is not None
        ][:limit]

    def note(self, finding_id: str, kind: str, agencies: tuple[str, str]) -> None:
        """Remember a step of the stream of changes."""
        self.noted.append((FindingChange(len(self.noted) + 1, kind, finding_id), agencies))

    def _active(self) -> list[Finding]:
        return [item for name, item in self.all_findings.items() if name in self.active]


class _FakeTransaction(CaseUnit):
    def __init__(self, store: FakeStore) -> None:
        super().__init__(store)
        self._store = store

    async def message(self, key: str) -> StoredMessage | None:
        return self._store.messages.get(key)

    async def put_message(self, message: Message) -> None:
        known = self._store.messages.get(message.key)
        if known is None:
            stored = StoredMessage(message, 0, None, "", None)
        elif known.message.revision == message.revision:
            stored = replace(known, message=message)
        else:
            stored = replace(known, message=message, vectors=None)
        self._store.messages[message.key] = stored

    async def model_in_force(self) -> str:
        open_ = self._store.reembedding
        return open_.in_force if open_ is not None and open_.is_open else ""

    async def mark_checked(self, key: str, revision: int, at: datetime) -> None:
        known = self._store.messages[key]
        self._store.messages[key] = replace(known, checked_revision=revision, check_time=at)

    async def findings_of(self, key: str) -> list[Finding]:
        return [item for item in self._store._active() if key in (item.left.key, item.right.key)]

    async def put_finding(self, finding: Finding) -> None:
        before = self._store.all_findings.get(finding.id)
        shown = before is not None and before.verdict.relation is not Relation.NONE
        kind = "changed" if shown and finding.id in self._store.active else "added"
        self._store.all_findings[finding.id] = finding
        self._store.active.add(finding.id)
        if finding.verdict.relation is not Relation.NONE:
            self._store.judgements[finding.id] = judgement_of(finding, "w1")
        self._note(finding, kind)

    async def remove_finding(self, finding: Finding) -> None:
        self._store.active.discard(finding.id)
        self._note(finding, "removed")

    async def messages(self, keys: Sequence[str]) -> dict[str, Message]:
        known = self._store.messages
        return {key: known[key].message for key in keys if key in known}

    async def agency(self, agency_id: str) -> Agency | None:
        return self._store.newest_agency(agency_id)

    async def emit(self, subject: str, payload: bytes, event_id: str) -> None:
        self._store.emitted.append((subject, payload, event_id))

    def _note(self, finding: Finding, kind: str) -> None:
        self._store.note(finding.id, kind, (finding.left.agency, finding.right.agency))


class FakeReviews:
    """Reviews in memory, beside the findings of a store in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self.kept: list[Review] = []

    async def judgement(self, finding_id: str) -> Judgement | None:
        return self._store.judgements.get(finding_id)

    async def add(self, review: Review) -> Review:
        finding_id = review.judgement.finding_id
        known = (await self.latest(review.agency, [finding_id])).get(finding_id)
        if known is not None and review.repeats(known):
            return known
        self.kept.append(review)
        finding = await self._store.finding(finding_id)
        if finding is not None and finding.verdict.relation is not Relation.NONE:
            self._store.note(finding_id, "changed", (review.agency, review.agency))
        return review

    async def latest(self, agency: str, finding_ids: Sequence[str]) -> dict[str, Review]:
        return {
            review.judgement.finding_id: review
            for review in self.kept
            if review.agency == agency and review.judgement.finding_id in finding_ids
        }

    async def page(self, after: int, limit: int) -> list[tuple[int, Review]]:
        last = {
            (review.judgement.finding_id, review.agency): number
            for number, review in enumerate(self.kept, 1)
        }
        numbers = sorted(number for number in last.values() if number > after)
        return [(number, self.kept[number - 1]) for number in numbers[:limit]]


class FakeEntailer:
    """Answers the same of every pair; keeps what it was asked."""

    def __init__(self, answer: Entailment | None = None) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    async def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        self.asked += pairs
        return None if self.answer is None else [self.answer] * len(pairs)


class FakeEmbedder:
    """Vectors from hashed words: texts with common words are near, and it can be away."""

    def __init__(self, dimensions: int = 64) -> None:
        self.dimensions = dimensions
        self.away = False

    async def embed(self, texts: Sequence[str]) -> Embeddings:
        if self.away:
            raise Unavailable("EMBEDDING_UNAVAILABLE", "away for a test")
        return Embeddings(np.stack([self._vector(text) for text in texts]), "fake-1")

    async def embed_query(self, query: str) -> Embeddings:
        return await self.embed([query])

    async def model(self) -> tuple[str, int]:
        return "fake-1", self.dimensions

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimensions, 0.05, dtype=np.float32)
        for word in text.lower().split():
            digest = hashlib.sha256(word.encode()).digest()
            vector[digest[0] % self.dimensions] += 1.0
        return vector / np.linalg.norm(vector)
