"""What an entailment model says of two statements."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entailment:
    """Probabilities that add up to one: the second follows, neither, the second cannot hold."""

    entailment: float
    neutral: float
    contradiction: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Two statements read both ways: the other's after one's own, and one's own after the other's.

    That two cannot both hold is the same either way, but a model does not know that; that one
    follows from the other is not: a detail follows from nothing shorter.
    """

    forward: Entailment
    backward: Entailment

    @property
    def contradiction(self) -> float:
        """Probability that the two cannot both hold: the mean of both ways."""
        return (self.forward.contradiction + self.backward.contradiction) / 2

    @property
    def neutral(self) -> float:
        """Probability that neither says anything of the other: the mean of both ways."""
        return (self.forward.neutral + self.backward.neutral) / 2

    @property
    def entailment(self) -> float:
        """Probability that one follows from the other, whichever it is."""
        return max(self.forward.entailment, self.backward.entailment)
