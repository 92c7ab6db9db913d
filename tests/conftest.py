"""Fixtures that the tests of all services share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket

from tests.support.nats import nats_server
from tests.support.postgres import own_postgres_cluster, postgres_cluster, postgres_url

__all__ = ["nats_server", "own_postgres_cluster", "postgres_cluster", "postgres_url"]

_UNIT = Path(__file__).parent / "unit"


@pytest.fixture(autouse=True)
def _no_network_in_unit_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """A unit test that reaches for the network fails."""
    if not request.path.is_relative_to(_UNIT):
        yield
        return
    pytest_socket.disable_socket(allow_unix_socket=True)  # asyncio needs a socket pair
    yield
    pytest_socket.enable_socket()
