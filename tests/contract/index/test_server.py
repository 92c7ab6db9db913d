"""Says once that no server was asked, rather than for each test of the suite."""

from __future__ import annotations

import pytest

from tests.contract.index.conftest import BACKENDS, SERVER


def test_the_suite_ran_on_a_server():
    if SERVER is None:
        pytest.skip("SELARAS_TEST_QDRANT_URL is not set: the suite did not run on a Qdrant server")
    assert "qdrant-server" in BACKENDS
