"""The services of a deployment, each at an address of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import grpc

from selaras.cli.doctor import certificate, numbers, server
from selaras.cli.doctor.result import Result
from selaras.client.channel import credentials


def read_targets(text: str) -> dict[str, str]:
    """Service to address, of ``intake=intake:7700,matching=matching:7700``.

    Raises:
        ValueError: it is not written so.
    """
    found = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, equals, address = entry.partition("=")
        host, colon, port = address.rpartition(":")
        if not (name and equals and host and colon and port.isdecimal()):
            raise ValueError(f"{entry} is not NAME=HOST:PORT")
        found[name] = address
    return found


async def check(
    targets: Mapping[str, str], tls_ca: Path | None, metrics_port: int
) -> AsyncIterator[Result]:
    """All checks of all services.

    Args:
        targets: service to HOST:PORT.
        tls_ca: the CA that signed them; None: those of the system, and plaintext on loopback.
        metrics_port: where each serves its metrics; 0: they are not asked.
    """
    for service, address in targets.items():
        secure = credentials(address, tls_ca, plaintext=False)
        channel = (
            grpc.aio.secure_channel(address, secure)
            if secure
            else grpc.aio.insecure_channel(address)
        )
        async with channel:
            async for result in server.check_service(channel, service, address):
                yield result
        if secure:
            yield await certificate.check(service, address, tls_ca)
        if metrics_port:
            host = address.rpartition(":")[0]
            async for result in numbers.check(service, host, metrics_port):
                yield result
