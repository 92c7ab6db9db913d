"""How far posts are checked before they go out, by agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from selaras.intake.domain.agency import Agency
from selaras.intake.domain.area import is_touched
from selaras.intake.domain.coverage import NO_POSTS, PostFigures, check_period
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.auth import Caller, Role

_PAGE = 1000
_MOST = 2000


@dataclass(frozen=True, slots=True)
class AgencyCoverage:
    """The figures of one agency."""

    agency: Agency
    figures: PostFigures


class Coverage:
    """Answers how far posts are checked, in what the caller is responsible for."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def by_agency(
        self, caller: Caller, start: datetime, end: datetime
    ) -> list[AgencyCoverage]:
        """Figures from ``start`` until before ``end``, by name of the agency, at most 2000.

        A head gets the own agency, a coordinator those whose area has to do with the areas
        subscribed to, an administrator all. Where there are too many, those without any post are
        left out first.

        Raises:
            RuleBroken: PERIOD_INVALID.
        """
        check_period(start, end)
        only = caller.agency_id if caller.role is Role.HEAD else ""
        async with self._storage.read() as uow:
            agencies = await _agencies_of(uow, caller)
            figures = await uow.coverage.figures(start, end, agency_id=only)
        found = [
            AgencyCoverage(agency, figures.get(agency.agency_id, NO_POSTS)) for agency in agencies
        ]
        return _in_order(found)


async def _agencies_of(uow: UnitOfWork, caller: Caller) -> list[Agency]:
    if caller.role is Role.HEAD:
        own = await uow.agencies.get(caller.agency_id)
        return [own] if own else []
    # An administrator is subscribed to nothing, which means all.
    return [agency for agency in await _all(uow) if is_touched(agency.area_code, caller.area_codes)]


async def _all(uow: UnitOfWork) -> list[Agency]:
    agencies: list[Agency] = []
    while True:
        after = agencies[-1].agency_id if agencies else ""
        page = await uow.agencies.page(after=after, limit=_PAGE)
        agencies += page
        if len(page) < _PAGE:
            return agencies


def _in_order(found: Sequence[AgencyCoverage]) -> list[AgencyCoverage]:
    chosen = sorted(found, key=lambda item: (item.figures == NO_POSTS, _name(item)))[:_MOST]
    return sorted(chosen, key=_name)


def _name(item: AgencyCoverage) -> tuple[str, str]:
    return item.agency.display_name.casefold(), item.agency.agency_id
