"""Where commands find the server and the key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selaras.cli.connection import (
    admin_client,
    agency_client,
    agency_nats_settings,
    local_stack,
    nats_settings,
)
from selaras.cli.exits import AWAY, CommandError


@pytest.fixture
def folder(tmp_path) -> Path:
    values = {"grpc": "127.0.0.1:7701", "nats": "nats://127.0.0.1:4999", "pid": 1}
    (tmp_path / "endpoint.json").write_text(json.dumps(values))
    secrets = {"admin_key": "sla_admin", "internal_token": "t" * 30}
    (tmp_path / "secrets.json").write_text(json.dumps(secrets))
    return tmp_path


def test_the_local_stack_is_found_through_its_folder(folder):
    local = local_stack(folder)
    assert (local.target, local.admin_key) == ("127.0.0.1:7701", "sla_admin")
    assert nats_settings(folder, "").url == "nats://127.0.0.1:4999"
    admin_client(folder, "", "", None).close()


def test_an_option_goes_before_the_folder(folder):
    assert nats_settings(folder, "nats://elsewhere:4222").url == "nats://elsewhere:4222"


def test_the_local_key_is_never_sent_elsewhere(folder):
    with pytest.raises(CommandError, match="administrator"):
        admin_client(folder, "selaras.example:443", "", None)


def test_without_a_stack_the_way_out_is_named(tmp_path):
    with pytest.raises(CommandError) as caught:
        nats_settings(tmp_path / "none", "")
    assert caught.value.code == AWAY
    assert "selaras up" in caught.value.hint


def test_a_missing_key_of_an_agency_is_named(folder):
    with pytest.raises(CommandError) as caught:
        agency_client(folder, "", "", None)
    assert "SELARAS_KEY" in caught.value.hint


def test_a_missing_ca_is_wrong_usage(folder):
    with pytest.raises(CommandError):
        agency_client(folder, "host:1", "key", folder / "no.pem")


def test_an_agency_logs_in_at_the_bus_with_its_key(folder, monkeypatch):
    ca = folder / "ca.pem"
    settings = agency_nats_settings(folder, "nats://bus.example:4222", "dinkes", "slr_x", ca)
    assert settings.user == "dinkes"
    assert settings.password.get_secret_value() == "slr_x"
    assert settings.tls_ca == ca
    for elsewhere in ("tls://bus.example:4222", "nats://127.0.0.1:4222", "nats://localhost"):
        assert agency_nats_settings(folder, elsewhere, "dinkes", "slr_x", None).user == "dinkes"
    # Neither where nobody asks for it, nor past a user that the environment names.
    assert agency_nats_settings(folder, "", "dinkes", "slr_x", None).user is None
    monkeypatch.setenv("SELARAS_NATS_USER", "ops")
    settings = agency_nats_settings(folder, "tls://bus.example:4222", "dinkes", "slr_x", None)
    assert (settings.user, settings.password) == ("ops", None)


@pytest.mark.parametrize("url", ["nats://bus:4222", "bus:4222", "nats://127.0.0.1.evil.example"])
def test_a_key_is_not_sent_to_the_bus_in_plaintext(folder, url):
    with pytest.raises(CommandError, match="plaintext"):
        agency_nats_settings(folder, url, "dinkes", "slr_x", None)
