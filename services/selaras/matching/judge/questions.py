"""Which claims an entailment model should read before two messages are judged."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.matching.domain.facts import ExtractedMessage
from selaras.matching.judge.interface import Question
from selaras.matching.judge.statement import statement
from selaras.matching.judge.weigh import Weighed

# A conflict less probable than this stays improbable whatever is read.
_LEAST = 0.1
_MOST = 3


def questions(
    asking: ExtractedMessage, other: ExtractedMessage, weighed: Sequence[Weighed]
) -> list[Question]:
    """The claims of the most probable conflicts, at most three, with their values marked.

    Args:
        asking: the message that is checked.
        other: the candidate.
        weighed: the conflicts between their facts, the most probable first.
    """
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
