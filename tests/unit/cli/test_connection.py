"""Where commands find the server and the key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selaras.cli.connection import admin_client, agency_client, local_stack, nats_settings
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
