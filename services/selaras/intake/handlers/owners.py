"""Register and change the owners of an agency."""

from __future__ import annotations

from dataclasses import dataclass, replace

from selaras.intake.domain.agency import Owner, check_owner
from selaras.intake.domain.errors import AlreadyThere, NotPossible
from selaras.intake.domain.names import agency_name, owner_name
from selaras.intake.handlers.agencies import announce
from selaras.intake.handlers.once import Codec, Ticket, once
from selaras.intake.handlers.paging import make_token, read_token
from selaras.intake.handlers.rules import known_agency, not_there
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.clock import Clock

_PAGE = 100
# An event carries all owners of an agency, and the bus takes messages of one megabyte.
_MOST_OWNERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChange:
    """What to change in an owner; None: nothing."""

    display_name: str | None = None
    contact: str | None = None
    time_zone: str | None = None

    def apply(self, owner: Owner) -> Owner:
        """The owner with the change."""
        return replace(
            owner,
            display_name=owner.display_name if self.display_name is None else self.display_name,
            contact=owner.contact if self.contact is None else self.contact,
            time_zone=owner.time_zone if self.time_zone is None else self.time_zone,
        )


class Owners:
    """What an administrator does with owners."""

    def __init__(self, storage: Storage, clock: Clock, codec: Codec[Owner]) -> None:
        self._storage = storage
        self._clock = clock
        self._codec = codec

    async def create(self, owner: Owner, ticket: Ticket) -> Owner:
        """Register an owner.

        Raises:
            RuleBroken: DISPLAY_NAME_INVALID, CONTACT_INVALID or TIME_ZONE_UNKNOWN.
            NotThere: AGENCY_NOT_FOUND.
            AlreadyThere: OWNER_EXISTS.
            NotPossible: REQUEST_ID_REUSED or TOO_MANY_OWNERS.
        """
        check_owner(owner)
        now = self._clock.now()

        async def work() -> Owner:
            await uow.lock(agency_name(owner.agency_id))
            agency = await known_agency(uow, owner.agency_id)
            if await uow.agencies.get_owner(owner.agency_id, owner.owner_id):
                name = owner_name(owner.agency_id, owner.owner_id)
                raise AlreadyThere("OWNER_EXISTS", f"there is an owner {name}")
            if len(await uow.agencies.owners(owner.agency_id)) >= _MOST_OWNERS:
                raise NotPossible("TOO_MANY_OWNERS", f"an agency has at most {_MOST_OWNERS} owners")
            stored = replace(owner, create_time=now)
            await uow.agencies.put_owner(stored)
            await announce(uow, agency)
            return stored

        async with self._storage.write() as uow:
            stored, _ = await once(uow, ticket, self._codec, now, work)
        return stored

    async def page(self, agency_id: str, *, size: int, token: str) -> tuple[list[Owner], str]:
        """A page of the owners of an agency and the token of the next; ``size`` 0: 100.

        Raises:
            NotThere: AGENCY_NOT_FOUND.
            RuleBroken: PAGE_TOKEN_INVALID.
        """
        size = size or _PAGE
        scope = f"owners {agency_id}"
        after = read_token(token, scope, 1)[0] if token else ""
        async with self._storage.read() as uow:
            await known_agency(uow, agency_id)
            found = await uow.agencies.owners(agency_id, after=after, limit=size + 1)
        page = found[:size]
        return page, make_token(scope, [page[-1].owner_id]) if len(found) > size else ""

    async def update(self, agency_id: str, owner_id: str, change: OwnerChange) -> Owner:
        """Change an owner.

        Raises:
            RuleBroken: DISPLAY_NAME_INVALID, CONTACT_INVALID or TIME_ZONE_UNKNOWN.
            NotThere: AGENCY_NOT_FOUND or OWNER_NOT_FOUND.
        """
        async with self._storage.write() as uow:
            await uow.lock(agency_name(agency_id))
            agency = await known_agency(uow, agency_id)
            before = await _known_owner(uow, agency_id, owner_id)
            after = change.apply(before)
            if after != before:
                check_owner(after)
                await uow.agencies.put_owner(after)
                await announce(uow, agency)
        return after

    async def delete(self, agency_id: str, owner_id: str) -> None:
        """Take an owner away.

        Raises:
            NotThere: AGENCY_NOT_FOUND or OWNER_NOT_FOUND.
        """
        async with self._storage.write() as uow:
            await uow.lock(agency_name(agency_id))
            agency = await known_agency(uow, agency_id)
            await _known_owner(uow, agency_id, owner_id)
            await uow.agencies.delete_owner(agency_id, owner_id)
            await announce(uow, agency)


async def _known_owner(uow: UnitOfWork, agency_id: str, owner_id: str) -> Owner:
    owner = await uow.agencies.get_owner(agency_id, owner_id)
    if owner is None:
        raise not_there("OWNER_NOT_FOUND", owner_name(agency_id, owner_id))
    return owner
