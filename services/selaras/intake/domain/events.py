"""What intake tells the other services."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from selaras.intake.domain.agency import Agency
from selaras.intake.domain.draft import Draft
from selaras.intake.domain.erasure import Erasure
from selaras.intake.domain.owner import Owner


class DraftChange(enum.Enum):
    """What happened to a draft."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """Something happened to a draft; carries all that the checker needs."""

    change: DraftChange
    agency: Agency
    draft: Draft


@dataclass(frozen=True, slots=True)
class DirectoryEvent:
    """An agency or its owners changed; carries them as they are."""

    agency: Agency
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class ErasureEvent:
    """Something is to be erased."""

    erasure: Erasure


IntakeEvent = DraftEvent | DirectoryEvent | ErasureEvent
