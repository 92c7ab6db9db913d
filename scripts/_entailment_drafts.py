"""Pairs of claims (values marked) and of openings from labelled drafts: no template teaches that.

In real announcements most of what differs is of two things: the hour of a measurement and the hour
when school begins. Templates have too little of that.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from _entailment_pairs import Pair
from _judge_rows import UNLISTED, PairRow
from selaras.evaluation.dataset import Dataset, Facet, LabelledPair, pair_key
from selaras.matching.domain.facts import Fact
from selaras.matching.facts.compare import Comparison
from selaras.matching.judge.claims import statement_fact
from selaras.matching.judge.conflicts import Conflict
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.statement import opening, statement

# Of a pair of drafts without a contradiction, the differing facts that look most like one.
_HARDEST = 3
# Claims of two overlapping drafts that are this near say the same (see judge.signals.spread).
_SAME = 0.6
_NEUTRAL_FOR_EACH_CLASH = 1.3
_AGREEING = 600
_ALARM = 0.4
_OF_A_POST, _OF_POSTS, _OPENINGS_OF_POSTS = 4, 2_000, 800
_SHORT = 25
_RELATIONS = {"overlap": "entailment", "contradiction": "contradiction", "compatible": "neutral"}
# For each labelled pair so many of two matters.
_STRANGERS = 0.15

Texts = tuple[str, str]


@dataclass(slots=True)
class _Pool:
    clashing: list[Texts] = field(default_factory=list)
    others: list[tuple[Texts, str]] = field(default_factory=list)
    agreeing: list[Texts] = field(default_factory=list)


def draft_pairs(
    rows: Sequence[PairRow], dataset: Dataset, guess: LogisticModel, seed: int
) -> list[Pair]:
    """Labelled clashes (contradiction), other claims (neutral) and agreeing ones (entailment).

    Args:
        rows: pairs of labelled drafts.
        dataset: what they were made of.
        guess: says which conflicts look most like one.
        seed: of what is drawn.
    """
    rng = random.Random(seed)
    labels = {pair.key: pair for pair in dataset.pairs}
    pool = _Pool()
    for row in rows:
        key = pair_key(row.one.message.external_id, row.other.message.external_id)
        if row.relation == "contradiction":
            pool.clashing += sorted({*_named(row), *_labelled(row, labels[key])})
        elif row.relation != UNLISTED:
            pool.others += [*_hardest(row, guess, _HARDEST), *_claims(row)]
        else:
            pool.others += [*_hardest(row, guess, 1), *list(_claims(row))[:1]]
        if row.relation in {"overlap", "contradiction"}:
            pool.agreeing += _agreeing(row, rng)
    return _drawn(pool, rng)


def opening_pairs(dataset: Dataset, seed: int) -> list[Pair]:
    """The openings of labelled drafts: what two messages are to each other as a whole.

    An overlap is an entailment, a compatible pair neutral, as are drafts of two matters.
    """
    rng = random.Random(seed)
    openings = {draft.id: opening(draft.title, draft.body) for draft in dataset.drafts}
    pairs = [
        Pair(*rng.sample((openings[pair.a], openings[pair.b]), 2), _RELATIONS[pair.relation])
        for pair in dataset.pairs
    ]
    pairs += [
        Pair(pair.hypothesis, pair.premise, pair.label)
        for pair in pairs
        if pair.label == "entailment"
    ]
    for _ in range(int(_STRANGERS * len(dataset.pairs))):
        one, other = rng.sample(dataset.drafts, 2)
        if one.scenario != other.scenario:
            pairs.append(Pair(openings[one.id], openings[other.id], "neutral"))
    return pairs


def false_alarms(rows: Sequence[PairRow]) -> list[Pair]:
    """Both ways, what was read as a clash in drafts that do not clash."""
    pairs: list[Pair] = []
    for row in rows:
        for item in row.conflicts if row.relation in {"compatible", "overlap"} else ():
            reading = row.readings.get(item.facts)
            if reading is not None and reading.contradiction > _ALARM:
                texts, label = _texts(row, item.mine, item.theirs), _label(row, item)
                pairs += [Pair(*texts, label), Pair(*texts[::-1], label)]
    return pairs


def post_pairs(rows: Sequence[PairRow], seed: int) -> list[Pair]:
    """Differing facts, near claims and openings of pairs of real posts, as neutral."""
    rng = random.Random(seed)
    pairs: list[Pair] = []
    openings: list[Pair] = []
    for row in rows:
        sides = (row.one.message, row.other.message)
        openings.append(Pair(*(opening(side.title, side.body) for side in sides), "neutral"))
        chosen = rng.sample(row.conflicts, min(_OF_A_POST, len(row.conflicts)))
        pairs += [Pair(*_texts(row, item.mine, item.theirs), "neutral") for item in chosen]
    return [
        *rng.sample(pairs, min(_OF_POSTS, len(pairs))),
        *rng.sample(openings, min(_OPENINGS_OF_POSTS, len(openings))),
    ]


def _drawn(pool: _Pool, rng: random.Random) -> list[Pair]:
    both_ways = [*pool.clashing, *(texts[::-1] for texts in pool.clashing)]
    most = min(len(pool.others), int(_NEUTRAL_FOR_EACH_CLASH * len(both_ways)))
    others = rng.sample(pool.others, most)
    others += [
        (texts, "entailment")
        for texts in rng.sample(pool.agreeing, min(_AGREEING, len(pool.agreeing)))
    ]
    return [
        *(Pair(*texts, "contradiction") for texts in both_ways),
        *(Pair(*(texts if rng.random() < 0.5 else texts[::-1]), label) for texts, label in others),
    ]


def _named(row: PairRow) -> Iterator[Texts]:
    """The conflicts that the labels name."""
    for conflict, target in zip(row.conflicts, row.targets, strict=True):
        if target:
            yield _texts(row, conflict.mine, conflict.theirs)


def _labelled(row: PairRow, label: LabelledPair) -> Iterator[Texts]:
    """The claims that hold the labelled places, whether or not a fact was read in them."""
    for facet in label.facets:
        mine = _claim(row.one, label, facet)
        theirs = _claim(row.other, label, facet)
        if mine is not None and theirs is not None:
            yield _texts(row, mine, theirs)


def _claim(message: Prepared, label: LabelledPair, facet: Facet) -> Fact | None:
    surface = facet.a_text if message.message.external_id == label.a else facet.b_text
    for claim in message.extracted.claims:
        if surface in claim.text or (len(surface) > _SHORT and claim.text in surface):
            return statement_fact(claim)
    return None


def _hardest(row: PairRow, guess: LogisticModel, most: int) -> Iterator[tuple[Texts, str]]:
    """Differing facts of drafts that do not clash, those that look most like a conflict."""
    facts = [item for item in row.conflicts if not item.of_claims]
    facts.sort(key=lambda item: -guess.probability(item.signals))
    for item in facts[:most]:
        yield _texts(row, item.mine, item.theirs), "neutral"


def _claims(row: PairRow) -> Iterator[tuple[Texts, str]]:
    """The nearest claims of drafts that do not clash."""
    for item in row.conflicts:
        if item.of_claims:
            yield _texts(row, item.mine, item.theirs), _label(row, item)


def _label(row: PairRow, item: Conflict) -> str:
    """What two claims or values of drafts that do not clash are to each other."""
    same = row.relation == "overlap" and item.signals["claim_cosine"] > _SAME
    return "entailment" if item.of_claims and same else "neutral"


def _agreeing(row: PairRow, rng: random.Random) -> list[Texts]:
    """One pair of facts that both drafts state."""
    equal = [item for item in row.context.pairings if item.comparison is Comparison.EQUAL]
    return [_texts(row, item.mine, item.theirs) for item in rng.sample(equal, min(1, len(equal)))]


def _texts(row: PairRow, mine: Fact, theirs: Fact) -> Texts:
    return statement(row.one.extracted, mine), statement(row.other.extracted, theirs)
