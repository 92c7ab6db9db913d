"""Agencies and their owners."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from selaras.intake.domain.errors import RuleBroken

DEFAULT_TIME_ZONE = "Asia/Jakarta"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A person's role at an agency who answers for what it publishes (pemilik humas).

    Attributes:
        contact: phone or e-mail that the other side of a case sees.
        time_zone: IANA name.
    """

    agency_id: str
    owner_id: str
    display_name: str
    contact: str
    time_zone: str
    create_time: datetime


def check_agency(agency: Agency) -> None:
    """Refuse what can never be right in an agency; its area and parent are looked up elsewhere.

    Raises:
        RuleBroken: DISPLAY_NAME_INVALID.
    """
    _check_display_name("agency.display_name", agency.display_name)


def check_owner(owner: Owner) -> None:
    """Refuse what can never be right in an owner.

    Raises:
        RuleBroken: DISPLAY_NAME_INVALID, CONTACT_INVALID or TIME_ZONE_UNKNOWN.
    """
    _check_display_name("owner.display_name", owner.display_name)
    check_line("CONTACT_INVALID", "owner.contact", owner.contact)
    if not _is_time_zone(owner.time_zone):
        raise RuleBroken.field(
            "TIME_ZONE_UNKNOWN",
            "owner.time_zone",
            "must be an IANA name such as Asia/Jakarta",
        )


def check_line(reason: str, field: str, value: str) -> None:
    """Refuse what is not one line of at most 200 characters.

    Raises:
        RuleBroken: with the reason given.
    """
    if len(value) > _MAX_NAME or _CONTROL.search(value):
        raise RuleBroken.field(reason, field, f"one line of at most {_MAX_NAME} characters")


def _check_display_name(field: str, value: str) -> None:
    check_line("DISPLAY_NAME_INVALID", field, value)
    if not value.strip():
        raise RuleBroken.field("DISPLAY_NAME_INVALID", field, "must not be empty")


def _is_time_zone(name: str) -> bool:
    # A folder of the database ("Asia") ends in an OSError, a name with ".." in a ValueError.
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
