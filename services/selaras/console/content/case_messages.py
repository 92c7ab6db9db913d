"""The two messages of a finding side by side, with what clashes marked in both."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from selaras.client import AgencyRef, Case, Evidence, FactKind, Finding, Relation, Span
from selaras.console.content.highlight import Mark, Piece, pieces, place


class Shown(enum.StrEnum):
    """How much of a message there is to see."""

    WHOLE = "whole"
    OUTDATED = "outdated"  # one's own draft has moved on: the sentences as they were judged
    EXCERPT = "excerpt"  # only the sentences that clash are shared
    HIDDEN = "hidden"


class Side(enum.StrEnum):
    """Which of the two messages; for a coordinator the first stands as the own one."""

    OWN = "own"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Message:
    """One side of a comparison.

    Attributes:
        agency: resource name; ``agency_name`` as people write it.
        is_mine: it is the text of the agency that looks.
        title, body: empty unless the whole text may be seen.
        sentences: what clashes and is not marked in the text.
        placed: numbers of the clashes that are marked on this side.
        publish_time: None: not planned, or not to be known.
    """

    side: Side
    agency: str
    agency_name: str
    is_mine: bool
    shown: Shown
    title: tuple[Piece, ...]
    body: tuple[Piece, ...]
    sentences: tuple[tuple[Piece, ...], ...]
    placed: frozenset[int]
    publish_time: datetime | None
    published: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """One pair of places, with the number that it has on both sides."""

    number: int
    kind: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Comparison:
    """A finding as the page shows it; ``key`` is unlike that of any other on the page."""

    key: str
    finding: Finding
    own: Message
    other: Message
    clashes: tuple[Clash, ...]

    @property
    def messages(self) -> tuple[Message, Message]:
        """Both sides."""
        return self.own, self.other

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of facts that clash, each once."""
        return tuple(dict.fromkeys(clash.kind for clash in self.clashes))


def kind_name(kind: FactKind | str) -> str:
    """The name below ``kind`` of the catalogue: ``date``; ``text`` for the whole message."""
    return "text" if kind == FactKind.UNSPECIFIED else str(kind).lower()


def agency_of(case: Case, finding: Finding) -> AgencyRef | None:
    """The agency of the own side; None: the case does not know it."""
    if finding.own_agency is not None and finding.own_agency.name:
        return finding.own_agency
    party = case.party("/".join(finding.own_draft.split("/")[:2]))
    return party.agency if party else None


def by_gravity(case: Case) -> tuple[Finding, ...]:
    """The findings of a case, the gravest first."""

    def gravity(finding: Finding) -> tuple[bool, int, float, str]:
        kinds = {item.kind for item in finding.evidence}
        place = next((at for at, kind in enumerate(case.kinds) if kind in kinds), len(case.kinds))
        is_milder = finding.relation is not Relation.CONTRADICTION
        return is_milder, place, -finding.probability, finding.name

    return tuple(sorted(case.findings, key=gravity))


def compare(case: Case, finding: Finding, mine: str) -> Comparison:
    """The two messages of a finding.

    Args:
        mine: resource name of the agency that looks.
    """
    clashes = tuple(
        Clash(number, kind_name(item.kind), item)
        for number, item in enumerate(finding.evidence, start=1)
    )
    agency = agency_of(case, finding)
    own = _message(
        Side.OWN,
        agency,
        mine,
        (finding.own_title, finding.own_text),
        [(clash, clash.evidence.own, clash.evidence.own_sentence) for clash in clashes],
        time=(finding.own_publish_time, finding.own_published),
    )
    other = _message(
        Side.OTHER,
        finding.other_agency,
        mine,
        (finding.other_title, finding.other_body),
        [(clash, clash.evidence.other, clash.evidence.other_sentence) for clash in clashes],
        time=(finding.other_publish_time, finding.other_published),
    )
    return Comparison(f"f-{finding.name.rpartition('/')[2]}", finding, own, other, clashes)


_Said = tuple[Clash, Span, str]


def _message(
    side: Side,
    agency: AgencyRef | None,
    mine: str,
    text: tuple[str, str],
    said: list[_Said],
    *,
    time: tuple[datetime | None, bool],
) -> Message:
    title, body = text
    is_mine = agency is not None and agency.name == mine
    in_title, in_body, rest = _marks(title, body, said)
    sentences = _sentences(rest)
    placed = {mark.number for mark in (*in_title, *in_body)}
    placed |= {mark.number for sentence in sentences for piece in sentence for mark in piece.begins}
    return Message(
        side,
        agency.name if agency else "",
        agency.display_name if agency else "",
        is_mine,
        _shown(body, sentences, is_mine=is_mine),
        pieces(title, in_title),
        pieces(body, in_body),
        sentences,
        frozenset(placed),
        *time,
    )


def _shown(body: str, sentences: tuple[object, ...], *, is_mine: bool) -> Shown:
    if body:
        return Shown.WHOLE
    if not sentences:
        return Shown.HIDDEN
    return Shown.OUTDATED if is_mine else Shown.EXCERPT


def _marks(
    title: str, body: str, said: Iterable[_Said]
) -> tuple[list[Mark], list[Mark], list[_Said]]:
    """What can be marked in the title and in the body, and what in neither."""
    in_title: list[Mark] = []
    in_body: list[Mark] = []
    rest: list[_Said] = []
    for clash, span, sentence in said:
        text, marks = (title, in_title) if span.part == "TITLE" else (body, in_body)
        found = place(text, span.start, span.end, span.text, sentence) if text else None
        if found is None:
            rest.append((clash, span, sentence))
        else:
            marks.append(Mark(*found, clash.number, clash.kind))
    return in_title, in_body, rest


def _sentences(said: Iterable[_Said]) -> tuple[tuple[Piece, ...], ...]:
    """Sentences with their marks, each once; those that are hidden are left out."""
    found: dict[str, list[Mark]] = {}
    for clash, span, sentence in said:
        text = sentence or span.text
        if not text:
            continue
        at = text.find(span.text) if span.text else 0
        length = len(span.text) or len(text)
        mark = Mark(max(at, 0), at + length if at >= 0 else len(text), clash.number, clash.kind)
        found.setdefault(text, []).append(mark)
    return tuple(pieces(text, marks) for text, marks in found.items())
