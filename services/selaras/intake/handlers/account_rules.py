"""What several handlers do with accounts."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.intake.domain.account import Account, Tries
from selaras.intake.domain.agency import Agency
from selaras.intake.domain.errors import KeyRefused
from selaras.intake.domain.owner import Owner
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class Profile:
    """Who somebody is.

    Attributes:
        account: None: the call is made with a key.
        agency, owner: None: an administrator.
        has_feed: whether there is an address of a calendar feed.
    """

    account: Account | None = None
    agency: Agency | None = None
    owner: Owner | None = None
    has_feed: bool = False


def login_lock(login: str) -> str:
    """Name of the lock of what belongs to a login; it is taken after that of the agency."""
    return f"logins/{login}"


async def read_profile(
    uow: UnitOfWork, account: Account | None, agency_id: str, owner_id: str
) -> Profile:
    """Who somebody is; ``owner_id`` empty: an administrator.

    Raises:
        KeyRefused: KEY_REVOKED, the owner was taken away.
    """
    has_feed = account is not None and await uow.accounts.has_feed(account.account_id)
    if not owner_id:
        return Profile(account, has_feed=has_feed)
    agency = await uow.agencies.get(agency_id)
    owner = await uow.agencies.get_owner(agency_id, owner_id)
    if agency is None or owner is None:
        raise KeyRefused("KEY_REVOKED", "the owner of this account was taken away")
    return Profile(account, agency, owner, has_feed)


async def end_accounts(uow: UnitOfWork, agency_id: str, owner_id: str) -> None:
    """Delete the accounts of an owner who goes away; the lock of the agency is held."""
    for account in await uow.accounts.of_owner(agency_id, owner_id):
        # Who is just signing in with it has begun a session when this goes on, or will find none.
        await uow.lock(login_lock(account.login))
        await uow.accounts.remove(account)


class Guard:
    """Counts the tries of a login, so that passwords cannot be tried out."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def admit(self, login: str) -> None:
        """Count a try before the password is looked at.

        Raises:
            TooMany: SIGN_IN_LOCKED.
        """
        async with self._storage.write() as uow:
            await uow.lock(login_lock(login))
            tries: Tries = await uow.accounts.tries(login)
            await uow.accounts.put_tries(login, tries.again(self._clock.now()))
