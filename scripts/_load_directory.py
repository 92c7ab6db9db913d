"""The agencies that a load speaks for: registered, given keys, and the keys taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path

from _load_posts import PREFIX
from _traffic import OFFICES, OWNER, agency_id
from selaras.client import AsyncAdminClient, SelarasApiError

_LANES = 8
_CALL_SECONDS = 60.0


class Directory:
    """Makes two agencies with one owner each in every area; an asynchronous context manager.

    Agencies stay registered from one run to the next. Their keys end with the run.

    Attributes:
        keys: secret of each agency's key, by the agency's id.
    """

    def __init__(self, target: str, admin_key: str, tls_ca: Path | None) -> None:
        self._client = AsyncAdminClient(target, admin_key, tls_ca=tls_ca, timeout=_CALL_SECONDS)
        self._lanes = asyncio.Semaphore(_LANES)
        self._names: list[str] = []
        self.keys: dict[str, str] = {}

    async def __aenter__(self) -> Directory:
        """Nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Revoke the keys."""
        await asyncio.gather(*(self._revoke(name) for name in self._names))
        await self._client.close()

    async def register(self, areas: list[str]) -> None:
        """Register what is not there, and make a key for each.

        Raises:
            SelarasApiError
        """
        await asyncio.gather(
            *(self._add(area, side) for area in areas for side in range(len(OFFICES)))
        )

    async def _add(self, area: str, side: int) -> None:
        agency = agency_id(PREFIX, area, side)
        async with self._lanes:
            try:
                await self._client.create_agency(agency, agency, "KABUPATEN", area_code=area)
            except SelarasApiError as error:
                if error.code != "ALREADY_EXISTS":
                    raise
            try:
                await self._client.create_owner(agency, OWNER, f"Humas {agency}")
            except SelarasApiError as error:
                if error.code != "ALREADY_EXISTS":
                    raise
            made = await self._client.create_key(agency, "load")
            self._names.append(made.key.name)
            self.keys[agency] = made.secret

    async def _revoke(self, name: str) -> None:
        async with self._lanes:
            await self._client.revoke_key(name)
