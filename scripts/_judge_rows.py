"""Pairs of messages with everything that can be known of them before the judge is fitted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

from _judge_copies import copies
from _judge_posts import PostFile, embedded, near_posts
from selaras.embedding.adapters.sentence_transformer import SentenceTransformerEncoder
from selaras.evaluation.dataset import Dataset, LabelledDraft, LabelledPair, pair_key
from selaras.evaluation.replay import area_codes
from selaras.matching.domain.entailment import Reading
from selaras.matching.domain.facts import Fact
from selaras.matching.domain.message import Agency, AgencyLevel, Message
from selaras.matching.judge.alignment import Alignment, align
from selaras.matching.judge.conflicts import Conflict, conflicts
from selaras.matching.judge.context import Context, context_of
from selaras.matching.judge.interface import Prepared, Subject
from selaras.matching.judge.matter import of_the_pair
from selaras.matching.judge.scope import AreaRelation, area_relation
from selaras.matching.preparation import Preparation

UNRELATED = "unrelated"
UNLISTED = "unlisted"
# Pairs of unrelated posts are many, with dozens of differing facts each.
UNRELATED_CONFLICT_WEIGHT = 0.05
# In a contradicting pair, a difference that the labels do not name may be one all the same.
UNNAMED_WEIGHT = 0.3
# Unlisted pairs less near than this are never candidates.
_LEAST_COSINE = 0.75
# The matters of a set lie months apart, and whatever was written on one day is of one matter there.
# In life it is not: part of the pairs of two matters are taken as written at once.
_AT_ONE_TIME = 0.5


@dataclass(slots=True)
class PairRow:
    """One pair of messages.

    Attributes:
        relation: the label, ``unlisted`` or ``unrelated``.
        scenario: the group that it belongs to: no group is both fitted on and judged.
        targets: 1 for each conflict that the labels name, else 0.
        weights: how much each target counts.
        of_pair: the signals of the two messages as a whole.
        readings: what the entailment model said of openings and of pairs of facts.
        copied: whether one is made of the other: fitted on, and not counted.
    """

    one: Prepared
    other: Prepared
    relation: str
    scenario: str
    alignment: Alignment
    context: Context
    conflicts: list[Conflict]
    targets: list[float]
    weights: list[float]
    of_pair: dict[str, float]
    readings: dict[Subject, Reading] = field(default_factory=dict)
    copied: bool = False


def labelled_rows(
    dataset: Dataset,
    preparation: Preparation,
    encoder: SentenceTransformerEncoder,
    unlisted: float = 1.0,
) -> list[PairRow]:
    """Pairs of two agencies of the set whose areas meet; of those not listed only a part."""
    chance = random.Random(0)
    prepared = {
        draft.id: embedded(to_message(draft), preparation, encoder) for draft in dataset.drafts
    }
    labels = {pair.key: pair for pair in dataset.pairs}
    made = []
    for first, second in combinations(dataset.drafts, 2):
        one, other = prepared[first.id], prepared[second.id]
        apart = area_relation(one.scope, other.scope) is AreaRelation.DISJOINT
        label = labels.get(pair_key(first.id, second.id))
        if first.agency == second.agency or apart or (not label and chance.random() > unlisted):
            continue
        if label is None and float(one.vectors[0] @ other.vectors[0]) < _LEAST_COSINE:
            continue
        if label is None and chance.random() < _AT_ONE_TIME:
            other = replace(other, message=replace(other.message, authored=one.message.authored))
        made.append(_row(one, other, label, label.relation if label else UNLISTED, first.scenario))
    return made


def copied_rows(
    dataset: Dataset, preparation: Preparation, encoder: SentenceTransformerEncoder, seed: int
) -> Iterator[PairRow]:
    """Drafts beside copies of themselves, whole or with one value changed."""
    for draft, copy, label in copies(dataset.drafts, seed):
        one, other = (embedded(to_message(side), preparation, encoder) for side in (draft, copy))
        row = _row(one, other, label, label.relation, draft.scenario)
        row.copied = True
        yield row


def unrelated_rows(
    files: list[PostFile],
    preparation: Preparation,
    encoder: SentenceTransformerEncoder,
    *,
    even: bool,
) -> Iterator[PairRow]:
    """Pairs of near posts that neither clash nor say the same, of posts with even or odd numbers.

    The even ones are for training the entailment model, the odd ones for fitting the judge.
    """
    for file in files:
        for one, other in near_posts(file, preparation, encoder, even=even):
            yield _row(one, other, None, UNRELATED, one.message.key)


def to_message(draft: LabelledDraft) -> Message:
    """A labelled draft as matching would receive it."""
    codes = area_codes(draft.region)
    agency = Agency(
        draft.agency,
        draft.agency_name,
        AgencyLevel(draft.level),
        codes[0] if len(codes) == 1 else "",
    )
    return Message(
        agency, draft.id, 1, 1, draft.title, draft.body, draft.created_at, area_codes=codes
    )


def _row(
    one: Prepared, other: Prepared, label: LabelledPair | None, relation: str, scenario: str
) -> PairRow:
    alignment, context = align(one, other), context_of(one, other)
    found = conflicts(one, other, alignment, context)
    pair = of_the_pair(one, other, alignment, context)
    row = PairRow(one, other, relation, scenario, alignment, context, found, [], [], pair)
    for conflict in found:
        target, weight = _target(row, conflict, label)
        row.targets.append(target)
        row.weights.append(weight)
    return row


def _target(row: PairRow, conflict: Conflict, label: LabelledPair | None) -> tuple[float, float]:
    """Whether a conflict is one of the labelled ones, and how much that counts."""
    if row.relation == UNRELATED:
        return 0.0, UNRELATED_CONFLICT_WEIGHT
    if label is None or label.relation != "contradiction":
        return 0.0, 1.0
    for facet in label.facets:
        surfaces = {label.a: facet.a_text, label.b: facet.b_text}
        sides = ((row.one, conflict.mine), (row.other, conflict.theirs))
        if all(_touches(side, fact, surfaces[side.message.external_id]) for side, fact in sides):
            return 1.0, 1.0
    return 0.0, UNNAMED_WEIGHT


def _touches(side: Prepared, fact: Fact, surface: str) -> bool:
    """Whether a fact overlaps a labelled place."""
    span = fact.span
    text = side.message.title if span.part == "title" else side.message.body
    start = text.find(surface)
    while start != -1:
        if start < span.end and span.start < start + len(surface):
            return True
        start = text.find(surface, start + 1)
    return False
