"""Agencies."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import datetime

from selaras.intake.domain.errors import RuleBroken

_MAX_NAME = 200
# Escape sequences in a name would act in the terminals and mails that show it.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class AgencyLevel(enum.Enum):
    """How far an agency's authority reaches."""

    PUSAT = "pusat"
    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    VERTIKAL = "vertikal"
    BUMN = "bumn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency (instansi).

    Attributes:
        area_code: Kemendagri code with dots; empty for the whole country.
        parent_id: id of the parent agency; may be empty.
        version: grows with every change of the agency or its owners.
    """

    agency_id: str
    display_name: str
    level: AgencyLevel
    area_code: str
    parent_id: str
    create_time: datetime
    version: int = 1


def check_agency(agency: Agency) -> None:
    """Refuse what can never be right in an agency; its area and parent are looked up elsewhere.

    Raises:
        RuleBroken: DISPLAY_NAME_INVALID.
    """
    check_display_name("agency.display_name", agency.display_name)


def check_line(reason: str, field: str, value: str) -> None:
    """Refuse what is not one line of at most 200 characters.

    Raises:
        RuleBroken: with the reason given.
    """
    if len(value) > _MAX_NAME or _CONTROL.search(value):
        raise RuleBroken.field(reason, field, f"one line of at most {_MAX_NAME} characters")


def check_display_name(field: str, value: str) -> None:
    """Refuse what is not the name of anything.

    Raises:
        RuleBroken: DISPLAY_NAME_INVALID.
    """
    check_line("DISPLAY_NAME_INVALID", field, value)
    if not value.strip():
        raise RuleBroken.field("DISPLAY_NAME_INVALID", field, "must not be empty")
