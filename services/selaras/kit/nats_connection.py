"""How to reach NATS, the same for services, commands and the answerer of logins."""

from __future__ import annotations

import re
import ssl
from typing import Any

from selaras.kit.settings import NatsSettings

_INBOX = "_INBOX"
# What may be one token of a subject; a user with another name keeps the common inbox.
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


def server_urls(url: str) -> list[str]:
    """The servers in ``SELARAS_NATS_URL``: one, or those of a cluster with commas between them."""
    return [one.strip() for one in url.split(",") if one.strip()]


def inbox_prefix(user: str | None) -> str:
    """Where a user's answers arrive: below a token of its own, so that nobody else may listen."""
    return f"{_INBOX}.{user}" if user and _TOKEN.fullmatch(user) else _INBOX


def uses_tls(settings: NatsSettings) -> bool:
    """Whether the connection is encrypted: a CA is given, or the address begins with ``tls://``."""
    return settings.tls_ca is not None or settings.url.strip().startswith("tls://")


def connection_options(settings: NatsSettings) -> dict[str, Any]:
    """Arguments of ``nats.connect`` for servers, user, inbox and TLS."""
    options: dict[str, Any] = {
        "servers": server_urls(settings.url),
        "inbox_prefix": inbox_prefix(settings.user),
    }
    if settings.user:
        options["user"] = settings.user
        options["password"] = settings.password.get_secret_value() if settings.password else ""
    if uses_tls(settings):
        ca = str(settings.tls_ca) if settings.tls_ca else None
        options["tls"] = ssl.create_default_context(cafile=ca)
        # Before the server has said anything: else somebody on the way can say in its place that
        # there is no TLS here, and is sent the password.
        options["tls_handshake_first"] = True
    return options
