"""Register and change agencies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from selaras.intake.domain.agency import Agency, AgencyLevel, check_agency
from selaras.intake.domain.errors import AlreadyThere, NotPossible, RuleBroken
from selaras.intake.domain.events import DirectoryEvent
from selaras.intake.domain.names import agency_name
from selaras.intake.domain.owner import weight
from selaras.intake.handlers.once import Codec, Ticket, once
from selaras.intake.handlers.paging import make_token, read_token
from selaras.intake.handlers.rules import check_area, known_agency
from selaras.intake.ports.areas import AreaBook
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.clock import Clock

_PAGE = 100
_SCOPE = "agencies"
# An event carries all owners of an agency, and the bus takes messages of one megabyte; what is left
# is for the agency itself.
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyChange:
    """What to change in an agency; None: nothing."""

    display_name: str | None = None
    level: AgencyLevel | None = None
    area_code: str | None = None
    parent_id: str | None = None

    def apply(self, agency: Agency) -> Agency:
        """The agency with the change."""
        return replace(
            agency,
            display_name=agency.display_name if self.display_name is None else self.display_name,
            level=agency.level if self.level is None else self.level,
            area_code=agency.area_code if self.area_code is None else self.area_code,
            parent_id=agency.parent_id if self.parent_id is None else self.parent_id,
        )


class Agencies:
    """What an administrator does with agencies."""

    def __init__(
        self, storage: Storage, areas: AreaBook, clock: Clock, codec: Codec[Agency]
    ) -> None:
        self._storage = storage
        self._areas = areas
        self._clock = clock
        self._codec = codec

    async def create(self, agency: Agency, ticket: Ticket) -> Agency:
        """Register an agency.

        Raises:
            RuleBroken: DISPLAY_NAME_INVALID, AREA_UNKNOWN or PARENT_UNKNOWN.
            AlreadyThere: AGENCY_EXISTS.
            NotPossible: REQUEST_ID_REUSED.
        """
        self._check(agency)
        now = self._clock.now()

        async def work() -> Agency:
            await uow.lock(_SCOPE)
            if await uow.agencies.get(agency.agency_id):
                raise AlreadyThere("AGENCY_EXISTS", f"there is an agency {agency.agency_id}")
            await _check_parent(uow, agency)
            stored = replace(agency, create_time=now, version=1)
            await uow.agencies.add(stored)
            await uow.emit(DirectoryEvent(stored, ()))
            return stored

        async with self._storage.write() as uow:
            stored, _ = await once(uow, ticket, self._codec, now, work)
        return stored

    async def get(self, agency_id: str) -> Agency:
        """One agency.

        Raises:
            NotThere: AGENCY_NOT_FOUND.
        """
        async with self._storage.read() as uow:
            return await known_agency(uow, agency_id)

    async def page(self, *, size: int, token: str) -> tuple[list[Agency], str]:
        """A page of agencies and the token of the next; ``size`` 0: 100.

        Raises:
            RuleBroken: PAGE_TOKEN_INVALID.
        """
        size = size or _PAGE
        after = read_token(token, _SCOPE, 1)[0] if token else ""
        async with self._storage.read() as uow:
            found = await uow.agencies.page(after=after, limit=size + 1)
        page = found[:size]
        return page, make_token(_SCOPE, [page[-1].agency_id]) if len(found) > size else ""

    async def update(self, agency_id: str, change: AgencyChange) -> Agency:
        """Change an agency.

        Raises:
            RuleBroken: DISPLAY_NAME_INVALID, AREA_UNKNOWN, PARENT_UNKNOWN or PARENT_CYCLE.
            NotThere: AGENCY_NOT_FOUND.
        """
        async with self._storage.write() as uow:
            # Two changes of parents at once could make a circle that neither of them sees.
            await uow.lock(_SCOPE)
            await uow.lock(agency_name(agency_id))
            before = await known_agency(uow, agency_id)
            after = change.apply(before)
            if after == before:
                return before
            self._check(after)
            await _check_parent(uow, after)
            return await announce(uow, after)

    def _check(self, agency: Agency) -> None:
        check_agency(agency)
        check_area("agency.area_code", agency.area_code, self._areas)


async def announce(uow: UnitOfWork, agency: Agency) -> Agency:
    """Store an agency with its version grown, and tell that it or its owners changed.

    Raises:
        NotPossible: DIRECTORY_TOO_LARGE, its owners together do not fit into one event.
    """
    newer = replace(agency, version=agency.version + 1)
    owners = tuple(await uow.agencies.owners(agency.agency_id))
    if sum(weight(owner) for owner in owners) > _MOST_BYTES:
        raise NotPossible(
            "DIRECTORY_TOO_LARGE",
            "the owners of the agency have too many channels, topics and shifts together",
        )
    await uow.agencies.update(newer)
    await uow.emit(DirectoryEvent(newer, owners))
    return newer


async def _check_parent(uow: UnitOfWork, agency: Agency) -> None:
    """Refuse a parent that is not there or lies below the agency itself."""
    seen = {agency.agency_id}
    parent_id = agency.parent_id
    while parent_id:
        if parent_id in seen:
            raise RuleBroken.field("PARENT_CYCLE", "agency.parent", "lies below the agency itself")
        seen.add(parent_id)
        parent = await uow.agencies.get(parent_id)
        if parent is None:
            raise RuleBroken.field("PARENT_UNKNOWN", "agency.parent", "there is no such agency")
        parent_id = parent.parent_id
