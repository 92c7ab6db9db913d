"""How a client connects, and the names it works out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import grpc

OPTIONS: list[tuple[str, Any]] = [
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.max_receive_message_length", 64 << 20),
    # Retries are the client's own: they keep the request id and end with the caller's timeout.
    ("grpc.enable_retries", 0),
]
_LOOPBACK = ("127.0.0.1:", "localhost:", "[::1]:", "unix:")


def credentials(
    target: str, tls_ca: str | Path | bytes | None, *, plaintext: bool
) -> grpc.ChannelCredentials | None:
    """TLS credentials; None: plaintext.

    A key in plaintext is a key given away, so only loopback goes without TLS unless told.
    """
    if tls_ca is not None:
        pem = tls_ca if isinstance(tls_ca, bytes) else Path(tls_ca).read_bytes()
        return grpc.ssl_channel_credentials(pem)
    if plaintext or target.startswith(_LOOPBACK):
        return None
    return grpc.ssl_channel_credentials()


def key_metadata(key: str) -> tuple[tuple[str, str], ...]:
    """The metadata that says who calls."""
    if not key or not key.isascii() or not key.isprintable():
        raise ValueError("the key must be the text that `selaras key create` showed")
    return (("authorization", f"Bearer {key}"),)


class Names:
    """Resource names from the ids of a CMS.

    The agency is the one whose key is used; it is learned from the first answer that names it.
    """

    def __init__(self, agency: str) -> None:
        self._agency = agency.removeprefix("agencies/")

    def learn(self, name: str) -> None:
        """Take the agency out of ``agencies/{agency}/...``."""
        parts = name.split("/")
        if len(parts) > 1 and parts[0] == "agencies":
            self._agency = parts[1]

    def draft(self, id_or_name: str) -> str:
        """Full name of a draft.

        Raises:
            ValueError: only an id, and the agency is not known.
        """
        if id_or_name.startswith("agencies/"):
            return id_or_name
        if not self._agency:
            raise ValueError(
                "give the full name of the draft (draft.name), or make the client with agency=..."
            )
        return f"agencies/{self._agency}/drafts/{id_or_name}"
