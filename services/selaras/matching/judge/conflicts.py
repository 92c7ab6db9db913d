"""Pairs of facts that cannot both hold, with signals of whether they are about one thing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selaras.matching.domain.facts import (
    DateValue,
    Fact,
    FactKind,
    IdentityValue,
    MoneyValue,
    PercentageValue,
    QuantityValue,
    Role,
    StatusValue,
    TimeValue,
)
from selaras.matching.facts.compare import Comparison
from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.context import Context, Pairing, is_same
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.scope import AreaRelation

# Texts of one week may well be about one occasion, those of two years hardly.
_AUTHORED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts whose values differ, and the named signals about them."""

    mine: Fact
    theirs: Fact
    signals: dict[str, float]


def conflicts(
    one: Prepared, other: Prepared, alignment: Alignment, context: Context
) -> list[Conflict]:
    """Every pair of different facts of one kind in the two messages."""
    answered_mine, answered_theirs = _answered(alignment, context)
    best = _best_cosine(alignment, context)
    phases = _phases(one), _phases(other)
    counts = _counts(context)
    agreement = _agreement(context)
    apart = abs(one.message.authored - other.message.authored).days
    found = []
    for pairing in _differing(context):
        mine, theirs = pairing.mine, pairing.theirs
        if id(mine) in answered_mine and id(theirs) in answered_theirs:
            continue  # both messages state both values: two things, not one
        if _names_phase(mine) or _other_phase(phases[0](mine), phases[1](theirs)):
            continue  # one matter in two phases: what differs is the scope
        cosine = float(alignment.cosine[mine.claim_index, theirs.claim_index])
        signals = {
            **pair_signals(alignment, context),
            f"kind_{mine.kind}": 1.0,
            "claim_cosine": _spread(cosine),
            "claim_words": float(alignment.words[mine.claim_index, theirs.claim_index]),
            "about": _about(mine, theirs),
            "about_head": float(mine.about[:1] == theirs.about[:1] != ()),
            "sole": 1 / max(counts[0][mine.kind], counts[1][theirs.kind]),
            "other_kind": float(mine.kind is not theirs.kind),
            "role_same": float(mine.role is theirs.role),
            "answered_elsewhere": (id(mine) in answered_mine) / 2
            + (id(theirs) in answered_theirs) / 2,
            "answered_better": (answered_mine.get(id(mine), -1.0) >= cosine) / 2
            + (answered_theirs.get(id(theirs), -1.0) >= cosine) / 2,
            "mutual_best": (cosine >= best[0][id(mine)]) / 2 + (cosine >= best[1][id(theirs)]) / 2,
            "closeness": _closeness(mine, theirs),
            "same_company": _same_company(pairing, context),
            "inferred": float(_inferred(mine) or _inferred(theirs)),
            "agreement": agreement,
            "authored_near": math.exp(-apart / _AUTHORED_DAYS),
            "role_telling": float(mine.role is theirs.role is not Role.POINT),
            **_value_signals(mine, theirs),
        }
        if isinstance(mine.value, StatusValue) and isinstance(theirs.value, StatusValue):
            # States are stated of everything; only those of the same thing can clash.
            signals["state"] = 1.0
            signals["state_x_about"] = signals["about"]
            signals["state_x_words"] = signals["claim_words"]
            signals["state_level"] = float(mine.value.level is not None)
        signals["about_x_claim"] = signals["about"] * signals["claim_cosine"]
        signals["sole_x_message"] = signals["sole"] * signals["message_cosine"]
        found.append(Conflict(mine, theirs, signals))
    return found


def pair_signals(alignment: Alignment, context: Context) -> dict[str, float]:
    """Signals about the two messages as a whole."""
    neighbouring = float(context.area is AreaRelation.NEIGHBOURING)
    return {
        "message_cosine": _spread(alignment.message_cosine),
        "message_words": alignment.message_words,
        "shared_names": min(alignment.shared_names, 4) / 4,
        "equal_facts": min(context.equal_facts, 4) / 4,
        "area_nested": float(context.area is AreaRelation.NESTED),
        "area_neighbouring": neighbouring,
        "neighbouring_x_names": neighbouring * min(alignment.shared_names, 4) / 4,
        "other_period": float(context.other_period),
        "other_phase": float(context.other_phase),
    }


def _value_signals(mine: Fact, theirs: Fact) -> dict[str, float]:
    """Signals that only some sorts of value have."""
    one, other = mine.value, theirs.value
    signals: dict[str, float] = {}
    if isinstance(one, TimeValue) and isinstance(other, TimeValue) and one.day and other.day:
        signals["same_day"] = float(one.day == other.day)
    if isinstance(one, MoneyValue) and isinstance(other, MoneyValue):
        signals["free_or_not"] = float(one.is_free != other.is_free)
    if isinstance(one, QuantityValue) and isinstance(other, QuantityValue):
        signals["unit_named"] = float(one.unit == other.unit != "count")
    return signals


def _spread(cosine: float) -> float:
    """Cosines of E5 models lie between 0.7 and 1; stretched so that 0.8 is 0 and 1 is 1."""
    return (cosine - 0.8) / 0.2


def _differing(context: Context) -> Iterator[Pairing]:
    return (pair for pair in context.pairings if pair.comparison is Comparison.DIFFERENT)


def _answered(alignment: Alignment, context: Context) -> tuple[dict[int, float], dict[int, float]]:
    """Facts whose value the other message states too: the cosine of the nearest claim that does."""
    mine: dict[int, float] = {}
    theirs: dict[int, float] = {}
    for pair in context.pairings:
        if is_same(pair.comparison):
            cosine = float(alignment.cosine[pair.mine.claim_index, pair.theirs.claim_index])
            mine[id(pair.mine)] = max(mine.get(id(pair.mine), -1.0), cosine)
            theirs[id(pair.theirs)] = max(theirs.get(id(pair.theirs), -1.0), cosine)
    return mine, theirs


def _phases(message: Prepared) -> Callable[[Fact], dict[str, int]]:
    """Which phase each fact of a message is of: the nearest that its claim names, if any.

    A message that names one phase only speaks of that one throughout.
    """
    named: dict[int, list[Fact]] = {}
    numbers: dict[str, set[int]] = {}
    for fact in message.extracted.facts:
        value = fact.value
        if fact.role is Role.PHASE and isinstance(value, IdentityValue) and value.number:
            named.setdefault(fact.claim_index, []).append(fact)
            numbers.setdefault(value.label, set()).add(value.number)
    throughout = {label: min(found) for label, found in numbers.items() if len(found) == 1}

    def of(fact: Fact) -> dict[str, int]:
        phases = dict(throughout)
        # The farthest first, so that the nearest is what stays.
        for phase in sorted(named.get(fact.claim_index, ()), key=lambda item: -_gap(item, fact)):
            if phase is not fact and isinstance(phase.value, IdentityValue):
                phases[phase.value.label] = phase.value.number or 0
        return phases

    return of


def _gap(phase: Fact, fact: Fact) -> int:
    """Code points between a phase and a fact; a phase that follows counts as twice as far."""
    if phase.span.part != fact.span.part:
        return 10**6
    if phase.span.end <= fact.span.start:
        return fact.span.start - phase.span.end
    return 2 * max(phase.span.start - fact.span.end, 0)


def _names_phase(fact: Fact) -> bool:
    """Whether a fact only says which phase is meant; an anniversary's number is more than that."""
    value = fact.value
    return isinstance(value, IdentityValue) and bool(value.number) and value.label != "hari jadi"


def _other_phase(mine: dict[str, int], theirs: dict[str, int]) -> bool:
    return any(mine[label] != theirs[label] for label in mine.keys() & theirs.keys())


def _counts(context: Context) -> tuple[Counter[FactKind], Counter[FactKind]]:
    """How many facts of each kind the messages state: a sole date is hardly mistaken."""
    mine = {id(pair.mine): pair.mine.kind for pair in context.pairings}
    theirs = {id(pair.theirs): pair.theirs.kind for pair in context.pairings}
    return Counter(mine.values()), Counter(theirs.values())


def _agreement(context: Context) -> float:
    """Share of the facts that can be compared whose value the other message states too."""
    comparable: set[int] = set()
    same: set[int] = set()
    for pair in context.pairings:
        if pair.comparison is not Comparison.INCOMPARABLE:
            comparable |= {id(pair.mine), id(pair.theirs)}
        if is_same(pair.comparison):
            same |= {id(pair.mine), id(pair.theirs)}
    return len(same) / len(comparable) if comparable else 0.0


def _best_cosine(
    alignment: Alignment, context: Context
) -> tuple[dict[int, float], dict[int, float]]:
    """For each fact the cosine of the nearest claim that has a comparable fact."""
    mine: dict[int, float] = {}
    theirs: dict[int, float] = {}
    for pair in context.pairings:
        if pair.comparison is Comparison.INCOMPARABLE:
            continue
        cosine = float(alignment.cosine[pair.mine.claim_index, pair.theirs.claim_index])
        mine[id(pair.mine)] = max(mine.get(id(pair.mine), 0.0), cosine)
        theirs[id(pair.theirs)] = max(theirs.get(id(pair.theirs), 0.0), cosine)
    return mine, theirs


def _about(mine: Fact, theirs: Fact) -> float:
    """Whether the two values are of the same thing, by the words that say what they are of."""
    if isinstance(mine.value, QuantityValue) and isinstance(theirs.value, QuantityValue):
        counted = set(mine.value.counted), set(theirs.value.counted)
        if counted[0] and counted[1]:
            return 1.0 if counted[0] & counted[1] else 0.0
    first, second = set(mine.about), set(theirs.about)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))


def _number(fact: Fact) -> float | None:
    value = fact.value
    if isinstance(value, MoneyValue | QuantityValue | PercentageValue):
        return float(value.high)
    return None


def _closeness(mine: Fact, theirs: Fact) -> float:
    """How near two different values are: a slip is near, another matter's value is far."""
    first, second = mine.value, theirs.value
    if isinstance(first, DateValue) and isinstance(second, DateValue):
        if first.start is None or second.start is None:
            return 0.0
        return math.exp(-abs((first.start - second.start).days) / 14)
    if isinstance(first, StatusValue):
        return 1.0
    one, other = _number(mine), _number(theirs)
    if one is None or other is None:
        return 0.5
    if one <= 0 or other <= 0:
        return 0.5  # free of charge against a price
    return math.exp(-abs(math.log(one / other)))


def _same_company(pairing: Pairing, context: Context) -> float:
    """How many other facts the two claims agree on: 0, 0.5 or 1."""
    agreeing = {
        id(pair.mine)
        for pair in context.pairings
        if pair.comparison is Comparison.EQUAL
        and pair.mine.claim_index == pairing.mine.claim_index
        and pair.theirs.claim_index == pairing.theirs.claim_index
    }
    return min(len(agreeing), 2) / 2


def _inferred(fact: Fact) -> bool:
    return isinstance(fact.value, DateValue) and fact.value.inferred
