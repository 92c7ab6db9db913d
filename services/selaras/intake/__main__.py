"""Intake as a process of its own: ``python -m selaras.intake``."""

from __future__ import annotations

import asyncio

from selaras.intake.bootstrap import build
from selaras.intake.settings import IntakeSettings, LoginSettings
from selaras.kit.auth import Authenticator
from selaras.kit.clock import SystemClock
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.logging import configure
from selaras.kit.service import Service, run_until_signal
from selaras.kit.settings import GrpcSettings, InternalSettings, LogSettings, NatsSettings, start


def main() -> None:
    """Serve until SIGTERM, with settings from the environment."""
    configure(LogSettings(), service="intake")
    settings = IntakeSettings()
    nats, internal, login = NatsSettings(), InternalSettings(), LoginSettings()

    def make(_server: GrpcServer, health: Health) -> tuple[list[Service], Authenticator]:
        service = build(
            settings,
            nats=nats,
            internal=internal,
            health=health,
            clock=SystemClock(),
            login=login,
        )
        return [service], service.authenticator

    asyncio.run(run_until_signal(GrpcSettings(), make))


if __name__ == "__main__":
    start(main)
