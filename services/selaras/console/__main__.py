"""The console as a process of its own."""

from __future__ import annotations

import asyncio

from selaras.console.bootstrap import NoCallers, build
from selaras.console.settings import ConsoleSettings
from selaras.kit import logging
from selaras.kit.auth import Authenticator
from selaras.kit.clock import SystemClock
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.service import Service, run_until_signal
from selaras.kit.settings import GrpcSettings, LogSettings, start


def main() -> None:
    """Serve until SIGTERM."""
    logging.configure(LogSettings(), service="console")
    settings = ConsoleSettings()

    def wire(_server: GrpcServer, health: Health) -> tuple[list[Service], Authenticator]:
        return [build(settings, health=health, clock=SystemClock())], NoCallers()

    asyncio.run(run_until_signal(GrpcSettings(), wire))


if __name__ == "__main__":
    start(main)
