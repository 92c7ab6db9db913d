"""The labels of a set in the judge's place, to measure cases apart from what the judge misses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from selaras.evaluation.dataset import Dataset, LabelledPair
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import (
    Confidence,
    Evidence,
    Passage,
    Reason,
    Relation,
    Verdict,
)
from selaras.matching.domain.message import MessageState
from selaras.matching.domain.text import Part, Span
from selaras.matching.judge.alignment import align
from selaras.matching.judge.evidence import nearest_claims
from selaras.matching.judge.interface import Prepared
from selaras.matching.pipeline import Compared, Examined, Judged, Pipeline

_RELATIONS = {
    "contradiction": (Relation.CONTRADICTION, Reason.FACTS_DIFFER),
    "overlap": (Relation.OVERLAP, Reason.SAME_MESSAGE),
}


class LabelledJudge:
    """Answers the verdicts of the labels for messages that are drafts of a set.

    What is labelled a contradiction or an overlap is found, and nothing else is. How the messages
    around a draft lie to each other, which decides what becomes one case, is still what the real
    judge says: it is what is measured.
    """

    def __init__(self, dataset: Dataset) -> None:
        agencies = {draft.id: draft.agency for draft in dataset.drafts}
        self._labels: dict[str, dict[str, LabelledPair]] = {}
        for pair in dataset.pairs:
            keys = f"{agencies[pair.a]}/{pair.a}", f"{agencies[pair.b]}/{pair.b}"
            if pair.relation in _RELATIONS and agencies[pair.a] != agencies[pair.b]:
                self._labels.setdefault(keys[0], {})[keys[1]] = pair
                self._labels.setdefault(keys[1], {})[keys[0]] = pair

    @contextmanager
    def installed(self) -> Iterator[None]:
        """While it lasts, pipelines of this process answer by the labels."""
        real = Pipeline.compare

        async def compare(pipeline: Pipeline, examined: Examined) -> Compared:
            return await self._judge(pipeline, examined, await real(pipeline, examined))

        Pipeline.compare = compare  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            Pipeline.compare = real  # type: ignore[method-assign]

    async def _judge(self, pipeline: Pipeline, examined: Examined, said: Compared) -> Compared:
        labels = self._labels.get(examined.message.key, {})
        verdicts = {
            item.other.key: item.verdict
            for item in said.judged
            if item.verdict.relation is Relation.NONE and item.other.key not in labels
        }
        stored = await pipeline._store.stored([*labels, *verdicts])  # those that came before
        candidates: list[Prepared] = []
        judged: list[Judged] = []
        for key in (*labels, *verdicts):
            if key not in stored or stored[key].message.state is MessageState.WITHDRAWN:
                continue
            other = pipeline._prepare_stored(stored[key], examined.model_version)
            if other is None:
                continue
            label = labels.get(key)
            asking = examined.prepared
            verdict = verdict_of(label, asking, other) if label else verdicts[key]
            candidates.append(other)
            judged.append(Judged(other.message, verdict))
        links = await pipeline._links(candidates, judged)
        judged.sort(key=lambda item: (-item.verdict.probability, item.other.key))
        return Compared(judged, links)


def verdict_of(label: LabelledPair, asking: Prepared, other: Prepared) -> Verdict:
    """What a judge without fault says of a labelled pair, the asking message on the left.

    The evidence are the labelled facets; without any the nearest claims, as the judge has them for
    an overlap, or the whole texts where there are no claims.
    """
    relation, reason = _RELATIONS[label.relation]
    flipped = asking.message.external_id != label.a
    evidence = []
    for facet in label.facets:
        texts = (facet.b_text, facet.a_text) if flipped else (facet.a_text, facet.b_text)
        left, right = _passage(asking, texts[0]), _passage(other, texts[1])
        if left and right:
            evidence.append(Evidence(_kind(facet.kind), left, right, 1.0))
    if not evidence:
        evidence.extend(nearest_claims(asking, other, align(asking, other)))
    if not evidence:
        evidence.append(Evidence(None, _whole(asking), _whole(other), 1.0))
    return Verdict(relation, Confidence.CONFIRMED, 1.0, reason, tuple(evidence))


def _kind(name: str) -> FactKind | None:
    try:
        return FactKind(name)
    except ValueError:
        return None  # a label of a kind that the judge does not know


def _passage(prepared: Prepared, surface: str) -> Passage | None:
    """The first place of a text in a message, with the claim around it; None: it is not there."""
    message = prepared.message
    for part, text in ((Part.BODY, message.body), (Part.TITLE, message.title)):
        start = text.find(surface)
        if start == -1 or not surface:
            continue
        span = Span(part, start, start + len(surface))
        claims = prepared.extracted.claims
        around = next((claim for claim in claims if claim.span.contains(span)), None)
        if around:
            return Passage(span, surface, around.text, start - around.span.start)
        near = next((claim for claim in claims if claim.span.overlaps(span)), None)
        return Passage(span, surface, near.text if near else surface, None if near else 0)
    return None


def _whole(prepared: Prepared) -> Passage:
    body = prepared.message.body
    return Passage(Span(Part.BODY, 0, len(body)), body, body, 0)
