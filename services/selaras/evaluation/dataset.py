"""Labelled sets: drafts of agencies and labelled pairs of them (see docs/evaluation.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

PairKey = tuple[str, str]


class DatasetError(ValueError):
    """A file that cannot be read as a labelled set; says which line and why."""


@dataclass(frozen=True, slots=True)
class LabelledDraft:
    """One draft of the set."""

    id: str
    scenario: str
    agency: str
    agency_name: str
    level: str
    region: str
    created_at: datetime
    channel: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Facet:
    """What clashes: exact substrings of the two drafts."""

    kind: str
    a_text: str
    b_text: str


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """What two drafts are to each other: contradiction, overlap or compatible."""

    a: str
    b: str
    relation: str
    facets: tuple[Facet, ...]
    trap: str
    note: str

    @property
    def key(self) -> PairKey:
        """The pair, whatever its order."""
        return pair_key(self.a, self.b)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Drafts in order of ``created_at``, and the labels."""

    drafts: tuple[LabelledDraft, ...]
    pairs: tuple[LabelledPair, ...]

    def cross_agency_pairs(self) -> int:
        """How many pairs of drafts are of two agencies."""
        sizes: dict[str, int] = {}
        for draft in self.drafts:
            sizes[draft.agency] = sizes.get(draft.agency, 0) + 1
        total = len(self.drafts)
        same = sum(size * (size - 1) // 2 for size in sizes.values())
        return total * (total - 1) // 2 - same


def pair_key(one: str, other: str) -> PairKey:
    """A pair of draft ids, whatever their order."""
    return (one, other) if one < other else (other, one)


def load(drafts: Path, pairs: Path) -> Dataset:
    """Read a labelled set.

    Raises:
        DatasetError: a line that is not as it should be, or a label on an unknown draft.
    """
    loaded = tuple(sorted((_draft(row) for row in _rows(drafts)), key=lambda item: item.created_at))
    labels = tuple(_pair(row) for row in _rows(pairs))
    known = {draft.id for draft in loaded}
    for label in labels:
        if not {label.a, label.b} <= known:
            raise DatasetError(f"{pairs}: label on an unknown draft: {label.a}, {label.b}")
    return Dataset(loaded, labels)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise DatasetError(f"{path}:{number}: not JSON: {error}") from error
            row["__place__"] = f"{path}:{number}"
            yield row


def _draft(row: dict[str, Any]) -> LabelledDraft:
    try:
        return LabelledDraft(
            id=row["id"],
            scenario=row.get("scenario", ""),
            agency=row["agency"],
            agency_name=row["agency_name"],
            level=row["level"],
            region=row["region"],
            created_at=datetime.fromisoformat(row["created_at"]),
            channel=row.get("channel", ""),
            title=row.get("title", ""),
            body=row["body"],
        )
    except (KeyError, ValueError) as error:
        raise DatasetError(f"{row['__place__']}: {error!r}") from error


def _pair(row: dict[str, Any]) -> LabelledPair:
    try:
        return LabelledPair(
            a=row["a"],
            b=row["b"],
            relation=row["relation"],
            facets=tuple(
                Facet(facet["kind"], facet["a_text"], facet["b_text"])
                for facet in row.get("facets", ())
            ),
            trap=row.get("trap", ""),
            note=row.get("note", ""),
        )
    except (KeyError, ValueError) as error:
        raise DatasetError(f"{row['__place__']}: {error!r}") from error
