"""Conflicts weighed, and claims narrowed to the values in them."""

from __future__ import annotations

from selaras.matching.domain.facts import Fact, FactKind, Role, StatementValue, StatusValue
from selaras.matching.domain.states import Dimension
from selaras.matching.domain.text import Part, Span
from selaras.matching.judge.conflicts import Conflict
from selaras.matching.judge.weigh import Weighed, narrowed


def fact(kind: FactKind, start: int, end: int, *, whole: bool, claim: int = 0) -> Fact:
    value = StatementValue() if whole else StatusValue(Dimension.ACCESS, True)
    return Fact(
        kind, Span(Part.BODY, start, end), "x" * (end - start), value, Role.POINT, (), claim
    )


def conflict(kind: FactKind, *, whole: bool = False, claim: int = 0) -> Conflict:
    start, end = (0, 30) if whole else (4, 9)
    side = fact(kind, start, end, whole=whole, claim=claim)
    return Conflict(side, side, {})


CLAIMS = Weighed(conflict(FactKind.STATUS, whole=True), 0.8)


def test_claims_that_clash_are_narrowed_to_the_values_in_them() -> None:
    date = Weighed(conflict(FactKind.DATE), 0.5)
    assert narrowed(CLAIMS, [CLAIMS, date], 0.4) is date.conflict


def test_improbable_values_still_tell_the_kind_of_the_claims() -> None:
    date, time = Weighed(conflict(FactKind.DATE), 0.1), Weighed(conflict(FactKind.TIME), 0.05)
    found = narrowed(CLAIMS, [CLAIMS, date, time], 0.4)
    assert found.mine.span == CLAIMS.conflict.mine.span
    assert (found.mine.kind, found.theirs.kind) == (FactKind.DATE, FactKind.DATE)


def test_values_of_other_claims_tell_nothing() -> None:
    elsewhere = Weighed(conflict(FactKind.DATE, claim=1), 0.7)
    assert narrowed(CLAIMS, [CLAIMS, elsewhere], 0.4) is CLAIMS.conflict
