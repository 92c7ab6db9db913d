"""Embedding as a process of its own."""

from __future__ import annotations

import asyncio

from selaras.embedding.bootstrap import build
from selaras.embedding.settings import EmbeddingSettings
from selaras.kit import logging
from selaras.kit.auth import Authenticator, Caller, InternalAuthenticator
from selaras.kit.errors import Unauthenticated
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.service import Service, run_until_signal
from selaras.kit.settings import GrpcSettings, InternalSettings, LogSettings, start


class _NoKeys:
    """Embedding serves the other services: no key but the internal token is good here."""

    async def authenticate(self, key: str) -> Caller:  # noqa: ARG002
        raise Unauthenticated("KEY_UNKNOWN", "this service takes no keys of agencies")


def main() -> None:
    """Serve until SIGTERM."""
    logging.configure(LogSettings(), service="embedding")
    settings = EmbeddingSettings()
    internal = InternalSettings()

    def wire(_server: GrpcServer, health: Health) -> tuple[list[Service], Authenticator]:
        authenticator = InternalAuthenticator(
            internal.token.get_secret_value(), _NoKeys(), previous=internal.token_previous
        )
        return [build(settings, health=health)], authenticator

    asyncio.run(run_until_signal(GrpcSettings(), wire))


if __name__ == "__main__":
    start(main)
