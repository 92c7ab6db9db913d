"""Runs the matching service as a process of its own, configured by the environment."""

from __future__ import annotations

import asyncio

from selaras.kit import logging
from selaras.kit.auth import Authenticator
from selaras.kit.clock import SystemClock
from selaras.kit.grpc_server import GrpcServer
from selaras.kit.health import Health
from selaras.kit.service import Service, run_until_signal
from selaras.kit.settings import GrpcSettings, InternalSettings, LogSettings, NatsSettings, start
from selaras.matching.bootstrap import build
from selaras.matching.settings import MatchingSettings


def main() -> None:
    """Serve until SIGTERM."""
    logging.configure(LogSettings(), service="matching")
    settings = MatchingSettings()

    def compose(_server: GrpcServer, health: Health) -> tuple[list[Service], Authenticator]:
        service = build(
            settings,
            nats=NatsSettings(),
            internal=InternalSettings(),
            health=health,
            clock=SystemClock(),
        )
        return [service], service.authenticator

    asyncio.run(run_until_signal(GrpcSettings(), compose))


if __name__ == "__main__":
    start(main)
