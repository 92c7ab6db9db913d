"""Whether two messages are one message to one public: the signals of an overlap."""

from __future__ import annotations

from selaras.matching.index.lexical import jaccard as shingle_jaccard
from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.context import Context, is_same
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.signals import pair_signals


def overlap_signals(
    one: Prepared, other: Prepared, alignment: Alignment, context: Context, conflict: float
) -> dict[str, float]:
    """Named signals; ``conflict`` is the probability that some fact contradicts."""
    mine, theirs = alignment.coverage
    said = alignment.said
    shared = _shared_facts(one, other, context)
    return {
        **pair_signals(alignment, context),
        "coverage_low": (min(mine, theirs) - 0.8) / 0.2,
        "coverage_high": (max(mine, theirs) - 0.8) / 0.2,
        "said_low": min(said),
        "said_high": max(said),
        "near_copy": shingle_jaccard(one.message.text, other.message.text),
        "facts_shared_low": min(shared),
        "facts_shared_high": max(shared),
        "conflict": conflict,
    }


def _shared_facts(one: Prepared, other: Prepared, context: Context) -> tuple[float, float]:
    """Part of each message's facts that the other states as well."""
    same = [pair for pair in context.pairings if is_same(pair.comparison)]
    mine = {id(pair.mine) for pair in same}
    theirs = {id(pair.theirs) for pair in same}
    return (
        len(mine) / max(len(one.extracted.facts), 3),
        len(theirs) / max(len(other.extracted.facts), 3),
    )
