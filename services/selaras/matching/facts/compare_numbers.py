"""How two numbers with their bounds lie to each other."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal

from selaras.matching.domain.states import Bound


class Comparison(enum.Enum):
    """How two values lie to each other, supposing they are about the same thing."""

    EQUAL = "equal"  # the same, perhaps in other words, units or zones
    CONTAINS = "contains"  # the second is a part of the first
    CONTAINED = "contained"  # the first is a part of the second
    DIFFERENT = "different"  # both cannot hold
    INCOMPARABLE = "incomparable"  # units, bases or roles differ, or one is too vague

    def flipped(self) -> Comparison:
        """The same relation seen from the other side."""
        flips = {
            Comparison.CONTAINS: Comparison.CONTAINED,
            Comparison.CONTAINED: Comparison.CONTAINS,
        }
        return flips.get(self, self)


_UPPER = {Bound.AT_MOST, Bound.LESS_THAN}
_LOWER = {Bound.AT_LEAST, Bound.MORE_THAN}
_APPROXIMATE_SHARE = Decimal("0.06")


@dataclass(frozen=True, slots=True)
class Measured:
    """A number or range with its bound. `round_to` allows that much rounding of either side."""

    low: Decimal
    high: Decimal
    bound: Bound
    roundable: bool = False


def compare_numbers(a: Measured, b: Measured) -> Comparison:
    """Compares two numbers in the same unit."""
    if a.bound in _UPPER or a.bound in _LOWER:
        if b.bound in _UPPER or b.bound in _LOWER:
            return _limits(a, b)
        return _limit_and_value(a, b)
    if b.bound in _UPPER or b.bound in _LOWER:
        return _limit_and_value(b, a).flipped()
    return _values(a, b)


def _limits(a: Measured, b: Measured) -> Comparison:
    if (a.bound in _UPPER) == (b.bound in _UPPER):
        mine, theirs = (a.high, b.high) if a.bound in _UPPER else (a.low, b.low)
        return Comparison.EQUAL if mine == theirs else Comparison.DIFFERENT
    upper, lower = (a, b) if a.bound in _UPPER else (b, a)
    return Comparison.DIFFERENT if lower.low > upper.high else Comparison.INCOMPARABLE


def _limit_and_value(limit: Measured, value: Measured) -> Comparison:
    edge = limit.high if limit.bound in _UPPER else limit.low
    if value.low == value.high == edge:
        return Comparison.EQUAL
    fits = value.high <= edge if limit.bound in _UPPER else value.low >= edge
    return Comparison.CONTAINS if fits else Comparison.DIFFERENT


def _values(a: Measured, b: Measured) -> Comparison:
    if a.low == b.low and a.high == b.high:
        return Comparison.EQUAL
    if a.low == a.high and b.low == b.high:
        return Comparison.EQUAL if _about_equal(a, b) else Comparison.DIFFERENT
    slack_a, slack_b = _slack(a), _slack(b)
    if a.low - slack_a <= b.low and b.high <= a.high + slack_a and _nested(a, b):
        return Comparison.CONTAINS
    if b.low - slack_b <= a.low and a.high <= b.high + slack_b and _nested(b, a):
        return Comparison.CONTAINED
    return Comparison.DIFFERENT


def _nested(outer: Measured, inner: Measured) -> bool:
    """A range inside a range is a part of it only when neither end is the same.

    Two ranges that share one end (`1-4`, `1-5`) are rival statements of one thing.
    """
    if inner.low == inner.high:
        return True
    return inner.low != outer.low and inner.high != outer.high


def _slack(number: Measured) -> Decimal:
    return number.high * _APPROXIMATE_SHARE if number.bound is Bound.APPROXIMATE else Decimal(0)


def _about_equal(a: Measured, b: Measured) -> bool:
    """Whether one number is the other one rounded, where rounding is meant."""
    if Bound.APPROXIMATE in (a.bound, b.bound):
        return abs(a.low - b.low) <= max(a.low, b.low) * _APPROXIMATE_SHARE
    if not (a.roundable and b.roundable):
        return False
    coarse, fine = (a.low, b.low) if _zeros(a.low) >= _zeros(b.low) else (b.low, a.low)
    zeros = _zeros(coarse)
    if zeros < 3:
        return False
    step = Decimal(10) ** zeros
    return abs(coarse - fine) <= step / 2 and abs(coarse - fine) <= coarse * Decimal("0.03")


def _zeros(number: Decimal) -> int:
    """Trailing zeros of a whole number; 0 for fractions."""
    if number == 0 or number != number.to_integral_value():
        return 0
    digits = str(int(number))
    return len(digits) - len(digits.rstrip("0"))
