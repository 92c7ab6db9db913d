"""Sign people in: with a password, an invitation, or an identity of an OpenID provider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from selaras.intake.domain.account import (
    Account,
    hash_invitation,
    invalid_invitation,
    normal_login,
    wrong_password,
)
from selaras.intake.domain.errors import KeyRefused, NotAllowed, SignInRefused
from selaras.intake.domain.password import check_password
from selaras.intake.domain.session import SessionKind, make_session
from selaras.intake.handlers.account_rules import Guard, Profile, login_lock, read_profile
from selaras.intake.ports.passwords import Passwords
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.clock import Clock


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that has begun: its whole text, when it ends, and who it is."""

    session: str
    expire_time: datetime
    profile: Profile

    def __repr__(self) -> str:
        return f"SignedIn(session=***, expire_time={self.expire_time!r})"


class SignIn:
    """Begins sessions.

    Args:
        valid: for how long a session lasts.
        identities: whether those of an OpenID provider are believed.
        forget: told the id of an account whose sessions ended.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        passwords: Passwords,
        *,
        valid: timedelta,
        identities: bool,
        forget: Callable[[str], None],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._passwords = passwords
        self._guard = Guard(storage, clock)
        self._valid = valid
        self._identities = identities
        self._forget = forget

    async def with_password(self, login: str, password: str) -> SignedIn:
        """Sign in with a password. It takes as long for a login that nobody has.

        Raises:
            SignInRefused: SIGN_IN_REFUSED.
            TooMany: SIGN_IN_LOCKED.
        """
        login = normal_login(login)
        await self._guard.admit(login)
        async with self._storage.read() as uow:
            account = await uow.accounts.by_login(login)
        stored = account.password_hash if account else ""
        if not await self._passwords.verify(stored, password) or account is None:
            raise wrong_password()
        newer = (
            await self._passwords.hash(password) if self._passwords.is_outdated(stored) else stored
        )
        async with self._storage.write() as uow:
            await uow.lock(login_lock(login))
            now = await uow.accounts.get(account.account_id)
            if now is None or now.password_hash != stored:
                raise wrong_password()
            await uow.accounts.forget_tries(login)
            return await self._begin(uow, replace(now, password_hash=newer))

    async def invitation(self, text: str) -> Account:
        """The account that an invitation is for; it stays good.

        Raises:
            SignInRefused: INVITATION_INVALID.
        """
        invitation_hash = hash_invitation(text)
        async with self._storage.read() as uow:
            return await self._invited(uow, invitation_hash)

    async def accept(self, text: str, password: str) -> SignedIn:
        """Set the password of who was invited, and sign in; the sessions from before end.

        Raises:
            SignInRefused: INVITATION_INVALID.
            RuleBroken: PASSWORD_TOO_SHORT or PASSWORD_TOO_COMMON.
        """
        account = await self.invitation(text)
        check_password(password, account.login, self._passwords.is_common, "password")
        stored = await self._passwords.hash(password)
        async with self._storage.write() as uow:
            await uow.lock(login_lock(account.login))
            now = await self._invited(uow, hash_invitation(text))
            await uow.accounts.end_sessions(now.account_id, SessionKind.SESSION)
            await uow.accounts.forget_tries(now.login)
            signed_in = await self._begin(uow, now.with_password(stored))
        self._forget(account.account_id)
        return signed_in

    async def with_identity(self, issuer: str, subject: str, verified_email: str) -> SignedIn:
        """Sign in with an identity; the first time the account is found by the e-mail address.

        Raises:
            NotAllowed: IDENTITIES_NOT_ALLOWED.
            SignInRefused: IDENTITY_UNKNOWN.
        """
        if not self._identities:
            raise NotAllowed(
                "IDENTITIES_NOT_ALLOWED", "this deployment has no provider of identities"
            )
        async with self._storage.read() as uow:
            found = await _of_identity(uow, issuer, subject, verified_email)
        async with self._storage.write() as uow:
            await uow.lock(login_lock(found.login))
            account = await _of_identity(uow, issuer, subject, verified_email)
            if account.account_id != found.account_id:
                raise _unknown_identity()
            return await self._begin(uow, replace(account, issuer=issuer, subject=subject))

    async def _invited(self, uow: UnitOfWork, invitation_hash: bytes) -> Account:
        account = await uow.accounts.by_invitation(invitation_hash)
        if account is None:
            raise invalid_invitation()
        account.check_invitation(invitation_hash, self._clock.now())
        return account

    async def _begin(self, uow: UnitOfWork, account: Account) -> SignedIn:
        now = self._clock.now()
        until = now + self._valid
        session, text = make_session(account.account_id, SessionKind.SESSION, now, until)
        account = replace(account, sign_in_time=now)
        try:
            profile = await read_profile(uow, account, account.agency_id, account.owner_id)
        except KeyRefused as error:
            raise wrong_password() from error  # the owner is just being taken away
        await uow.accounts.put(account)
        await uow.accounts.put_session(session)
        return SignedIn(text, until, profile)


async def _of_identity(uow: UnitOfWork, issuer: str, subject: str, verified_email: str) -> Account:
    account = await uow.accounts.by_identity(issuer, subject)
    if account is None and verified_email:
        account = await uow.accounts.by_login(normal_login(verified_email))
        if account is not None and account.issuer:
            account = None  # somebody else signs in with it
    if account is None:
        raise _unknown_identity()
    return account


def _unknown_identity() -> SignInRefused:
    return SignInRefused("IDENTITY_UNKNOWN", "nobody has invited this person")
