"""A throw-away PostgreSQL cluster on a free port; one new database for each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from selaras.benchmark.postgres import PostgresCluster, find_binaries

__all__ = [
    "PostgresCluster",
    "find_binaries",
    "own_postgres_cluster",
    "postgres_cluster",
    "postgres_url",
]


def _new_cluster() -> Iterator[PostgresCluster]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="selaras-postgres-"))
    cluster = PostgresCluster(binaries, folder)
    try:
        cluster.create()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    """A cluster for all tests of this process; leave it running."""
    yield from _new_cluster()


@pytest.fixture
def own_postgres_cluster() -> Iterator[PostgresCluster]:
    """A cluster of the test's own, to be stopped and started at will."""
    yield from _new_cluster()


@pytest.fixture
def postgres_url(postgres_cluster: PostgresCluster) -> Iterator[str]:
    """The address of an empty database."""
    name = postgres_cluster.create_database()
    yield postgres_cluster.url(name)
    postgres_cluster.drop_database(name)
