"""Evidence made of facts: for a conflict, and for why two near messages have none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selaras.matching.domain.facts import DateValue, ExtractedMessage, Fact
from selaras.matching.domain.finding import Evidence, Passage, Reason
from selaras.matching.facts.compare import Comparison
from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.context import Context, Pairing
from selaras.matching.judge.differences import stated_pair
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.phases import phase_of

_MOST = 3


def evidence_of(
    asking: ExtractedMessage, other: ExtractedMessage, mine: Fact, theirs: Fact, strength: float
) -> Evidence:
    """Two facts as evidence, with the values that they state."""
    left_value, right_value = stated_pair(mine, theirs)
    return Evidence(
        mine.kind,
        _passage(asking, mine),
        _passage(other, theirs),
        strength,
        left_value,
        right_value,
    )


def evidence_why_not(
    reason: Reason, asking: Prepared, other: Prepared, context: Context
) -> tuple[Evidence, ...]:
    """The facts that a reason for NONE rests on; empty for reasons that rest on no fact."""
    find = _FINDERS.get(reason)
    if find is None:
        return ()
    chosen: list[Pairing] = []
    used: set[object] = set()
    for pairing in find(context):
        values = {("mine", str(pairing.mine.value)), ("theirs", str(pairing.theirs.value))}
        if not values & used:
            chosen.append(pairing)
            used |= values
    return tuple(
        evidence_of(asking.extracted, other.extracted, item.mine, item.theirs, 0.0)
        for item in chosen[:_MOST]
    )


def nearest_claims(asking: Prepared, other: Prepared, alignment: Alignment) -> tuple[Evidence, ...]:
    """The two pairs of claims that say the same most clearly."""
    evidence: list[Evidence] = []
    used: set[tuple[str, int]] = set()
    order = alignment.cosine.argsort(axis=None)[::-1]
    for flat in order.tolist():
        mine, theirs = divmod(flat, alignment.cosine.shape[1])
        if ("mine", mine) in used or ("theirs", theirs) in used:
            continue
        used |= {("mine", mine), ("theirs", theirs)}
        left, right = asking.extracted.claims[mine], other.extracted.claims[theirs]
        evidence.append(
            Evidence(
                None,
                Passage(left.span, left.text, left.text),
                Passage(right.span, right.text, right.text),
                float(alignment.cosine[mine, theirs]),
            )
        )
        if len(evidence) == 2:
            break
    return tuple(evidence)


def other_audience(asking: Prepared, other: Prepared) -> bool:
    """Whether both messages say whom they speak to, and it is not the same people."""
    mine, theirs = set(asking.message.audience_tags), set(other.message.audience_tags)
    return bool(mine and theirs) and not mine & theirs


def _passage(extracted: ExtractedMessage, fact: Fact) -> Passage:
    claim = extracted.claims[fact.claim_index]
    offset = fact.span.start - claim.span.start
    inside = claim.span.part == fact.span.part and offset >= 0
    if inside and claim.text.startswith(fact.surface, offset):
        return Passage(fact.span, fact.surface, claim.text, offset)
    return Passage(fact.span, fact.surface, claim.text)  # in the heading that governs the claim


def _phases(context: Context) -> Iterator[Pairing]:
    for pairing in context.pairings:
        mine, theirs = phase_of(pairing.mine), phase_of(pairing.theirs)
        if mine and theirs and mine[0] == theirs[0] and mine[1] != theirs[1]:
            yield pairing


def _dates(context: Context) -> Iterator[Pairing]:
    """The nearest dates of the two."""
    gaps = [(gap, item) for item in context.pairings if (gap := _gap(item)) is not None]
    if gaps:
        yield min(gaps, key=lambda entry: entry[0])[1]


def _gap(pairing: Pairing) -> int | None:
    mine, theirs = pairing.mine.value, pairing.theirs.value
    if not isinstance(mine, DateValue) or not isinstance(theirs, DateValue):
        return None
    if mine.start is None or theirs.start is None:
        return None
    return abs((mine.start - theirs.start).days)


def _same_values(context: Context) -> Iterator[Pairing]:
    """Values that both state, those in other words first: these are what people ask about."""
    equal = [item for item in context.pairings if item.comparison is Comparison.EQUAL]
    yield from sorted(equal, key=_same_words)


def _same_words(pairing: Pairing) -> bool:
    return pairing.mine.surface.casefold() == pairing.theirs.surface.casefold()


_FINDERS: dict[Reason, Callable[[Context], Iterator[Pairing]]] = {
    Reason.OTHER_PHASE: _phases,
    Reason.OTHER_PERIOD: _dates,
    Reason.SAME_VALUES: _same_values,
}
