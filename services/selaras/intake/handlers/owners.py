"""Register and change the owners of an agency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime

from selaras.intake.domain.channel import OwnerChannel
from selaras.intake.domain.duty import DutyShift, WorkingHours
from selaras.intake.domain.errors import AlreadyThere, NotPossible
from selaras.intake.domain.names import agency_name, owner_name
from selaras.intake.domain.owner import Owner, OwnerRole
from selaras.intake.handlers.account_rules import end_accounts
from selaras.intake.handlers.agencies import announce
from selaras.intake.handlers.once import Codec, Ticket, once
from selaras.intake.handlers.paging import make_token, read_token
from selaras.intake.handlers.rules import check_whole_owner, known_agency, known_owner
from selaras.intake.ports.areas import AreaBook
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.clock import Clock

_PAGE = 100
_MOST_OWNERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChange:
    """What to change in an owner; None: nothing. A list takes the place of the whole list."""

    display_name: str | None = None
    contact: str | None = None
    time_zone: str | None = None
    role: OwnerRole | None = None
    channels: tuple[OwnerChannel, ...] | None = None
    working_hours: tuple[WorkingHours, ...] | None = None
    topics: tuple[str, ...] | None = None
    area_codes: tuple[str, ...] | None = None
    min_severity: int | None = None
    duty_shifts: tuple[DutyShift, ...] | None = None
    rank: int | None = None
    language: str | None = None

    def apply(self, owner: Owner) -> Owner:
        """The owner with the change; a channel without a secret keeps the one it had."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        given = {name: value for name, value in given.items() if value is not None}
        return replace(owner, **given).tidied().keeping_secrets_of(owner)


CHANGEABLE = frozenset(field.name for field in fields(OwnerChange))
"""Names of what can be changed in an owner."""


class Owners:
    """What an administrator does with owners.

    Args:
        forget: told the ids of agency and owner once an owner changed, so that no memory of what
            the owner may do is believed.
    """

    def __init__(
        self,
        storage: Storage,
        areas: AreaBook,
        clock: Clock,
        codec: Codec[Owner],
        forget: Callable[[str, str], None],
    ) -> None:
        self._storage = storage
        self._areas = areas
        self._clock = clock
        self._codec = codec
        self._forget = forget

    async def create(self, owner: Owner, ticket: Ticket) -> Owner:
        """Register an owner.

        Raises:
            RuleBroken: see :func:`selaras.intake.handlers.rules.check_whole_owner`.
            NotThere: AGENCY_NOT_FOUND.
            AlreadyThere: OWNER_EXISTS.
            NotPossible: REQUEST_ID_REUSED, TOO_MANY_OWNERS or DIRECTORY_TOO_LARGE.
        """
        owner = owner.tidied()
        check_whole_owner(owner, self._areas)
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
            RuleBroken: see :func:`selaras.intake.handlers.rules.check_whole_owner`.
            NotThere: AGENCY_NOT_FOUND or OWNER_NOT_FOUND.
            NotPossible: DIRECTORY_TOO_LARGE.
        """
        async with self._storage.write() as uow:
            await uow.lock(agency_name(agency_id))
            agency = await known_agency(uow, agency_id)
            before = await known_owner(uow, agency_id, owner_id)
            after = change.apply(before)
            if after != before:
                check_whole_owner(after, self._areas)
                await uow.agencies.put_owner(after)
                await announce(uow, agency)
        self._forget(agency_id, owner_id)
        return after

    async def delete(self, agency_id: str, owner_id: str) -> None:
        """Take an owner away, and end the keys and accounts of the owner.

        Raises:
            NotThere: AGENCY_NOT_FOUND or OWNER_NOT_FOUND.
        """
        async with self._storage.write() as uow:
            await uow.lock(agency_name(agency_id))
            agency = await known_agency(uow, agency_id)
            await known_owner(uow, agency_id, owner_id)
            await revoke_keys(uow, agency_id, owner_id, self._clock.now())
            await end_accounts(uow, agency_id, owner_id)
            await uow.agencies.delete_owner(agency_id, owner_id)
            await announce(uow, agency)
        self._forget(agency_id, owner_id)


async def revoke_keys(uow: UnitOfWork, agency_id: str, owner_id: str, now: datetime) -> None:
    """End the keys of an owner."""
    keys = [key for key in await uow.keys.of_agency(agency_id) if key.owner_id == owner_id]
    # In the order in which their last uses are written: two transactions never block each other.
    for key in sorted(keys, key=lambda key: key.key_id):
        await uow.keys.put(key.revoked(now))
