"""Secrets come from the environment or from files, and none is what everybody knows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError
from selaras.intake.settings import IntakeSettings
from selaras.kit.settings import InternalSettings, NatsSettings

TOKEN = "d41f0c5a3e6b7d8899aabbccddeeff0011223344"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SELARAS_INTERNAL_TOKEN", "SELARAS_INTERNAL_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)


def name_file(monkeypatch: pytest.MonkeyPatch, folder: Path, content: str) -> Path:
    path = folder / "token"
    path.write_text(content)
    monkeypatch.setenv("SELARAS_INTERNAL_TOKEN_FILE", str(path))
    return path


def test_a_secret_is_read_from_the_file_that_is_named(monkeypatch, tmp_path):
    name_file(monkeypatch, tmp_path, f"{TOKEN}\n")
    assert InternalSettings().token.get_secret_value() == TOKEN


def test_an_optional_secret_is_read_from_a_file_too(monkeypatch, tmp_path):
    (tmp_path / "password").write_text(TOKEN)
    monkeypatch.setenv("SELARAS_NATS_PASSWORD_FILE", str(tmp_path / "password"))
    password = NatsSettings().password
    assert password is not None
    assert password.get_secret_value() == TOKEN


def test_a_file_and_a_value_leave_in_doubt_which_is_meant(monkeypatch, tmp_path):
    name_file(monkeypatch, tmp_path, TOKEN)
    monkeypatch.setenv("SELARAS_INTERNAL_TOKEN", TOKEN)
    with pytest.raises(ValueError, match="SELARAS_INTERNAL_TOKEN or SELARAS_INTERNAL_TOKEN_FILE"):
        InternalSettings()


def test_a_file_that_is_not_there_is_named_with_its_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("SELARAS_INTERNAL_TOKEN_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match=r"SELARAS_INTERNAL_TOKEN_FILE: .*nowhere cannot be read"):
        InternalSettings()


def test_an_empty_file_is_no_secret(monkeypatch, tmp_path):
    name_file(monkeypatch, tmp_path, "\n")
    with pytest.raises(ValueError, match=r"SELARAS_INTERNAL_TOKEN_FILE: .* is empty"):
        InternalSettings()


def test_what_is_no_secret_is_not_read_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "url").write_text("nats://elsewhere:4222")
    monkeypatch.setenv("SELARAS_NATS_URL_FILE", str(tmp_path / "url"))
    assert NatsSettings().url == "nats://127.0.0.1:4222"


@pytest.mark.parametrize(
    "word", ["changemechangemechangeme", "0" * 32, "RAHASIArahasiarahasiarahasia"]
)
def test_what_everybody_knows_is_refused_with_the_name_of_the_variable(monkeypatch, word):
    monkeypatch.setenv("SELARAS_INTERNAL_TOKEN", word)
    with pytest.raises(ValidationError, match="SELARAS_INTERNAL_TOKEN holds a word"):
        InternalSettings()


def test_of_the_address_of_a_database_the_password_counts(monkeypatch):
    monkeypatch.setenv("SELARAS_INTAKE_ADMIN_KEY", TOKEN)
    monkeypatch.setenv(
        "SELARAS_INTAKE_DATABASE_URL", "postgresql+asyncpg://selaras:changeme@db/selaras"
    )
    with pytest.raises(ValidationError, match="SELARAS_INTAKE_DATABASE_URL holds a word"):
        IntakeSettings()
    monkeypatch.setenv(
        "SELARAS_INTAKE_DATABASE_URL", f"postgresql+asyncpg://selaras:{TOKEN}@db/selaras"
    )
    assert TOKEN in IntakeSettings().database_url.get_secret_value()


def test_the_refusal_names_the_variable_and_does_not_show_the_secret(monkeypatch):
    monkeypatch.setenv("SELARAS_INTERNAL_TOKEN", "pendek-sekali-7")
    with pytest.raises(ValidationError) as caught:
        InternalSettings()
    assert "pendek-sekali-7" not in str(caught.value)
    assert "SELARAS_INTERNAL_TOKEN" in str(caught.value)


@pytest.mark.parametrize("service", ["intake", "embedding", "matching", "alerting"])
def test_a_service_without_its_secret_ends_with_the_name_of_what_is_missing(service):
    done = subprocess.run(
        [sys.executable, "-m", f"selaras.{service}"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 78
    lines = done.stderr.splitlines()
    assert lines
    assert all(line.startswith("SELARAS_") and "required" in line for line in lines), lines
