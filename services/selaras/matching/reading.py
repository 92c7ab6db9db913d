"""Step 7: what is in doubt between a message and its candidates, read by the entailment model."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.matching.domain.entailment import Reading
from selaras.matching.judge.interface import Question, Subject, Weighing
from selaras.matching.ports import Entailer


class Reader:
    """Asks the questions of the worthiest pairs in one call.

    All questions of a pair or none: the judge has learnt what to make of whole readings.

    Args:
        entailer: the model.
        most: questions for one message; each is read both ways.
    """

    def __init__(self, entailer: Entailer, most: int) -> None:
        self._entailer = entailer
        self._most = most

    async def read(self, weighings: Sequence[Weighing]) -> list[dict[Subject, Reading]]:
        """For each weighing the answers to those of its questions that were asked.

        Raises:
            Unavailable: EMBEDDING_UNAVAILABLE.
        """
        readings: list[dict[Subject, Reading]] = [{} for _ in weighings]
        asked = self._worthiest(weighings)
        if not asked:
            return readings
        texts = [(question.mine, question.theirs) for _, question in asked]
        answers = await self._entailer.entail([*texts, *(pair[::-1] for pair in texts)])
        if answers is None:
            return readings
        both_ways = zip(answers[: len(asked)], answers[len(asked) :], strict=True)
        for (place, question), (forward, backward) in zip(asked, both_ways, strict=True):
            readings[place][question.about] = Reading(forward, backward)
        return readings

    def _worthiest(self, weighings: Sequence[Weighing]) -> list[tuple[int, Question]]:
        """Questions with the place of their weighing."""
        if not self._most:
            return []  # to put the questions together costs time for each candidate
        of_pairs = [(place, weighing.questions) for place, weighing in enumerate(weighings)]
        of_pairs.sort(key=lambda entry: -max((item.worth for item in entry[1]), default=0.0))
        asked: list[tuple[int, Question]] = []
        for place, questions in of_pairs:
            if len(asked) + len(questions) <= self._most:
                asked += [(place, question) for question in questions]
        return asked
