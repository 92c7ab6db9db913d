"""Percentiles, spreads, and how well two ways of putting things into groups agree."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that a share (0 to 1) of all is not above; 0 without values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def spread(values: Sequence[float], digits: int = 3) -> dict[str, float]:
    """Mean, 95th percentile and largest; zeros without values."""
    mean = sum(values) / len(values) if values else 0.0
    return {
        "mean": round(mean, digits),
        "p95": round(percentile(values, 0.95), digits),
        "max": round(max(values, default=0.0), digits),
    }


@dataclass(frozen=True, slots=True)
class VMeasure:
    """How well found groups agree with true ones, each from 0 to 1; 0 where there is nothing.

    Attributes:
        items: how many things were grouped.
        homogeneity: 1 where no found group mixes true ones.
        completeness: 1 where no true group is torn apart.
    """

    items: int = 0
    homogeneity: float = 0.0
    completeness: float = 0.0

    @classmethod
    def of(cls, items: Iterable[tuple[Hashable, Hashable]]) -> VMeasure:
        """From (true group, found group) of each thing (Rosenberg and Hirschberg, 2007)."""
        both = Counter(items)
        total = both.total()
        if not total:
            return cls()
        true: Counter[Hashable] = Counter()
        found: Counter[Hashable] = Counter()
        for (of_truth, as_found), count in both.items():
            true[of_truth] += count
            found[as_found] += count
        mixed = _conditional_entropy({pair: (n, found[pair[1]]) for pair, n in both.items()}, total)
        torn = _conditional_entropy({pair: (n, true[pair[0]]) for pair, n in both.items()}, total)
        return cls(total, _share_known(mixed, true, total), _share_known(torn, found, total))

    @property
    def v(self) -> float:
        """Harmonic mean of both."""
        together = self.homogeneity + self.completeness
        return 2 * self.homogeneity * self.completeness / together if together else 0.0

    def as_json(self) -> dict[str, float | int]:
        """For the report."""
        return {
            "items": self.items,
            "homogeneity": round(self.homogeneity, 4),
            "completeness": round(self.completeness, 4),
            "v": round(self.v, 4),
        }


def _conditional_entropy(
    parts: Mapping[tuple[Hashable, Hashable], tuple[int, int]], total: int
) -> float:
    """From the size of each part and of the group that it is a part of."""
    return -sum(size / total * math.log(size / whole) for size, whole in parts.values())


def _share_known(conditional: float, groups: Counter[Hashable], total: int) -> float:
    """How much of what there is to know of the groups is known."""
    entropy = -sum(size / total * math.log(size / total) for size in groups.values())
    return 1 - conditional / entropy if entropy else 1.0
