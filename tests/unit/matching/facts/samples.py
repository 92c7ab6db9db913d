"""Short ways to read facts in tests."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from selaras.matching.domain.facts import ExtractedMessage, Fact, FactKind
from selaras.matching.domain.text import MessageText, Part, Zone
from selaras.matching.facts import extract

AUTHORED = "2026-07-27T09:15:00+07:00"  # a Monday
Value = TypeVar("Value")


def facts_in(
    text: str, kind: FactKind | None = None, *, authored: str = AUTHORED, zone: Zone = Zone.WIB,
    areas: tuple[str, ...] = (), title: str = "",
) -> list[Fact]:  # fmt: skip
    """The facts that `text` holds as a body, of one kind if asked."""
    found = extracted(text, authored=authored, zone=zone, areas=areas, title=title).facts
    return [fact for fact in found if kind is None or fact.kind is kind]


def extracted(
    text: str, *, authored: str = AUTHORED, zone: Zone = Zone.WIB, areas: tuple[str, ...] = (),
    title: str = "",
) -> ExtractedMessage:  # fmt: skip
    """What is extracted of `text` as a body."""
    return extract(MessageText(title, text, datetime.fromisoformat(authored), zone, areas))


def only(text: str, kind: FactKind, *, authored: str = AUTHORED, zone: Zone = Zone.WIB) -> Fact:
    """The one fact of a kind in `text`."""
    found = facts_in(text, kind, authored=authored, zone=zone)
    assert len(found) == 1, [(fact.surface, fact.value) for fact in found]
    return found[0]


def value_in(text: str, kind: FactKind, sort: type[Value], *, authored: str = AUTHORED) -> Value:
    """The value of the one fact of a kind in `text`."""
    value = only(text, kind, authored=authored).value
    assert isinstance(value, sort)
    return value


def body() -> Part:
    """The part that `facts_in` fills."""
    return Part.BODY
