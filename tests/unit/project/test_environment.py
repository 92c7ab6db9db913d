"""On CI nothing is skipped for want of a server."""

from __future__ import annotations

import os

import pytest

from tests.support.postgres import find_binaries


@pytest.mark.skipif(
    "SELARAS_TEST_REQUIRE_POSTGRES" not in os.environ,
    reason="only where PostgreSQL is promised (SELARAS_TEST_REQUIRE_POSTGRES)",
)
def test_postgres_is_installed() -> None:
    assert find_binaries() is not None
