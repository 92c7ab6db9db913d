"""What a value is about: a few stems from the words around it, the most telling first."""

from __future__ import annotations

import re

from selaras.matching.domain.facts import PlaceValue, StatusValue
from selaras.matching.facts.document import ClaimRange, Document, Found
from selaras.matching.text.stem import content_stem

_MOST = 6
# Words looked at on either side, so that function words alone are not read again and again.
_REACH = 24
_CLAUSE_END = re.compile(r"[;!?]|\.(?= |\Z)|\n")
_LABEL = re.compile(r"[\s*_]*(?P<label>[^:\n]{2,40}?)[\s*_]*:(?!\d|//)")


def _clause_of_words(doc: Document) -> list[int]:
    """The number of the clause that each word of `doc` is in."""
    clauses: list[int] = []
    clause, edge = 0, 0
    for start, end in zip(doc.word_starts, doc.word_ends, strict=True):
        if start - edge > 1 and _CLAUSE_END.search(doc.text, edge, start):
            clause += 1
        clauses.append(clause)
        edge = end
    return clauses


class AboutReader:
    """Reads the words around values of one document."""

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._clauses = _clause_of_words(doc)
        self._inside = bytearray(len(doc.text))
        for found in doc.found:
            if not isinstance(found.value, StatusValue | PlaceValue):
                self._inside[found.start : found.end] = b"\x01" * (found.end - found.start)

    def read(self, found: Found, floor: int) -> tuple[str, ...]:
        """Stems for `found`; words before `floor` belong to the value before it."""
        claim = self._doc.claim_at(found.start)
        if claim is None:
            return found.head
        stems = list(found.head)
        self._extend(stems, self._label(claim, found.start))
        # Bases and heads are inside the span already; what follows it starts at its end.
        self._extend(stems, self._before(found.start, max(floor, claim.start)))
        if len(stems) < _MOST:
            limit = 3 if len(stems) < 3 else 1
            self._extend(stems, self._after(found.end, claim.end)[:limit])
        if len(stems) < 2 and claim.claim.context:
            words = re.findall(r"[^\W\d_]+", claim.claim.context.lower())
            self._extend(stems, [root for w in words if (root := content_stem(w))])
        return tuple(stems[:_MOST])

    def _clause_at(self, offset: int) -> int:
        """The clause that the word at or before `offset` is in."""
        index = self._doc.word_index(offset)
        if index < len(self._doc.words) and self._doc.word_starts[index] <= offset:
            return self._clauses[index]
        between = self._doc.text[self._doc.word_ends[index - 1] : offset] if index else ""
        if index == 0:
            return 0
        return self._clauses[index - 1] + (1 if _CLAUSE_END.search(between) else 0)

    @staticmethod
    def _extend(stems: list[str], more: list[str]) -> None:
        stems.extend(root for root in dict.fromkeys(more) if root not in stems)

    def _label(self, claim: ClaimRange, start: int) -> list[str]:
        match = _LABEL.match(self._doc.text, claim.start, start)
        if match is None:
            return []
        words = re.findall(r"[^\W\d_]+", match["label"])
        return [root for word in words if (root := content_stem(word))][:3]

    def _before(self, start: int, floor: int) -> list[str]:
        """Content stems ahead of the value, nearest first, within its clause."""
        stems: list[str] = []
        index = self._doc.word_index(start) - 1
        clause = self._clause_at(start)
        last = max(0, index - _REACH)
        while index >= last and self._doc.word_starts[index] >= floor and len(stems) < 4:
            word_start = self._doc.word_starts[index]
            if self._clauses[index] != clause:
                break
            if not self._inside[word_start]:
                root = content_stem(self._doc.words[index])
                if root is not None:
                    stems.append(root)
            index -= 1
        return stems

    def _after(self, end: int, ceiling: int) -> list[str]:
        stems: list[str] = []
        index = self._doc.word_index(end)
        clause = self._clause_at(max(0, end - 1))
        stop = min(index + _REACH, len(self._doc.words))
        while index < stop and self._doc.word_ends[index] <= ceiling:
            word_start = self._doc.word_starts[index]
            if len(stems) >= 3 or self._clauses[index] != clause or self._inside[word_start]:
                break
            root = content_stem(self._doc.words[index])
            if root is not None:
                stems.append(root)
            index += 1
        return stems
