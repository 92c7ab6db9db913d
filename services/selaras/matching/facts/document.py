"""One text of a message, prepared once for all extractors."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from selaras.matching.domain.facts import FactKind, Role, Value
from selaras.matching.domain.text import Claim, MessageText, Part, Zone
from selaras.matching.facts.numbers import Number, find_numbers
from selaras.matching.text.normalise import Normalised, normalise, with_capitals

_NEAR = 400
_LETTERS = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(slots=True)
class Found:
    """A value at a folded range, before it is tied to a claim."""

    kind: FactKind
    start: int
    end: int
    value: Value
    role: Role = Role.POINT
    head: tuple[str, ...] = ()
    """Stems that are known to say what the value is of; they lead `Fact.about`."""
    negated: bool = False
    """Whether the extractor has seen a negation that is no part of the value."""


@dataclass(slots=True)
class ClaimRange:
    """A claim with its folded range."""

    claim: Claim
    start: int
    end: int
    shouted: bool | None = None


@dataclass(slots=True)
class Document:
    """The folded text of one part, its words and claims, and what has been read of it so far.

    Extractors run from the most certain to the least; each marks what it has understood, and
    later ones leave that alone. So a phone number is never a range, nor a date a quantity.
    """

    part: Part
    original: str
    folded: Normalised
    claims: list[ClaimRange]
    authored: datetime
    default_zone: Zone
    areas: tuple[str, ...]
    taken: bytearray
    cased: str
    """The folded text with its capitals; offsets are the same."""
    places: bytearray
    """Marks what is part of the name of a place."""
    found: list[Found] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    """Filled once dates, times and contacts have taken theirs."""
    words: list[str] = field(default_factory=list)
    vocabulary: frozenset[str] = frozenset()
    """The distinct runs of letters, to tell quickly what cannot be found."""
    word_starts: list[int] = field(default_factory=list)
    word_ends: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, message: MessageText, part: Part, claims: tuple[Claim, ...]) -> Document:
        """Prepares one part of `message`."""
        original = message.text_of(part)
        folded = normalise(original)
        ranges = [
            ClaimRange(
                claim,
                folded.folded_offset(claim.span.start),
                folded.folded_offset(claim.span.end),
            )
            for claim in claims
            if claim.span.part is part
        ]
        document = cls(
            part, original, folded, ranges, message.authored, message.default_zone,
            message.areas, bytearray(len(folded.text)), with_capitals(folded, original),
            bytearray(len(folded.text)),
        )  # fmt: skip
        document.vocabulary = frozenset(_LETTERS.findall(folded.text))
        for token in _TOKEN.finditer(folded.text):
            document.words.append(token.group())
            document.word_starts.append(token.start())
            document.word_ends.append(token.end())
        return document

    def speaks_of(self, words: frozenset[str]) -> bool:
        """Whether any of `words` occurs, in any place."""
        return not self.vocabulary.isdisjoint(words)

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    @property
    def today(self) -> date:
        """The day on which the message was written, in its own zone."""
        return self.authored.date()

    def is_free(self, start: int, end: int) -> bool:
        """Whether no extractor has understood any of this range yet."""
        return not any(self.taken[start:end])

    def read_numbers(self) -> None:
        """Finds the numbers in what is still free."""
        self.numbers = find_numbers(self.text, self.taken)

    def free_numbers(self) -> Iterator[Number]:
        """Numbers that no extractor has understood yet."""
        for number in self.numbers:
            if self.is_free(number.start, number.end):
                yield number

    def take(self, start: int, end: int) -> None:
        """Marks a range as understood."""
        self.taken[start:end] = b"\x01" * (end - start)

    def add(self, found: Found, *, shared: bool = False) -> None:
        """Keeps a finding and, unless it is `shared`, takes its range."""
        self.found.append(found)
        if not shared:
            self.take(found.start, found.end)

    def free_matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches of `pattern` in text that is still free."""
        for match in pattern.finditer(self.text):
            if match.end() > match.start() and self.is_free(match.start(), match.end()):
                yield match

    def claim_at(self, offset: int) -> ClaimRange | None:
        """The claim that covers a folded offset."""
        index = bisect.bisect_right(self.claims, offset, key=lambda c: c.start) - 1
        if index >= 0 and offset < self.claims[index].end:
            return self.claims[index]
        return None

    def before(self, offset: int, width: int) -> str:
        """Up to `width` folded characters before `offset`, within its claim."""
        claim = self.claim_at(offset)
        floor = claim.start if claim else 0
        return self.text[max(floor, offset - width) : offset]

    def after(self, offset: int, width: int) -> str:
        """Up to `width` folded characters from `offset` on, within the line."""
        claim = self.claim_at(max(0, offset - 1))
        ceiling = claim.end if claim else len(self.text)
        return self.text[offset : min(ceiling, offset + width)]

    def claim_text(self, offset: int) -> str:
        """The folded text of the claim around `offset`, or an empty string.

        Of a claim that goes on for pages only what is near, so that reading stays linear.
        """
        claim = self.claim_at(offset)
        if claim is None:
            return ""
        return self.text[max(claim.start, offset - _NEAR) : min(claim.end, offset + _NEAR)]

    def is_shouted(self, offset: int) -> bool:
        """Whether the claim at `offset` is in capitals, where every word looks like a name."""
        claim = self.claim_at(offset)
        if claim is None:
            return True
        if claim.shouted is None:
            letters = [char for char in claim.claim.text if char.isalpha()]
            capitals = sum(char.isupper() for char in letters)
            claim.shouted = capitals > 0.7 * len(letters)
        return claim.shouted

    def word_index(self, offset: int) -> int:
        """Index of the first word that starts at `offset` or later."""
        return bisect.bisect_left(self.word_starts, offset)

    def original_char(self, offset: int) -> str:
        """The original character that the folded one at `offset` came from."""
        return self.original[self.folded.origins[offset]]
