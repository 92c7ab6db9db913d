"""Clients of the services over one connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import grpc

from selaras.client import AsyncAdminClient, AsyncClient
from selaras.client.channel import OPTIONS, credentials
from selaras.console.api.sign_in import GrpcSignIn, SignIn

# A page that waits longer than this says that the service does not answer.
_TIMEOUT = 8.0


class Gateway(Protocol):
    """What pages ask the services through. The clients of a session cost nothing to make."""

    @property
    def sign_in(self) -> SignIn:
        """How people get a session."""
        ...

    def client(self, session: str) -> AsyncClient:
        """What a person of an agency does, with the key of a session or of a feed."""
        ...

    def admin(self, session: str) -> AsyncAdminClient:
        """What an administrator does."""
        ...


class GrpcGateway:
    """The services behind one address.

    Args:
        target: ``host:port``.
        tls_ca: PEM file of the CA; None: plaintext on loopback, else the system's CAs.
        token: the console's own.
    """

    def __init__(self, target: str, tls_ca: Path | None, token: str) -> None:
        self._target = target
        secure = credentials(target, tls_ca, plaintext=False)
        options: list[tuple[str, Any]] = [*OPTIONS, ("grpc.lb_policy_name", "round_robin")]
        self._channel = (
            grpc.aio.secure_channel(target, secure, options=options)
            if secure
            else grpc.aio.insecure_channel(target, options=options)
        )
        self._sign_in = GrpcSignIn(self._channel, token)

    @property
    def sign_in(self) -> SignIn:
        """See :class:`Gateway`."""
        return self._sign_in

    def client(self, session: str) -> AsyncClient:
        """See :class:`Gateway`."""
        return AsyncClient(self._target, session, channel=self._channel, timeout=_TIMEOUT)

    def admin(self, session: str) -> AsyncAdminClient:
        """See :class:`Gateway`."""
        return AsyncAdminClient(self._target, session, channel=self._channel, timeout=_TIMEOUT)

    async def close(self) -> None:
        """Close the connection."""
        await self._channel.close()
