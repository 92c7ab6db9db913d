"""Alerting as a process of its own."""

from __future__ import annotations

import asyncio

from selaras.alerting.bootstrap import build
from selaras.alerting.settings import AlertingSettings
from selaras.kit import logging
from selaras.kit.auth import Authenticator, Caller, InternalAuthenticator
from selaras.kit.clock import SystemClock
from selaras.kit.errors import Unauthenticated
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.service import Service, run_until_signal
from selaras.kit.settings import GrpcSettings, InternalSettings, LogSettings, NatsSettings


class _NoKeys:
    """Alerting has no calls for agencies: no key but the internal token is good here."""

    async def authenticate(self, key: str) -> Caller:  # noqa: ARG002
        raise Unauthenticated("KEY_UNKNOWN", "this service takes no keys of agencies")


def main() -> None:
    """Serve until SIGTERM."""
    logging.configure(LogSettings(), service="alerting")
    internal = InternalSettings()

    def wire(server: GrpcServer, health: Health) -> tuple[list[Service], Authenticator]:  # noqa: ARG001
        service = build(
            AlertingSettings(),
            nats=NatsSettings(),
            internal=internal,
            health=health,
            clock=SystemClock(),
        )
        return [service], InternalAuthenticator(internal.token.get_secret_value(), _NoKeys())

    asyncio.run(run_until_signal(GrpcSettings(), wire))


if __name__ == "__main__":
    main()
