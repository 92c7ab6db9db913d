"""A re-embedding: all messages embedded with another model beside the one in force, then a change.

::

    FILLING ──▶ FILLED ──▶ REPORTED ──▶ SWITCHED ──▶ FINISHED ──▶ RELEASED
       │           │           │  ▲         │
       └───────────┴───────────┴──┼── back ─┘
                   ▼
               ABANDONED

Until SWITCHED the model before is in force, from then on the new one. As long as a re-embedding is
open, the version of the model in force is fixed: whatever was made with another one does not count.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class ReembedState(enum.StrEnum):
    """How far a re-embedding is."""

    FILLING = "filling"
    FILLED = "filled"
    REPORTED = "reported"
    SWITCHED = "switched"
    FINISHED = "finished"
    RELEASED = "released"
    ABANDONED = "abandoned"


CLOSED = frozenset({ReembedState.RELEASED, ReembedState.ABANDONED})
USES_NEW = frozenset({ReembedState.SWITCHED, ReembedState.FINISHED})
COMPLETE = frozenset({ReembedState.FILLED, ReembedState.REPORTED})
WITH_TWO = frozenset({ReembedState.FILLING, ReembedState.SWITCHED}) | COMPLETE


@dataclass(frozen=True, slots=True)
class LeastScores:
    """Least cosines of two near messages and of two near claims; they belong to one model."""

    message: float
    claim: float


@dataclass(frozen=True, slots=True)
class Reembedding:
    """One re-embedding.

    Attributes:
        target: address of the embedding service with the new model, ``host:port``.
        model_version, dimensions: of the new model.
        before_version, before_dimensions: of the model that was in force when it began.
        done, total: messages in the new collection, and messages that belong there, as last seen.
        least: least scores under the new model; None: those of the settings.
        report: summary of the last report as JSON; empty: none was made of this fill.
        problem: why it does not get on at the moment; empty: it does.
    """

    id: str
    state: ReembedState
    target: str
    model_version: str
    dimensions: int
    before_version: str
    before_dimensions: int
    start_time: datetime
    update_time: datetime
    done: int = 0
    total: int = 0
    least: LeastScores | None = None
    report: str = ""
    problem: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it still says which model is in force."""
        return self.state not in CLOSED

    @property
    def uses_new(self) -> bool:
        """Whether the new model is in force."""
        return self.state in USES_NEW

    @property
    def in_force(self) -> str:
        """Version of the model in force."""
        return self.model_version if self.uses_new else self.before_version

    @property
    def beside(self) -> tuple[str, int]:
        """Version and length of vectors of the model that is not in force."""
        if self.uses_new:
            return self.before_version, self.before_dimensions
        return self.model_version, self.dimensions
