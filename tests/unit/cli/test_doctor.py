"""What doctor says of this machine."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from selaras.cli.doctor import local
from selaras.data_folder import Endpoint


@pytest.fixture
def folder(tmp_path) -> Path:
    secrets = tmp_path / "secrets.json"
    secrets.write_text("{}")
    secrets.chmod(0o600)
    with sqlite3.connect(tmp_path / "intake.db") as database:
        database.execute("CREATE TABLE draft (body TEXT)")
        database.executemany("INSERT INTO draft VALUES (?)", [("x" * 500,)] * 200)
    database.close()
    return tmp_path


def states(folder: Path, endpoint: Endpoint | None) -> dict[str, str]:
    return {result.part: result.state for result in local.check(folder, endpoint)}


def test_all_is_well(folder):
    found = states(folder, Endpoint("127.0.0.1:1", "nats://127.0.0.1:2", os.getpid()))
    assert found["stack"] == "ok"
    assert found["secrets"] == "ok"
    assert found["database intake"] == "ok"


def test_no_folder_is_no_fault(tmp_path):
    assert states(tmp_path / "none", None)["data folder"] == "skipped"


def test_secrets_that_others_may_read_are_wrong(folder):
    (folder / "secrets.json").chmod(0o644)
    result = next(item for item in local.check(folder, None) if item.part == "secrets")
    assert result.state == "wrong"
    assert "chmod 600" in result.mend


def test_a_stack_that_died_is_told_from_one_that_stopped(folder):
    dead = Endpoint("127.0.0.1:1", "nats://127.0.0.1:2", 2**22 - 1)
    assert states(folder, dead)["stack"] == "wrong"
    assert states(folder, None)["stack"] == "warn"


def test_a_damaged_database_is_found(folder):
    file = folder / "intake.db"
    content = bytearray(file.read_bytes())
    content[8192 : 8192 + 2000] = os.urandom(2000)
    file.write_bytes(content)
    assert states(folder, None)["database intake"] == "wrong"


def test_a_file_that_is_no_database_is_found(folder):
    (folder / "matching.db").write_bytes(b"this is not a database" * 100)
    assert states(folder, None)["database matching"] == "wrong"


def test_a_setting_that_cannot_be_read_is_named(folder, monkeypatch):
    monkeypatch.setenv("SELARAS_GRPC_PORT", "many")
    result = next(item for item in local.check(folder, None) if item.part == "settings")
    assert result.state == "wrong"
    assert "SELARAS_GRPC_PORT" in result.detail
