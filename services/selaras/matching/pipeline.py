"""The way of one message, step by step: the one file that names the steps in their order.

1. take apart     claims with exact spans, facts in them          (text/, facts/)
2. scope          which areas it speaks to                        (judge/scope.py)
3. embed          the whole message and every claim               (embedding service)
4. index          so that later messages find it                  (index/)
5. retrieve       near messages of other agencies: whole-message vectors, claim vectors,
                  and shared word shingles for copies that vectors rank low
6. weigh          each pair, by facts, vectors and words          (judge/)
7. read           openings and claims in doubt, by entailment     (embedding service)
8. decide         each pair                                       (judge/)

Steps 1-3 and 5-8 are the same for a text that is only checked and never stored.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol

from selaras.kit import tracing
from selaras.matching.cases.matters import Links
from selaras.matching.domain.finding import Relation, Verdict
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.domain.reembedding import LeastScores
from selaras.matching.index.lexical import lexical_bands
from selaras.matching.index.port import Hit, IndexedMessage, MessageIndex, SearchScope
from selaras.matching.judge.interface import Judge, Prepared
from selaras.matching.judge.superseded import without_superseded
from selaras.matching.ports import Embedder, Entailer, Store, StoredMessage
from selaras.matching.preparation import Preparation
from selaras.matching.reading import Reader
from selaras.matching.settings import RetrievalSettings
from selaras.matching.text.terms import terms

# Messages less probably on one matter than this have none in common. Of more than so many near a
# draft the rest is taken to be on its matter: comparing each with each costs their square.
_LEAST_KINSHIP = 0.02
_MOST_KIN = 12


@dataclass(frozen=True, slots=True)
class Examined:
    """A message with everything that the search and the judge need."""

    prepared: Prepared
    model_version: str
    bands: tuple[str, ...]

    @property
    def message(self) -> Message:
        """The message."""
        return self.prepared.message


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on the asking message and one candidate."""

    other: Message
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """Verdicts on the near messages, the most probable first, and how those lie to each other."""

    judged: list[Judged]
    links: Links


class ModelScores(Protocol):
    """Knows models that want other least scores than the settings say."""

    async def least_scores(self, model_version: str) -> LeastScores | None:
        """Those of a model; None: those of the settings."""
        ...


class Pipeline:
    """Examines messages and compares them with those of other agencies."""

    def __init__(
        self,
        *,
        embedder: Embedder,
        entailer: Entailer,
        index: MessageIndex,
        store: Store,
        judge: Judge,
        preparation: Preparation,
        settings: RetrievalSettings,
        scores: ModelScores | None = None,
    ) -> None:
        self._scores = scores
        self._embedder = embedder
        self._reader = Reader(entailer, settings.entailment_pairs)
        self._index = index
        self._store = store
        self._judge = judge
        self._preparation = preparation
        self._settings = settings
        self._recent: OrderedDict[tuple[str, int, str], Prepared] = OrderedDict()

    async def examine(self, message: Message) -> Examined:
        """Steps 1 to 3.

        Raises:
            Unavailable: EMBEDDING_UNAVAILABLE.
        """
        taken_apart = self._preparation.take_apart(message)
        claims = [claim.text for claim in taken_apart.extracted.claims]
        with tracing.span("embed", attributes={"selaras.claims": len(claims)}):
            embeddings = await self._embedder.embed([message.text, *claims])
        return Examined(
            taken_apart.with_vectors(embeddings.vectors),
            embeddings.model_version,
            lexical_bands(message.text),
        )

    def restore(self, stored: StoredMessage) -> Examined | None:
        """What :meth:`examine` answered once, from the stored vectors; None where they do not fit.

        They do not when the segmenter has changed since: then the message is examined anew.
        """
        prepared = self._with_stored_vectors(stored)
        if prepared is None:
            return None
        return Examined(prepared, stored.model_version, lexical_bands(stored.message.text))

    @tracing.traced("index")
    async def keep(self, examined: Examined) -> None:
        """Step 4: store the vectors and index them, so that later messages find this one."""
        await self.keep_vectors(examined)
        await self._index.put(to_indexed(examined))
        await self.note_published([examined.message])

    async def note_published(self, messages: Iterable[Message]) -> None:
        """Mark what went out since it was read: when that was told, it was not indexed yet."""
        drafts = [item.key for item in messages if item.state is not MessageState.PUBLISHED]
        for key, known in (await self._store.stored(drafts)).items():
            if known.message.state is MessageState.PUBLISHED:
                await self._index.mark_published(key, known.message.revision)

    async def take_out(self, key: str) -> bool:
        """Take a message out of the index; one that has come back meanwhile stays in it.

        Another process may handle the submission that follows on a withdrawal before this is done.
        """
        known = await self._index.remove(key)
        stored = (await self._store.stored([key])).get(key)
        if stored is not None and stored.message.state is not MessageState.WITHDRAWN:
            examined = self.restore(stored)
            if examined is not None:
                await self._index.put(to_indexed(examined))
        return known

    async def examine_anew(self, message: Message) -> Examined:
        """Examine a message again and store its vectors; what is indexed stays as it is.

        Raises:
            Unavailable: EMBEDDING_UNAVAILABLE.
        """
        examined = await self.examine(message)
        await self.keep_vectors(examined)
        return examined

    async def keep_vectors(self, examined: Examined) -> None:
        """Store the vectors and do not index them."""
        message = examined.message
        await self._store.put_vectors(
            message.key, message.revision, examined.model_version, examined.prepared.vectors
        )

    async def compare(self, examined: Examined) -> Compared:
        """Steps 5 to 8: verdicts on the near messages.

        Raises:
            Unavailable: EMBEDDING_UNAVAILABLE.
        """
        candidates = await self._candidates(examined)
        with tracing.span("judge", attributes={"selaras.candidates": len(candidates)}):
            judged = await self._decide(examined, candidates)
        links = await self._links(candidates, judged)
        judged.sort(key=lambda item: (-item.verdict.probability, item.other.key))
        return Compared(judged, links)

    async def _decide(self, examined: Examined, candidates: list[Prepared]) -> list[Judged]:
        """Steps 6 to 8: the verdict on each candidate."""
        weighings = []
        for candidate in candidates:
            weighings.append(self._judge.weigh(examined.prepared, candidate))
            await asyncio.sleep(0)  # judging holds the processor: let calls be answered between
        readings = await self._reader.read(weighings)
        judged = []
        for candidate, weighing, read in zip(candidates, weighings, readings, strict=True):
            said = weighing.decide(read)
            verdict = without_superseded(examined.prepared, candidate, said, candidates)
            judged.append(Judged(candidate.message, verdict))
        return judged

    async def _links(self, candidates: list[Prepared], judged: list[Judged]) -> Links:
        """Which candidates are on the matter of the message, and which have none in common.

        Of its matter is what clashes with it or may say the same. That all values agree which both
        name is not enough: the offices of one city name the city, and often the same day.
        """
        verdicts = [item.verdict for item in judged]
        akin = [
            candidate
            for candidate, verdict in zip(candidates, verdicts, strict=True)
            if verdict.alerts or verdict.relation is Relation.OVERLAP
        ][:_MOST_KIN]
        strangers = set()
        for one, other in combinations(akin, 2):
            if self._judge.weigh(one, other).kinship < _LEAST_KINSHIP:
                strangers.add(frozenset((one.message.key, other.message.key)))
            await asyncio.sleep(0)  # as above
        kin = frozenset(candidate.message.key for candidate in akin)
        compared = frozenset(candidate.message.key for candidate in candidates)
        return Links(kin, frozenset(strangers), compared)

    @tracing.traced("retrieve")
    async def _candidates(self, examined: Examined) -> list[Prepared]:
        """Near messages of other agencies, as the judge wants them."""
        hits = await self._retrieve(examined)
        stored = await self._store.stored(list(hits), examined.model_version)
        candidates = []
        for key, other in stored.items():
            prepared = self._prepare_stored(other, examined.model_version)
            withdrawn = other.message.state is MessageState.WITHDRAWN
            own = other.message.agency.id == examined.message.agency.id
            if prepared is None or own or withdrawn:
                continue
            self._remember(key, examined.model_version, prepared)
            candidates.append(prepared)
        return candidates

    async def _retrieve(self, examined: Examined) -> dict[str, float]:
        """Keys of the candidates with their best score, at most ``max_candidates``."""
        settings = self._settings
        least = await self._least(examined.model_version)
        scope = to_scope(examined)
        vectors = examined.prepared.vectors
        hits: list[Hit] = list(
            await self._index.near_messages(
                vectors[0], scope, settings.near_messages, least.message
            )
        )
        # A few from anywhere: a ferry or a volcano concerns agencies whose areas do not meet.
        anywhere = replace(scope, area_codes=(), area_lineage=())
        hits.extend(
            await self._index.near_messages(
                vectors[0], anywhere, settings.near_anywhere, least.message
            )
        )
        if len(vectors) > 1:
            for claim_hits in await self._index.near_claims(
                vectors[1 : 1 + settings.most_claims],
                scope,
                settings.near_claims,
                least.claim,
            ):
                hits.extend(claim_hits)
        lexical = await self._index.near_lexical(examined.bands, scope, settings.near_lexical)
        best: dict[str, float] = {hit.key: 1.0 for hit in lexical}
        for hit in hits:
            best[hit.key] = max(best.get(hit.key, 0.0), hit.score)
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return dict(ranked[: settings.max_candidates])

    async def _least(self, model_version: str) -> LeastScores:
        """From which cosine two texts are near, by a model."""
        own = await self._scores.least_scores(model_version) if self._scores else None
        return own or LeastScores(self._settings.min_message_score, self._settings.min_claim_score)

    def _prepare_stored(self, stored: StoredMessage, model_version: str) -> Prepared | None:
        """A candidate as the judge wants it; None when it has no vectors of this model."""
        message = stored.message
        known = self._recent.get((message.key, message.version, model_version))
        if known is not None:
            return known
        if stored.model_version != model_version:
            return None
        return self._with_stored_vectors(stored)

    def _with_stored_vectors(self, stored: StoredMessage) -> Prepared | None:
        if stored.vectors is None:
            return None
        taken_apart = self._preparation.take_apart(stored.message)
        if len(stored.vectors) != len(taken_apart.extracted.claims) + 1:
            # Cut by an older version of the segmenter; a rebuild of the index mends it.
            return None
        return taken_apart.with_vectors(stored.vectors)

    def forget(self, key: str) -> None:
        """Keep nothing of a message ready."""
        for entry in [entry for entry in self._recent if entry[0] == key]:
            del self._recent[entry]

    def _remember(self, key: str, model_version: str, prepared: Prepared) -> None:
        """Keep what was prepared: messages on one matter meet each other again and again."""
        entry = (key, prepared.message.version, model_version)
        self._recent[entry] = prepared
        self._recent.move_to_end(entry)
        while len(self._recent) > self._settings.remembered_messages:
            self._recent.popitem(last=False)


def to_indexed(examined: Examined) -> IndexedMessage:
    """The message as the index keeps it."""
    message = examined.message
    scope = examined.prepared.scope
    return IndexedMessage(
        key=message.key,
        agency=message.agency.id,
        revision=message.revision,
        area_codes=scope.area_codes,
        area_lineage=scope.area_lineage,
        valid_until=message.valid_until,
        model_version=examined.model_version,
        lexical_bands=examined.bands,
        message_vector=examined.prepared.vectors[0],
        claim_vectors=examined.prepared.vectors[1:],
        published=message.state is MessageState.PUBLISHED,
        terms=tuple(sorted(terms(message.text))),
    )


def to_scope(examined: Examined) -> SearchScope:
    """Where to search for near messages."""
    message = examined.message
    scope = examined.prepared.scope
    return SearchScope(
        exclude_agency=message.agency.id,
        area_codes=scope.area_codes,
        area_lineage=scope.area_lineage,
        live_at=message.authored,
        model_version=examined.model_version,
        exclude_key=message.key,
    )
