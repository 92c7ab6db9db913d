"""Invite people, and what they do with their own account."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from selaras.intake.domain.account import (
    Account,
    check_login,
    normal_login,
    wrong_password,
)
from selaras.intake.domain.errors import AlreadyThere
from selaras.intake.domain.key import unknown_key
from selaras.intake.domain.names import account_name, agency_name
from selaras.intake.domain.password import check_password
from selaras.intake.domain.session import SessionKind, make_session
from selaras.intake.handlers.account_rules import Guard, Profile, login_lock, read_profile
from selaras.intake.handlers.paging import make_token, read_token
from selaras.intake.handlers.rules import known_agency, known_owner, not_there
from selaras.intake.ports.passwords import Passwords
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.clock import Clock

_PAGE = 100


@dataclass(frozen=True, slots=True)
class Invited:
    """An account with a new invitation, and the whole text of that."""

    account: Account
    invitation: str

    def __repr__(self) -> str:
        return f"Invited(account={self.account!r}, invitation=***)"


class Accounts:
    """The accounts.

    Args:
        forget: told the id of an account whose sessions or feed ended.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        passwords: Passwords,
        forget: Callable[[str], None],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._passwords = passwords
        self._guard = Guard(storage, clock)
        self._forget = forget

    async def profile(self, account_id: str, agency_id: str, owner_id: str) -> Profile:
        """Who calls; ``account_id`` empty: with a key.

        Raises:
            KeyRefused: it has ended meanwhile.
        """
        async with self._storage.read() as uow:
            account = await _own(uow, account_id) if account_id else None
            return await read_profile(uow, account, agency_id, owner_id)

    async def invite(self, login: str, agency_id: str, owner_id: str) -> Invited:
        """Invite somebody; an invitation from before ends. ``owner_id`` empty: an administrator.

        Raises:
            RuleBroken: LOGIN_INVALID.
            NotThere: AGENCY_NOT_FOUND or OWNER_NOT_FOUND.
            AlreadyThere: LOGIN_TAKEN.
        """
        login = normal_login(login)
        check_login(login)
        async with self._storage.write() as uow:
            if owner_id:
                # An owner who is being taken away must not keep a login.
                await uow.lock(agency_name(agency_id))
                await known_agency(uow, agency_id)
                await known_owner(uow, agency_id, owner_id)
            await uow.lock(login_lock(login))
            account = await uow.accounts.by_login(login)
            if account is None:
                account = self._new(login, agency_id, owner_id)
            if (account.agency_id, account.owner_id) != (agency_id, owner_id):
                raise AlreadyThere("LOGIN_TAKEN", "this login belongs to somebody else")
            account, text = account.invited(self._clock.now())
            await uow.accounts.put(account)
        return Invited(account, text)

    async def page(self, agency_id: str, *, size: int, token: str) -> tuple[list[Account], str]:
        """A page of accounts by login and the token of the next; ``agency_id`` empty: all.

        Raises:
            RuleBroken: PAGE_TOKEN_INVALID.
        """
        size = size or _PAGE
        scope = f"accounts {agency_id}"
        after = read_token(token, scope, 1)[0] if token else ""
        async with self._storage.read() as uow:
            found = await uow.accounts.page(agency_id, after=after, limit=size + 1)
        page = found[:size]
        return page, make_token(scope, [page[-1].login]) if len(found) > size else ""

    async def delete(self, account_id: str) -> None:
        """Take an account away; its sessions and its feed end.

        Raises:
            NotThere: ACCOUNT_NOT_FOUND.
        """
        async with self._storage.read() as uow:
            login = (await _known(uow, account_id)).login
        async with self._storage.write() as uow:
            await uow.lock(login_lock(login))
            await uow.accounts.remove(await _known(uow, account_id))
        self._forget(account_id)

    async def change_password(
        self, account_id: str, session_id: str, password: str, new_password: str
    ) -> None:
        """Set a new password; the sessions of the account but this one end.

        Raises:
            RuleBroken: PASSWORD_TOO_SHORT or PASSWORD_TOO_COMMON.
            SignInRefused: SIGN_IN_REFUSED, the password until now is another.
            TooMany: SIGN_IN_LOCKED.
        """
        async with self._storage.read() as uow:
            account = await _own(uow, account_id)
        login, stored = account.login, account.password_hash
        check_password(new_password, login, self._passwords.is_common, "new_password")
        await self._guard.admit(login)
        if not await self._passwords.verify(stored, password):
            raise wrong_password()
        hashed = await self._passwords.hash(new_password)
        async with self._storage.write() as uow:
            await uow.lock(login_lock(login))
            now = await _own(uow, account_id)
            if now.password_hash != stored:
                raise wrong_password()
            await uow.accounts.put(now.with_password(hashed))
            await uow.accounts.end_sessions(account_id, SessionKind.SESSION, keep=session_id)
            await uow.accounts.forget_tries(login)
        self._forget(account_id)

    async def end_session(self, account_id: str, session_id: str) -> None:
        """End a session."""
        async with self._storage.write() as uow:
            await uow.accounts.end_session(session_id)
        self._forget(account_id)

    async def create_feed(self, account_id: str) -> str:
        """A new address of the feed, of which this is the secret; the one before ends."""
        feed, text = make_session(account_id, SessionKind.FEED, self._clock.now())
        async with self._storage.write() as uow:
            await self._lock_own(uow, account_id)
            await uow.accounts.end_sessions(account_id, SessionKind.FEED)
            await uow.accounts.put_session(feed)
        self._forget(account_id)
        return text

    async def delete_feed(self, account_id: str) -> None:
        """End the address of the feed; again: no change."""
        async with self._storage.write() as uow:
            await uow.accounts.end_sessions(account_id, SessionKind.FEED)
        self._forget(account_id)

    async def _lock_own(self, uow: UnitOfWork, account_id: str) -> None:
        await uow.lock(login_lock((await _own(uow, account_id)).login))
        await _own(uow, account_id)

    def _new(self, login: str, agency_id: str, owner_id: str) -> Account:
        return Account(
            account_id=uuid.uuid4().hex,
            login=login,
            create_time=self._clock.now(),
            agency_id=agency_id,
            owner_id=owner_id,
        )


async def _own(uow: UnitOfWork, account_id: str) -> Account:
    """The account of the caller, who was known a moment ago."""
    account = await uow.accounts.get(account_id)
    if account is None:
        raise unknown_key()
    return account


async def _known(uow: UnitOfWork, account_id: str) -> Account:
    account = await uow.accounts.get(account_id)
    if account is None:
        raise not_there("ACCOUNT_NOT_FOUND", account_name(account_id))
    return account
