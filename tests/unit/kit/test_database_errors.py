"""Which errors of a database mean "later", and which mean "never"."""

from __future__ import annotations

from pathlib import Path

import pytest
from selaras.kit.database import Database
from selaras.kit.errors import Unavailable
from sqlalchemy.exc import DBAPIError


class ServerError(Exception):
    """What the driver raises."""

    def __init__(self, state: str) -> None:
        super().__init__("could not write init file")
        self.sqlstate = state


@pytest.mark.parametrize(
    "state",
    [
        "08006",  # the connection broke
        "40P01",  # deadlock
        "53100",  # disk full
        "57P01",  # shutting down
        "58030",  # the disk failed
        "XX000",  # so PostgreSQL refuses a connection on a full disk
    ],
)
async def test_what_passes_is_unavailable(tmp_path: Path, state: str) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(Unavailable) as raised:
        async with database.read():
            raise DBAPIError("SELECT 1", {}, ServerError(state))
    assert raised.value.reason == "DATABASE_UNAVAILABLE"
    await database.close()


@pytest.mark.parametrize("state", ["23505", "42P01", "28P01", "XX001"])
async def test_what_does_not_pass_is_raised_as_it_is(tmp_path: Path, state: str) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(DBAPIError):
        async with database.read():
            raise DBAPIError("SELECT 1", {}, ServerError(state))
    await database.close()
