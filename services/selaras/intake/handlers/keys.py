"""Make, rotate and revoke the keys of an agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from selaras.intake.domain.agency import check_line
from selaras.intake.domain.key import Key, make_key
from selaras.intake.domain.names import agency_name, key_name
from selaras.intake.handlers.rules import known_agency, known_owner, not_there
from selaras.intake.ports.storage import Storage, UnitOfWork
from selaras.kit.clock import Clock


class Keys:
    """What an administrator does with keys.

    Creating a key cannot be repeated with a request id: its secret is not stored, so it could not
    be answered a second time. A key whose answer was lost is revoked and made anew.

    Args:
        forget: told the id of a key that changed, so that no memory of it is believed.
    """

    def __init__(self, storage: Storage, clock: Clock, forget: Callable[[str], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._forget = forget

    async def create(
        self, agency_id: str, display_name: str, *, owner_id: str = ""
    ) -> tuple[Key, str]:
        """A new key and its whole text; ``owner_id`` empty: for a plugin.

        Raises:
            RuleBroken: DISPLAY_NAME_INVALID.
            NotThere: AGENCY_NOT_FOUND or OWNER_NOT_FOUND.
        """
        check_line("DISPLAY_NAME_INVALID", "display_name", display_name)
        async with self._storage.write() as uow:
            if owner_id:
                await uow.lock(agency_name(agency_id))
            await known_agency(uow, agency_id)
            if owner_id:
                await known_owner(uow, agency_id, owner_id)
            key, text = make_key(agency_id, display_name, self._clock.now(), owner_id=owner_id)
            await uow.keys.put(key)
        return key, text

    async def list(self, agency_id: str) -> list[Key]:
        """Keys of an agency, the newest first.

        Raises:
            NotThere: AGENCY_NOT_FOUND.
        """
        async with self._storage.read() as uow:
            await known_agency(uow, agency_id)
            return await uow.keys.of_agency(agency_id)

    async def rotate(self, agency_id: str, key_id: str, grace: timedelta) -> tuple[Key, str]:
        """A new key of the same owner in the place of another, which ends after the grace time.

        Raises:
            NotThere: KEY_NOT_FOUND.
            NotPossible: KEY_ENDED.
        """
        now = self._clock.now()
        async with self._storage.write() as uow:
            # An owner who is being taken away must not keep a key that nobody saw.
            await uow.lock(agency_name(agency_id))
            old = await _known_key(uow, agency_id, key_id)
            await uow.keys.put(old.ending(now, grace))
            key, text = make_key(agency_id, old.display_name, now, owner_id=old.owner_id)
            await uow.keys.put(key)
        self._forget(key_id)
        return key, text

    async def revoke(self, agency_id: str, key_id: str) -> Key:
        """End a key at once. Again: no change.

        Raises:
            NotThere: KEY_NOT_FOUND.
        """
        async with self._storage.write() as uow:
            await uow.lock(agency_name(agency_id))
            key = (await _known_key(uow, agency_id, key_id)).revoked(self._clock.now())
            await uow.keys.put(key)
        self._forget(key_id)
        return key


async def _known_key(uow: UnitOfWork, agency_id: str, key_id: str) -> Key:
    key = await uow.keys.get(key_id)
    if key is None or key.agency_id != agency_id:
        raise not_there("KEY_NOT_FOUND", key_name(agency_id, key_id))
    return key
