"""Which claims an entailment model should read before two messages are judged."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.matching.domain.facts import ExtractedMessage
from selaras.matching.judge.interface import Question
from selaras.matching.judge.statement import statement
from selaras.matching.judge.weigh import Weighed

# Messages less likely to contradict than this stay so whatever is read; most candidates are.
_LEAST_OF_MESSAGES = 0.04
# A conflict less probable than this stays improbable.
_LEAST = 0.02
_MOST = 6


def questions(
    asking: ExtractedMessage,
    other: ExtractedMessage,
    weighed: Sequence[Weighed],
    probability: float,
) -> list[Question]:
    """The claims of the most probable conflicts, at most six, with their values marked.

    Args:
        asking: the message that is checked.
        other: the candidate.
        weighed: the conflicts between them, the most probable first.
        probability: that the two contradict, as far as facts, vectors and words go.
    """
    if probability < _LEAST_OF_MESSAGES:
        return []
    return [
        Question(
            item.facts,
            statement(asking, item.conflict.mine),
            statement(other, item.conflict.theirs),
            item.probability,
        )
        for item in weighed[:_MOST]
        if item.probability >= _LEAST
    ]
