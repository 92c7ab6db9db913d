"""What an entailment model should read before two messages are judged."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.matching.judge.interface import OPENINGS, Prepared, Question
from selaras.matching.judge.matter import Chances
from selaras.matching.judge.statement import opening, statement
from selaras.matching.judge.weigh import Weighed

# Messages less likely to be one message to one public than this stay so whatever is read.
_LEAST_SAME = 0.05
# Messages less likely to contradict than this do not whatever is read; most candidates are.
_LEAST_OF_MESSAGES = 0.04
# A conflict less probable than this stays improbable.
_LEAST = 0.02
_MOST = 6


def questions(
    asking: Prepared, other: Prepared, weighed: Sequence[Weighed], said: Chances
) -> list[Question]:
    """The openings, then the claims of the most probable conflicts, at most six, values marked.

    Args:
        asking: the message that is checked.
        other: the candidate.
        weighed: the conflicts between them, the most probable first.
        said: what the two are to each other, as far as facts, vectors and words go.
    """
    claims = _of_claims(asking, other, weighed) if said.contradiction >= _LEAST_OF_MESSAGES else []
    same = said.contradiction + said.overlap
    if not claims and same < _LEAST_SAME:
        return []
    # Without the openings what is read of claims is not weighed: they come first.
    worth = max([same, *(item.worth for item in claims)])
    mine, theirs = (opening(item.message.title, item.message.body) for item in (asking, other))
    return [Question(OPENINGS, mine, theirs, worth), *claims]


def _of_claims(asking: Prepared, other: Prepared, weighed: Sequence[Weighed]) -> list[Question]:
    return [
        Question(
            item.facts,
            statement(asking.extracted, item.conflict.mine),
            statement(other.extracted, item.conflict.theirs),
            item.probability,
        )
        for item in weighed[:_MOST]
        if item.probability >= _LEAST
    ]
