"""How far two messages say the same: the signals of one message to one public."""

from __future__ import annotations

import math

from selaras.matching.index.lexical import jaccard as shingle_jaccard
from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.context import Context, is_same
from selaras.matching.judge.interface import Prepared
from selaras.matching.judge.signals import spread


def sameness_signals(
    one: Prepared, other: Prepared, alignment: Alignment, context: Context
) -> dict[str, float]:
    """Named signals: what each message says that the other says too."""
    mine, theirs = alignment.coverage
    said = alignment.said
    shared = _shared_facts(one, other, context)
    lengths = sorted(math.log1p(len(item.extracted.claims)) / 4 for item in (one, other))
    return {
        "claims_low": lengths[0],
        "claims_high": lengths[1],
        "coverage_low": spread(min(mine, theirs)),
        "coverage_high": spread(max(mine, theirs)),
        "said_low": min(said),
        "said_high": max(said),
        "near_copy": shingle_jaccard(one.message.text, other.message.text),
        "facts_shared_low": min(shared),
        "facts_shared_high": max(shared),
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
