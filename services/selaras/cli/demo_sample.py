"""The sample that the demo plays: agencies with their owners, and drafts in order of writing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

_CHANNELS = {"siaran_pers": "PRESS_RELEASE"}


@dataclass(frozen=True, slots=True)
class SampleOwner:
    """An owner of an agency of the sample."""

    owner_id: str
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class SampleAgency:
    """An agency of the sample."""

    agency_id: str
    name: str
    level: str
    area: str
    time_zone: str
    owners: tuple[SampleOwner, ...]


@dataclass(frozen=True, slots=True)
class SampleDraft:
    """A draft of the sample; ``channel`` by the name that the API gives it."""

    external_id: str
    agency: str
    created_at: datetime
    channel: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Sample:
    """All of it, the drafts in order of ``created_at``."""

    agencies: dict[str, SampleAgency]
    drafts: tuple[SampleDraft, ...]


def load() -> Sample:
    """Read the sample that is shipped with the package."""
    agencies = [_agency(row) for row in _rows("agencies.jsonl")]
    drafts = sorted(
        (_draft(row) for row in _rows("drafts.jsonl")), key=lambda draft: draft.created_at
    )
    return Sample({agency.agency_id: agency for agency in agencies}, tuple(drafts))


def _rows(name: str) -> Iterator[dict[str, Any]]:
    lines = (resources.files("selaras.cli.sample") / name).read_text("utf-8").splitlines()
    return (json.loads(line) for line in lines if line)


def _agency(row: dict[str, Any]) -> SampleAgency:
    return SampleAgency(
        agency_id=row["agency_id"],
        name=row["name"],
        level=row["level"].upper(),
        area=row["area"],
        time_zone=row["time_zone"],
        owners=tuple(SampleOwner(**owner) for owner in row["owners"]),
    )


def _draft(row: dict[str, Any]) -> SampleDraft:
    return SampleDraft(
        external_id=row["id"],
        agency=row["agency"],
        created_at=datetime.fromisoformat(row["created_at"]),
        channel=_CHANNELS.get(row["channel"], row["channel"].upper()),
        title=row["title"],
        body=row["body"],
    )
