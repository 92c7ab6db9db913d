"""Agencies, their owners and their keys, for administrators.

Agencies are named by id or resource name, owners by agency and id, keys by resource name.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Unpack

from selaras.client import admin_calls as calls
from selaras.client.models import (
    Agency,
    AgencyLevel,
    Key,
    NewKey,
    Owner,
    OwnerChanges,
    OwnerOptions,
)
from selaras.client.oversight import AsyncOversight, Oversight


class AdminClient(Oversight):
    """The directory; arguments as in :class:`selaras.client.sync.Transport`."""

    def create_agency(
        self,
        agency_id: str,
        display_name: str,
        level: AgencyLevel | str,
        *,
        area_code: str = "",
        parent: str = "",
    ) -> Agency:
        """Register an agency.

        Raises:
            SelarasApiError: ``ALREADY_EXISTS``, or a field that is wrong.
        """
        return self._run(calls.create_agency(agency_id, display_name, level, area_code, parent))

    def get_agency(self, agency: str) -> Agency:
        """One agency."""
        return self._run(calls.get_agency(agency))

    def list_agencies(self) -> Iterator[Agency]:
        """All agencies by id."""
        return self._pages(calls.list_agencies)

    def update_agency(self, agency: str, **changes: str) -> Agency:
        """Change display_name, level, area_code or parent."""
        return self._run(calls.update_agency(agency, changes))

    def create_owner(
        self,
        agency: str,
        owner_id: str,
        display_name: str,
        **options: Unpack[OwnerOptions],
    ) -> Owner:
        """Register an owner.

        Args:
            agency: id or resource name of the agency.
            owner_id: id, a slug such as "humas".
            display_name: name as people write it.
            **options: contact, time_zone, role, channels, working_hours, topics, area_codes,
                min_severity, duty_shifts, rank, language; see :class:`Owner`.

        Raises:
            SelarasApiError: ``OWNER_EXISTS``, or a field that is wrong.
            ValueError: a role, kind of channel or severity that does not exist, a time without a
                zone.
        """
        return self._run(calls.create_owner(agency, owner_id, display_name, options))

    def list_owners(self, agency: str) -> Iterator[Owner]:
        """Owners of an agency."""
        return self._pages(lambda token: calls.list_owners(agency, token))

    def update_owner(self, agency: str, owner_id: str, **changes: Unpack[OwnerChanges]) -> Owner:
        """Change what is given: display_name or an option of ``create_owner``.

        A list takes the place of the whole list that is stored.
        """
        return self._run(calls.update_owner(calls.owner_name(agency, owner_id), changes))

    def delete_owner(self, agency: str, owner_id: str) -> None:
        """Take an owner away: no more alerts, and the keys of the owner end."""
        self._run(calls.delete_owner(calls.owner_name(agency, owner_id)))

    def create_key(self, agency: str, display_name: str = "", *, owner: str = "") -> NewKey:
        """Make a key; its secret is shown this once.

        ``owner`` (id or name) is who acts with it; empty: a plugin of the agency.
        """
        return self._run(calls.create_key(agency, display_name, owner))

    def list_keys(self, agency: str) -> list[Key]:
        """Keys of an agency, the newest first."""
        return self._run(calls.list_keys(agency))

    def rotate_key(self, name: str, grace_hours: int = 24) -> NewKey:
        """Make a new key; the old one works for ``grace_hours`` more."""
        return self._run(calls.rotate_key(name, grace_hours))

    def revoke_key(self, name: str) -> Key:
        """End a key at once."""
        return self._run(calls.revoke_key(name))


class AsyncAdminClient(AsyncOversight):
    """The directory on asyncio; each method as in :class:`AdminClient`."""

    async def create_agency(
        self,
        agency_id: str,
        display_name: str,
        level: AgencyLevel | str,
        *,
        area_code: str = "",
        parent: str = "",
    ) -> Agency:
        """Register an agency."""
        return await self._run(
            calls.create_agency(agency_id, display_name, level, area_code, parent)
        )

    async def get_agency(self, agency: str) -> Agency:
        """One agency."""
        return await self._run(calls.get_agency(agency))

    def list_agencies(self) -> AsyncIterator[Agency]:
        """All agencies by id."""
        return self._pages(calls.list_agencies)

    async def update_agency(self, agency: str, **changes: str) -> Agency:
        """Change display_name, level, area_code or parent."""
        return await self._run(calls.update_agency(agency, changes))

    async def create_owner(
        self,
        agency: str,
        owner_id: str,
        display_name: str,
        **options: Unpack[OwnerOptions],
    ) -> Owner:
        """Register an owner."""
        return await self._run(calls.create_owner(agency, owner_id, display_name, options))

    def list_owners(self, agency: str) -> AsyncIterator[Owner]:
        """Owners of an agency."""
        return self._pages(lambda token: calls.list_owners(agency, token))

    async def update_owner(
        self, agency: str, owner_id: str, **changes: Unpack[OwnerChanges]
    ) -> Owner:
        """Change what is given: display_name or an option of ``create_owner``."""
        return await self._run(calls.update_owner(calls.owner_name(agency, owner_id), changes))

    async def delete_owner(self, agency: str, owner_id: str) -> None:
        """Take an owner away: no more alerts, and the keys of the owner end."""
        await self._run(calls.delete_owner(calls.owner_name(agency, owner_id)))

    async def create_key(self, agency: str, display_name: str = "", *, owner: str = "") -> NewKey:
        """Make a key; its secret is shown this once."""
        return await self._run(calls.create_key(agency, display_name, owner))

    async def list_keys(self, agency: str) -> list[Key]:
        """Keys of an agency, the newest first."""
        return await self._run(calls.list_keys(agency))

    async def rotate_key(self, name: str, grace_hours: int = 24) -> NewKey:
        """Make a new key; the old one works for ``grace_hours`` more."""
        return await self._run(calls.rotate_key(name, grace_hours))

    async def revoke_key(self, name: str) -> Key:
        """End a key at once."""
        return await self._run(calls.revoke_key(name))
