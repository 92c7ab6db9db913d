"""How NATS is reached."""

from __future__ import annotations

import pytest
import trustme
from selaras.kit.nats_connection import connection_options, inbox_prefix, server_urls
from selaras.kit.settings import NatsSettings


def test_a_cluster_is_named_with_commas() -> None:
    assert server_urls("nats://a:4222, nats://b:4222,") == ["nats://a:4222", "nats://b:4222"]


@pytest.mark.parametrize(
    ("user", "prefix"),
    [(None, "_INBOX"), ("", "_INBOX"), ("ops", "_INBOX.ops"), ("a.>", "_INBOX"), ("*", "_INBOX")],
)
def test_each_user_has_an_inbox_of_its_own(user: str | None, prefix: str) -> None:
    assert inbox_prefix(user) == prefix


def test_a_local_server_is_asked_for_nothing() -> None:
    options = connection_options(NatsSettings(url="nats://127.0.0.1:4222"))
    assert options == {"servers": ["nats://127.0.0.1:4222"], "inbox_prefix": "_INBOX"}


def test_a_password_waits_for_tls(tmp_path) -> None:
    ca = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(ca))
    for settings in (
        NatsSettings(url="nats://bus:4222", tls_ca=ca, user="ops", password="drawn-0123"),
        NatsSettings(url="tls://bus:4222", user="ops", password="drawn-0123"),
    ):
        options = connection_options(settings)
        assert options["tls"].verify_mode.name == "CERT_REQUIRED"
        assert options["tls"].check_hostname
        # Else a server, or who stands before it, could ask for the password in plaintext.
        assert options["tls_handshake_first"]
