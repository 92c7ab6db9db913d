"""Which questions are put to the entailment model, and whose answers they are."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.matching.domain.entailment import Entailment
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Verdict
from selaras.matching.domain.text import Part, Span
from selaras.matching.judge.interface import FactPair, Question, Readings
from selaras.matching.reading import Reader

from tests.fakes.matching import FakeEntailer


@dataclass
class Asking:
    """A weighing that only asks."""

    questions: list[Question]

    def decide(self, readings: Readings) -> Verdict:
        raise AssertionError(readings)


def pair(place: int) -> FactPair:
    span = Span(Part.BODY, place, place + 1)
    return span, FactKind.DATE, span, FactKind.DATE


def question(name: str, worth: float, place: int = 0) -> Question:
    return Question(pair(place), f"mine {name}", f"theirs {name}", worth)


class Telling(FakeEntailer):
    """Says of a pair whether the asking side came first."""

    async def entail(self, pairs):  # type: ignore[no-untyped-def]
        self.asked += pairs
        return [
            Entailment(float(one.startswith("mine")), 0.0, float(two.startswith("mine")))
            for one, two in pairs
        ]


async def test_each_question_is_read_both_ways() -> None:
    entailer = Telling()
    [read] = await Reader(entailer, 8).read([Asking([question("a", 0.5, 1)])])
    assert entailer.asked == [("mine a", "theirs a"), ("theirs a", "mine a")]
    assert (read[pair(1)].forward.entailment, read[pair(1)].backward.contradiction) == (1.0, 1.0)


async def test_the_worthiest_pairs_are_asked_about_as_a_whole() -> None:
    entailer = Telling()
    first = Asking([question("a", 0.9), question("b", 0.1, 1)])
    second = Asking([question("c", 0.5, 3), question("d", 0.5, 4)])
    third = Asking([question("e", 0.2, 5)])
    reads = await Reader(entailer, 3).read([second, Asking([]), third, first])
    assert [set(read) for read in reads] == [set(), set(), {pair(5)}, {pair(0), pair(1)}]
    assert {one for one, _ in entailer.asked[:3]} == {"mine a", "mine b", "mine e"}


async def test_without_a_model_nothing_is_read() -> None:
    assert await Reader(FakeEntailer(), 8).read([Asking([question("a", 0.9)])]) == [{}]


async def test_without_questions_nothing_is_asked() -> None:
    entailer = FakeEntailer()
    assert await Reader(entailer, 8).read([Asking([])]) == [{}]
    assert await Reader(entailer, 0).read([Asking([question("a", 0.9)])]) == [{}]
    assert entailer.asked == []
