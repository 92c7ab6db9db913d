"""Cases: what people acknowledge, discuss and resolve."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from selaras.matching.domain.finding import Finding, Relation


class CaseState(enum.StrEnum):
    """Where a case stands."""

    OPEN = "open"
    RESOLVED = "resolved"


class Resolution(enum.StrEnum):
    """Why a case was resolved."""

    CORRECTED = "CORRECTED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"


@dataclass(frozen=True, slots=True)
class Case:
    """The findings about one real-world matter, across any number of agencies.

    ``version`` grows with every change; ``agencies`` are all that ever had a side in it, so that
    an agency whose finding is gone still hears that the case is resolved.
    """

    id: str
    state: CaseState
    version: int
    relation: Relation
    agencies: tuple[str, ...]
    create_time: datetime
    change_time: datetime
    resolution: Resolution | None = None


def relation_of(findings: tuple[Finding, ...]) -> Relation:
    """CONTRADICTION where any finding is one, else OVERLAP."""
    relations = {finding.verdict.relation for finding in findings}
    return Relation.CONTRADICTION if Relation.CONTRADICTION in relations else Relation.OVERLAP
