"""Which claims an entailment model should read before two messages are judged."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.matching.domain.facts import ExtractedMessage
from selaras.matching.judge.interface import Question
from selaras.matching.judge.statement import statement
from selaras.matching.judge.weigh import Weighed

# A conflict less probable than this stays improbable whatever is read.
_LEAST = 0.03
_MOST = 3


def questions(
    asking: ExtractedMessage, other: ExtractedMessage, weighed: Sequence[Weighed]
) -> list[Question]:
    """The claims of the most probable conflicts, each pair of claims once, at most three.

    Args:
        asking: the message that is checked.
        other: the candidate.
        weighed: the conflicts between their facts, the most probable first.
    """
    made: list[Question] = []
    known: set[tuple[int, int]] = set()
    for item in weighed:
        if item.probability < _LEAST or len(made) == _MOST:
            break
        if item.claims in known:
            continue
        known.add(item.claims)
        mine, theirs = item.claims
        made.append(
            Question(
                item.claims, statement(asking, mine), statement(other, theirs), item.probability
            )
        )
    return made
