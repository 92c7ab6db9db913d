"""One's own account at the console, and for administrators those of others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from selaras.client import account_calls as calls
from selaras.client.account_models import Account, Invitation, Profile
from selaras.client.aio_transport import AsyncTransport
from selaras.client.transport import Transport


class AccountMethods(Transport):
    """What everybody does who is signed in; the key of the client is that of the session."""

    def profile(self) -> Profile:
        """Who calls; with the key of a person too."""
        return self._run(calls.get_profile())

    def change_password(self, password: str, new_password: str) -> None:
        """Set a new password; the other sessions of the account end.

        Raises:
            SelarasApiError: ``SIGN_IN_REFUSED`` where ``password`` is wrong, ``SIGN_IN_LOCKED``,
                ``PASSWORD_TOO_SHORT``, ``PASSWORD_TOO_COMMON``; ``SESSION_REQUIRED`` with a key.
        """
        self._run(calls.change_password(password, new_password))

    def end_session(self) -> None:
        """End the session that the client has; it is of no use after that."""
        self._run(calls.end_session())

    def create_calendar_secret(self) -> str:
        """Make a secret for the address of one's calendar feed; the one before ends.

        It is shown this once.
        """
        return self._run(calls.create_calendar_secret())

    def delete_calendar_secret(self) -> None:
        """End the address of one's calendar feed."""
        self._run(calls.delete_calendar_secret())


class InvitingMethods(AccountMethods):
    """What administrators do."""

    def invite_account(self, login: str, owner: str = "") -> Invitation:
        """Invite somebody, also anew; an invitation from before ends.

        Args:
            login: e-mail address or name without spaces.
            owner: name of the owner who acts with it, or ``AGENCY/OWNER``; empty: an
                administrator.

        Raises:
            SelarasApiError: ``LOGIN_TAKEN``, ``OWNER_NOT_FOUND``, or a field that is wrong.
            ValueError: the owner is written in another way.
        """
        return self._run(calls.invite_account(login, owner))

    def list_accounts(self, agency: str = "") -> Iterator[Account]:
        """Accounts by login; of one agency where it is given by id or name."""
        return self._pages(lambda token: calls.list_accounts(agency, token))

    def delete_account(self, account: str) -> None:
        """Take an account away, by id or name; its sessions and its feed end at once."""
        self._run(calls.delete_account(account))


class AsyncAccountMethods(AsyncTransport):
    """The same on asyncio; each method as in :class:`AccountMethods`."""

    async def profile(self) -> Profile:
        """Who calls; with the key of a person too."""
        return await self._run(calls.get_profile())

    async def change_password(self, password: str, new_password: str) -> None:
        """Set a new password; the other sessions of the account end."""
        await self._run(calls.change_password(password, new_password))

    async def end_session(self) -> None:
        """End the session that the client has; it is of no use after that."""
        await self._run(calls.end_session())

    async def create_calendar_secret(self) -> str:
        """Make a secret for the address of one's calendar feed; the one before ends."""
        return await self._run(calls.create_calendar_secret())

    async def delete_calendar_secret(self) -> None:
        """End the address of one's calendar feed."""
        await self._run(calls.delete_calendar_secret())


class AsyncInvitingMethods(AsyncAccountMethods):
    """The same on asyncio; each method as in :class:`InvitingMethods`."""

    async def invite_account(self, login: str, owner: str = "") -> Invitation:
        """Invite somebody, also anew; an invitation from before ends."""
        return await self._run(calls.invite_account(login, owner))

    def list_accounts(self, agency: str = "") -> AsyncIterator[Account]:
        """Accounts by login; of one agency where it is given by id or name."""
        return self._pages(lambda token: calls.list_accounts(agency, token))

    async def delete_account(self, account: str) -> None:
        """Take an account away, by id or name; its sessions and its feed end at once."""
        await self._run(calls.delete_account(account))
