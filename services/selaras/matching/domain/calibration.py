"""Fitting the thresholds of one relation to what people said.

A threshold is the lowest one at which enough of the reviewed findings from there on are right. Two
brakes keep few reviews from changing much: the share that is right is counted at the cautious end
of what the reviews allow (Wilson's lower bound), and the fitted threshold is drawn towards the
shipped one as if that stood on ``PRIOR_REVIEWS`` reviews of its own. Starting from the shipped
thresholds and not from those in force, the same reviews give the same result again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

PRIOR_REVIEWS = 20
# One standard deviation: right in five cases of six. Two would want 35 right reviews in a row
# before 0.9 is believed, more than most agencies give in a year.
_CAUTION = 1.0
_DIGITS = 3
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probabilities a relation is confirmed, likely (people are alerted), possible."""

    confirmed: float
    likely: float
    possible: float

    def level(self, probability: float) -> str:
        """``confirmed``, ``likely``, ``possible`` or ``none``."""
        for name in ("confirmed", "likely", "possible"):
            if probability >= getattr(self, name):
                return name
        return "none"

    def alerts(self, probability: float) -> bool:
        """Whether people are told."""
        return probability >= self.likely


# Beyond these no reviews move a threshold: below, any two posts of a kind would be told of; above,
# nothing but exact copies would.
FLOORS = Thresholds(confirmed=0.6, likely=0.3, possible=0.1)
CEILINGS = Thresholds(confirmed=0.98, likely=0.9, possible=0.6)


@dataclass(frozen=True, slots=True)
class Point:
    """One reviewed finding: the judge's probability, 0 to 1, and whether people say it is right."""

    probability: float
    right: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """Thresholds for one relation.

    Attributes:
        reviewed: findings that it stands on.
        fitted: whether there were enough of them; if not, ``thresholds`` are those in force.
        reached: whether the share that is to be right is reached before the pull to the shipped.
    """

    thresholds: Thresholds
    reviewed: int
    fitted: bool
    reached: bool


def lower_bound(right: int, total: int) -> float:
    """The least share that is right, of which ``right`` of ``total`` leave us fairly certain."""
    if total == 0:
        return 0.0
    share, square = right / total, _CAUTION**2
    middle = share + square / (2 * total)
    spread = _CAUTION * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    return (middle - spread) / (1 + square / total)


def fit(
    points: Sequence[Point],
    *,
    shipped: Thresholds,
    current: Thresholds,
    target: float,
    min_reviews: int,
) -> Fit:
    """Thresholds for one relation.

    Args:
        target: share of the alerts that is to be right. Of what is CONFIRMED half as many may be
            wrong; of what is only listed, half of the share is enough.
        min_reviews: with fewer points the current thresholds stay.
    """
    if len(points) < min_reviews:
        return Fit(current, len(points), fitted=False, reached=False)
    targets = {"confirmed": (1 + target) / 2, "likely": target, "possible": target / 2}
    values: dict[str, float] = {}
    reached = False
    for name, wanted in targets.items():
        start = getattr(shipped, name)
        found, good = _lowest(points, start, wanted)
        speaking = sum(point.probability >= min(start, found) for point in points)
        drawn = start + (found - start) * speaking / (speaking + PRIOR_REVIEWS)
        floor, ceiling = getattr(FLOORS, name), getattr(CEILINGS, name)
        values[name] = round(min(max(drawn, floor), ceiling), _DIGITS)
        reached = good if name == "likely" else reached
    return Fit(_ordered(Thresholds(**values)), len(points), fitted=True, reached=reached)


def _lowest(points: Sequence[Point], start: float, target: float) -> tuple[float, bool]:
    """The lowest threshold that reaches the target, else the one that comes nearest to it.

    Below ``start`` the findings that would be new must reach it by themselves too: many right
    ones above must not pay for wrong ones below. Where even the nearest is more often wrong than
    right it lies above all that was reviewed: nobody knows what is there, but noise is known.
    """
    best, best_bound = start, _bound(points, start)
    for threshold in _candidates(points, start):
        bound = _bound(points, threshold)
        if threshold < start:
            bound = min(bound, _bound(points, threshold, start))
        if bound >= target:
            return threshold, True
        if threshold > start and bound > best_bound:
            best, best_bound = threshold, bound
    if best_bound < min(target, _HALF):
        highest = max(point.probability for point in points)
        return max(start, round(highest + 10**-_DIGITS, _DIGITS)), False
    return best, False


def _candidates(points: Sequence[Point], start: float) -> list[float]:
    """Thresholds worth trying, in order.

    Below the start each reviewed probability itself, for nobody knows of what lies beneath; above
    it half-way between two neighbours.
    """
    known = sorted({point.probability for point in points})
    scale = 10**_DIGITS
    below = {math.floor(value * scale) / scale for value in known if value < start}
    above = {round((low + high) / 2, _DIGITS) for low, high in pairwise(known)}
    return sorted(below | {start} | {value for value in above if value > start})


def _bound(points: Sequence[Point], low: float, high: float = 2.0) -> float:
    """:func:`lower_bound` of the points from ``low`` on, below ``high``."""
    chosen = [point.right for point in points if low <= point.probability < high]
    return lower_bound(sum(chosen), len(chosen))


def _ordered(values: Thresholds) -> Thresholds:
    """What is confirmed is likely, and what is likely is possible."""
    return replace(
        values,
        confirmed=max(values.confirmed, values.likely),
        possible=min(values.possible, values.likely),
    )
