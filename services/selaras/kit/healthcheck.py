"""Ask a gRPC server for its health: ``python -m selaras.kit.healthcheck [HOST:PORT]``.

For a container's health check. Exit codes: 0 it serves, 1 it says that it does not, 2 it does not
answer in time. Without an address the server of this environment (``SELARAS_GRPC_*``) is asked;
where it has a certificate, the CA of ``SELARAS_INTERNAL_TLS_CA`` is trusted.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from selaras.kit.settings import FrozenSettings, GrpcSettings

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "[::]": "[::1]"}  # noqa: S104


class _Trust(FrozenSettings):
    """The one internal setting that is needed here; the token is not."""

    selaras_internal_tls_ca: Path | None = None


def check(channel: grpc.Channel, part: str = "", timeout: float = 3.0) -> int:
    """Exit code for the health of a server, or of one part such as ``intake/nats``."""
    request = health_pb2.HealthCheckRequest(service=part)
    try:
        answer = health_pb2_grpc.HealthStub(channel).Check(request, timeout=timeout)
    except grpc.RpcError as error:
        sys.stderr.write(f"no answer: {error.code().name}: {error.details()}\n")
        return 2
    status = health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
    sys.stdout.write(f"{status}\n")
    return 0 if answer.status == health_pb2.HealthCheckResponse.SERVING else 1


def _own_target(settings: GrpcSettings) -> str:
    return f"{_EVERY_ADDRESS.get(settings.host, settings.host)}:{settings.port}"


def _channel(target: str, server_name: str | None) -> grpc.Channel:
    authority = _Trust().selaras_internal_tls_ca
    if authority is None:
        return grpc.insecure_channel(target)
    # The certificate is made out to the service's name, not to the loopback address asked here.
    options = [("grpc.ssl_target_name_override", server_name)] if server_name else None
    credentials = grpc.ssl_channel_credentials(authority.read_bytes())
    return grpc.secure_channel(target, credentials, options=options)


def main(arguments: list[str] | None = None) -> int:
    """Ask once and answer the exit code."""
    parser = argparse.ArgumentParser(description="Ask a gRPC server for its health.")
    parser.add_argument("target", nargs="?", help="HOST:PORT; default: from SELARAS_GRPC_*")
    parser.add_argument("--part", default="", help="one part, for example intake/nats")
    parser.add_argument("--timeout", type=float, default=3.0, help="seconds to wait")
    parser.add_argument("--server-name", help="name in the server's certificate")
    options = parser.parse_args(arguments)
    target = options.target or _own_target(GrpcSettings())
    with _channel(target, options.server_name) as channel:
        return check(channel, options.part, options.timeout)


if __name__ == "__main__":
    sys.exit(main())
