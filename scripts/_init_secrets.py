"""The secrets of a deployment: how each is made, and what has to follow when one changes."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from _init_certificates import InitError, openssl

ISSUER, ISSUER_SEED = "SELARAS_NATS_ISSUER", "SELARAS_NATS_ISSUER_SEED"
# First bytes of the text forms of NATS keys: S for a seed, A for an account.
_SEED, _ACCOUNT = 18 << 3, 0
_KEY_BYTES = 32


@dataclass(frozen=True)
class Secret:
    """A secret of ``.env``.

    Attributes:
        restart: the services that read it.
        stays: the old one is accepted too, as long as it stands in ``<NAME>_PREVIOUS``.
        before: a command that has to run while the old one still holds; ``{value}`` is the new one.
    """

    restart: tuple[str, ...]
    before: str = ""
    stays: bool = False


SECRETS = {
    "SELARAS_INTERNAL_TOKEN": Secret(("intake", "embedding", "matching", "alerting"), stays=True),
    "SELARAS_INTAKE_ADMIN_KEY": Secret(("intake",), stays=True),
    "SELARAS_CONSOLE_TOKEN": Secret(("intake", "console"), stays=True),
    # Whoever is signed in has to sign in again.
    "SELARAS_CONSOLE_COOKIE_SECRET": Secret(("console",)),
    "SELARAS_POSTGRES_PASSWORD": Secret(
        ("intake", "matching", "alerting"),
        # The variable counts on an empty volume only; from then on the database keeps it.
        "docker compose exec -T postgres psql --username selaras --dbname selaras "
        "--command \"ALTER USER selaras PASSWORD '{value}'\"",
    ),
    "SELARAS_QDRANT_API_KEY": Secret(("qdrant", "matching")),
    "SELARAS_NATS_INTAKE_PASSWORD": Secret(("nats", "intake")),
    "SELARAS_NATS_MATCHING_PASSWORD": Secret(("nats", "matching")),
    "SELARAS_NATS_ALERTING_PASSWORD": Secret(("nats", "alerting")),
    "SELARAS_NATS_OPS_PASSWORD": Secret(("nats",)),
    "SELARAS_NATS_CALLOUT_PASSWORD": Secret(("nats", "intake")),
    # Of the overlay observability. Grafana reads it on an empty volume only, then keeps it itself.
    "SELARAS_GRAFANA_PASSWORD": Secret(
        ("grafana",),
        'docker compose exec -T grafana grafana cli admin reset-admin-password "{value}"',
    ),
    ISSUER: Secret(("nats", "intake")),
    ISSUER_SEED: Secret(("nats", "intake")),
}


def new_values(name: str) -> dict[str, str]:
    """A new value for a secret, by variable; the two halves of the issuer come together.

    Raises:
        InitError: no such secret.
    """
    if name not in SECRETS:
        raise InitError(f"no secret {name}; there are: {', '.join(SECRETS)}")
    if name in (ISSUER, ISSUER_SEED):
        seed, public = account_key()
        return {ISSUER: public, ISSUER_SEED: seed}
    return {name: secrets.token_hex(24)}


def missing_values(present: Mapping[str, str]) -> dict[str, str]:
    """New values for every secret that has none."""
    made: dict[str, str] = {}
    for name in SECRETS:
        if not present.get(name) and name not in made:
            made |= new_values(name)
    return made


def account_key() -> tuple[str, str]:
    """Seed and public key of a new NATS account key pair (ed25519), in the text forms of NATS."""
    pem = openssl("genpkey", "-algorithm", "ed25519")
    # Both DER forms end with the 32 bytes of the key.
    seed = openssl("pkey", "-outform", "DER", data=pem)[-_KEY_BYTES:]
    public = openssl("pkey", "-pubout", "-outform", "DER", data=pem)[-_KEY_BYTES:]
    head = bytes((_SEED | _ACCOUNT >> 5, (_ACCOUNT & 31) << 3))
    return _text_form(head + seed), _text_form(bytes((_ACCOUNT,)) + public)


def _text_form(raw: bytes) -> str:
    checksum = binascii.crc_hqx(raw, 0).to_bytes(2, "little")
    return base64.b32encode(raw + checksum).decode().rstrip("=")
