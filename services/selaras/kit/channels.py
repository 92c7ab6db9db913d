"""gRPC channels from one service to another, with the internal token on every call."""

from __future__ import annotations

import grpc

from selaras.kit.settings import InternalSettings

_OPTIONS = [
    ("grpc.max_receive_message_length", 64 << 20),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
]


def internal_channel(target: str, settings: InternalSettings) -> grpc.aio.Channel:
    """A channel to another service; TLS where a CA is set."""
    if settings.tls_ca is None:
        return grpc.aio.insecure_channel(target, options=_OPTIONS)
    credentials = grpc.ssl_channel_credentials(settings.tls_ca.read_bytes())
    return grpc.aio.secure_channel(target, credentials, options=_OPTIONS)


def internal_metadata(settings: InternalSettings) -> tuple[tuple[str, str], ...]:
    """The metadata that a call between services carries."""
    return (("authorization", f"Bearer {settings.token.get_secret_value()}"),)
