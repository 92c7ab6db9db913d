"""Authorities (wali data): whose figure counts, by topic, kind of fact and area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from selaras.matching.domain.facts import FactKind


@dataclass(frozen=True, slots=True)
class Authority:
    """One rule.

    Attributes:
        topic: id of a topic; empty: all.
        kind: None: all kinds.
        area_code: in this area and those in it; empty: the whole country.
        basis: the regulation that says so; may be empty.
    """

    id: str
    agency: str
    topic: str
    kind: FactKind | None
    area_code: str
    basis: str
    create_time: datetime
