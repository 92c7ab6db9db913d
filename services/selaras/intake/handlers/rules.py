"""Rules that need more than the values at hand: the area book and the record."""

from __future__ import annotations

from collections.abc import Sequence

from selaras.intake.domain.agency import Agency
from selaras.intake.domain.content import Content, check_content
from selaras.intake.domain.errors import IntakeError, NotThere, RuleBroken, Violation
from selaras.intake.domain.names import agency_name, owner_name
from selaras.intake.domain.owner import Owner, check_owner
from selaras.intake.ports.areas import AreaBook
from selaras.intake.ports.storage import UnitOfWork


def check_draft_content(content: Content, areas: AreaBook) -> None:
    """Refuse a content that can never be right.

    Raises:
        RuleBroken: see :func:`check_content`; AREA_UNKNOWN.
    """
    violations: list[Violation] = []
    try:
        check_content(content)
    except RuleBroken as error:
        violations.extend(error.violations)
    violations.extend(_unknown_areas("draft.area_codes", content.area_codes, areas))
    if violations:
        raise RuleBroken(violations)


def check_whole_owner(owner: Owner, areas: AreaBook) -> None:
    """Refuse an owner that can never be right.

    Raises:
        RuleBroken: see :func:`check_owner`; AREA_UNKNOWN.
    """
    violations: list[Violation] = []
    try:
        check_owner(owner)
    except RuleBroken as error:
        violations.extend(error.violations)
    violations.extend(_unknown_areas("owner.area_codes", owner.area_codes, areas))
    if violations:
        raise RuleBroken(violations)


def check_area(field: str, code: str, areas: AreaBook) -> None:
    """Refuse an area that is not in the book; an empty code is the whole country.

    Raises:
        RuleBroken: AREA_UNKNOWN.
    """
    if code and not areas.is_known(code):
        raise RuleBroken([_unknown_area(field, code)])


async def known_agency(uow: UnitOfWork, agency_id: str) -> Agency:
    """An agency that must be there.

    Raises:
        NotThere: AGENCY_NOT_FOUND.
    """
    agency = await uow.agencies.get(agency_id)
    if agency is None:
        raise not_there("AGENCY_NOT_FOUND", agency_name(agency_id))
    return agency


async def known_owner(uow: UnitOfWork, agency_id: str, owner_id: str) -> Owner:
    """An owner who must be there.

    Raises:
        NotThere: OWNER_NOT_FOUND.
    """
    owner = await uow.agencies.get_owner(agency_id, owner_id)
    if owner is None:
        raise not_there("OWNER_NOT_FOUND", owner_name(agency_id, owner_id))
    return owner


def not_there(reason: str, name: str) -> IntakeError:
    """The error for a name that leads nowhere."""
    return NotThere(reason, f"there is no {name}")


def _unknown_areas(field: str, codes: Sequence[str], areas: AreaBook) -> list[Violation]:
    return [
        _unknown_area(f"{field}[{index}]", code)
        for index, code in enumerate(codes)
        if not areas.is_known(code)
    ]


def _unknown_area(field: str, code: str) -> Violation:
    shown = code[:20]
    return Violation("AREA_UNKNOWN", field, f"{shown!r} is no Kemendagri code", {"code": shown})
