"""What may be wrong with a published message: an open case, or a later message of its agency."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from selaras.matching.domain.case import Case
from selaras.matching.domain.finding import Evidence, Relation
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.domain.viewer import Viewer, is_touched, scope_of
from selaras.matching.index.port import MessageIndex, SearchScope
from selaras.matching.judge.context import context_of
from selaras.matching.judge.interface import Judge, Prepared, Readings, Weighing
from selaras.matching.pipeline import Pipeline
from selaras.matching.ports import Entailer, FindingQuery, Store, StoredMessage
from selaras.matching.reading import Reader

# Cosine of two messages of one agency from which the later can be on the matter of the earlier.
_ON_ONE_MATTER: Final = 0.88
# Near messages of the agency that are looked for, and the nearest later ones that are compared:
# each costs some 50 ms, and as much again or more where it is read.
_NEAR: Final = 20
_COMPARED: Final = 3
# Pairs of texts that the entailment model reads for one message; seven for each later one.
_MOST_QUESTIONS: Final = 21
# Share of the facts of the shorter message that the other must repeat where nothing was read.
_REPEATED: Final = 0.25
_MOST_FINDINGS: Final = 200
_EVER: Final = datetime.min.replace(tzinfo=UTC)


class DisputeKind(enum.StrEnum):
    """Why a message is disputed."""

    OPEN_CASE = "open_case"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Dispute:
    """What may be wrong with a message.

    Attributes:
        case: the case, where the caller may see it.
        later: the later message, which is public.
        evidence: what clashes most, the disputed message on the left; only with ``later``.
    """

    kind: DisputeKind
    case: Case | None = None
    later: Message | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A later message that may contradict an earlier one, and how the two compare."""

    prepared: Prepared
    weighing: Weighing


class Disputes:
    """Finds out what speaks against messages that are public.

    Args:
        entailer: reads what may supersede a message; None: nothing is read, and a later message
            must repeat more of the facts of the earlier instead.
    """

    def __init__(
        self,
        *,
        store: Store,
        index: MessageIndex,
        pipeline: Pipeline,
        judge: Judge,
        entailer: Entailer | None = None,
    ) -> None:
        self._store = store
        self._index = index
        self._pipeline = pipeline
        self._judge = judge
        self._reader = Reader(entailer, _MOST_QUESTIONS) if entailer else None

    async def open_cases(self, viewer: Viewer, message: Message) -> list[Dispute]:
        """One for each live case in which another agency contradicts the message.

        That other agencies say the same, which makes a case too, is no dispute.
        """
        query = FindingQuery(
            agency=message.agency.id,
            draft_key=message.key,
            relations=(Relation.CONTRADICTION,),
            limit=_MOST_FINDINGS,
        )
        findings = await self._store.findings(query)
        case_ids = dict.fromkeys(item.case_id for item in findings if item.case_id)
        cases = [await self._store.case(case_id) for case_id in case_ids]
        return [
            Dispute(DisputeKind.OPEN_CASE, case=case if viewer.sees(scope_of(case)) else None)
            for case in cases
            if case is not None and case.is_live
        ]

    async def superseded(self, stored: StoredMessage) -> Dispute | None:
        """The newest later message of the agency that contradicts this one; None: there is none.

        Of later messages to overlapping areas the nearest are weighed by their facts, and those in
        doubt are read. Facts alone are not enough: of 500 long posts of one office, on ever new
        events, they called 77 superseded; of 104 such pairs in doubt that were read, 2 remained.

        Raises:
            Unavailable: a part is away.
        """
        later = await self._later(stored)
        examined = self._pipeline.restore(stored) if later else None
        if examined is None:
            return None
        suspects = [item async for item in self._suspects(examined.prepared, later)]
        weighings = [item.weighing for item in suspects]
        readings: Sequence[Readings] = [{}] * len(suspects)
        if self._reader is not None:
            readings = await self._reader.read(weighings)
        for suspect, read in zip(suspects, readings, strict=True):
            evidence = _clash(examined.prepared, suspect, read)
            if evidence is not None:
                return Dispute(
                    DisputeKind.SUPERSEDED, later=suspect.prepared.message, evidence=evidence
                )
        return None

    async def _suspects(
        self, earlier: Prepared, later: Iterable[StoredMessage]
    ) -> AsyncIterator[_Suspect]:
        """Later messages that may contradict an earlier one, by their facts."""
        for item in later:
            other = self._pipeline.restore(item)
            if other is None:
                continue
            weighing = self._judge.weigh(earlier, other.prepared)
            if weighing.decide({}).relation is Relation.CONTRADICTION:
                yield _Suspect(other.prepared, weighing)
            await asyncio.sleep(0)  # judging holds the processor: let calls be answered between

    async def _later(self, stored: StoredMessage) -> Sequence[StoredMessage]:
        """The nearest later published messages of the same agency, the newest first."""
        message = stored.message
        if stored.vectors is None or not len(stored.vectors):
            return []
        scope = SearchScope(
            exclude_agency="",
            area_codes=(),
            area_lineage=(),
            live_at=_EVER,
            model_version=stored.model_version,
            exclude_key=message.key,
            agency=message.agency.id,
            published=True,
        )
        hits = await self._index.near_messages(stored.vectors[0], scope, _NEAR, _ON_ONE_MATTER)
        known = await self._store.stored([hit.key for hit in hits], stored.model_version)
        near = [known[hit.key] for hit in hits if hit.key in known]
        later = [item for item in near if _is_later(item.message, message)][:_COMPARED]
        later.sort(key=lambda item: (went_out(item.message), item.message.key), reverse=True)
        return later


def _clash(earlier: Prepared, suspect: _Suspect, read: Readings) -> Evidence | None:
    """What clashes most between a message and a later one; None: nothing that is certain."""
    verdict = suspect.weighing.decide(read)
    if verdict.relation is not Relation.CONTRADICTION or not verdict.alerts:
        return None
    if not read and not _repeats(earlier, suspect.prepared):
        return None
    return verdict.evidence[0] if verdict.evidence else None


def went_out(message: Message) -> datetime:
    """When a published message went out; when it was written, where that was not said."""
    return message.publish_time or message.authored


def _repeats(one: Prepared, other: Prepared) -> bool:
    """Whether enough of what one message states is stated by the other too."""
    fewest = min(len(one.extracted.facts), len(other.extracted.facts))
    return fewest > 0 and context_of(one, other).equal_facts >= _REPEATED * fewest


def _is_later(other: Message, message: Message) -> bool:
    return (
        other.state is MessageState.PUBLISHED
        and other.agency.id == message.agency.id
        and went_out(other) > went_out(message)
        and is_touched(other.area_codes, message.area_codes)
    )
