"""What a judge is given and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from selaras.matching.domain.entailment import Reading
from selaras.matching.domain.facts import ExtractedMessage, FactKind
from selaras.matching.domain.finding import Verdict
from selaras.matching.domain.message import Message
from selaras.matching.domain.text import Span
from selaras.matching.ports import Vectors


@dataclass(frozen=True, slots=True)
class AreaScope:
    """The areas that a message speaks to.

    Attributes:
        area_codes: Kemendagri codes; empty: the whole country.
        area_lineage: the codes with all of their ancestors.
        mentioned: codes of areas that the text names inside ``area_codes``.
        elsewhere: codes of areas that the text names outside of them.
        landmarks: words that name one thing (Marapi, Monas), without those of its own areas.
    """

    area_codes: tuple[str, ...]
    area_lineage: tuple[str, ...]
    mentioned: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    landmarks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to be judged.

    Attributes:
        vectors: of length one, [1 + claims, dimensions]: the whole message, then its claims.
        words: for each claim the stems of its content words, those of its heading included.
        names: stems of the words that the message writes with a capital inside a sentence.
    """

    message: Message
    extracted: ExtractedMessage
    scope: AreaScope
    vectors: Vectors
    words: tuple[frozenset[str], ...]
    names: frozenset[str]


FactPair = tuple[Span, FactKind, Span, FactKind]
"""A fact of the asking message and one of the other, by place and kind."""
OPENINGS: Final = "openings"
"""The subject of the question what the openings of two messages are to each other."""
Subject = FactPair | Literal["openings"]
"""What a question is about."""
Readings = Mapping[Subject, Reading]
"""What an entailment model said of the claims of pairs of facts, and of the openings."""


@dataclass(frozen=True, slots=True)
class Question:
    """Two texts that an entailment model should read before the verdict.

    They are the claims of two facts, or the openings of the messages. ``worth`` is how much the
    answer may change the verdict, from 0 to 1: of many questions the worthiest are asked.
    """

    about: Subject
    mine: str
    theirs: str
    worth: float


class Weighing(Protocol):
    """Two messages compared as far as facts, vectors and words go."""

    @property
    def questions(self) -> Sequence[Question]:
        """What an entailment model should be asked, the worthiest first."""
        ...

    @property
    def kinship(self) -> float:
        """Probability, 0 to 1, that they are on one matter, whether they agree or not."""
        ...

    def decide(self, readings: Readings) -> Verdict:
        """The verdict, with the asking message on the left of its evidence.

        ``readings`` may lack any of the questions: the verdict then rests on the rest.
        """
        ...


class Judge(Protocol):
    """Decides what two messages of two agencies are to each other."""

    def weigh(self, asking: Prepared, other: Prepared) -> Weighing:
        """Compare two messages as far as that is cheap."""
        ...
