"""gRPC channels between services, with the internal token and the trace on every call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import grpc

from selaras.kit import tracing
from selaras.kit.settings import InternalSettings

_AUTHORIZATION = "authorization"
_OPTIONS = [
    ("grpc.max_receive_message_length", 64 << 20),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    # A name may stand for several replicas: calls go to each of them in turn, and the name is asked
    # again soon after one is lost or the server ends a connection for its age.
    ("grpc.lb_policy_name", "round_robin"),
    ("grpc.dns_min_time_between_resolutions_ms", 5_000),
]


class _TraceCalls(grpc.aio.UnaryUnaryClientInterceptor):
    """Tells the other service which trace a call belongs to."""

    async def intercept_unary_unary(
        self,
        continuation: Callable[[grpc.aio.ClientCallDetails, Any], Awaitable[Any]],
        client_call_details: grpc.aio.ClientCallDetails,
        request: Any,
    ) -> Any:
        traceparent = tracing.current_traceparent()
        details = client_call_details
        if traceparent:
            details = _with_metadata(details, tracing.HEADER, traceparent)
        return await continuation(details, request)


class _TryPreviousToken(grpc.aio.UnaryUnaryClientInterceptor):
    """Asks again with the token before, while it is being replaced.

    The other service may not have been restarted yet; then it knows the one before only. So the
    services can be restarted in any order, and no call fails meanwhile.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    async def intercept_unary_unary(
        self,
        continuation: Callable[[grpc.aio.ClientCallDetails, Any], Awaitable[Any]],
        client_call_details: grpc.aio.ClientCallDetails,
        request: Any,
    ) -> Any:
        call = await continuation(client_call_details, request)
        if await call.code() is not grpc.StatusCode.UNAUTHENTICATED:
            return call
        details = _with_metadata(client_call_details, _AUTHORIZATION, _bearer(self._token))
        return await continuation(details, request)


def _with_metadata(
    details: grpc.aio.ClientCallDetails, name: str, value: str
) -> grpc.aio.ClientCallDetails:
    """The same call with an entry of its metadata added or replaced."""
    entries = ((key, known) for key, known in details.metadata or () if key != name)
    return grpc.aio.ClientCallDetails(
        details.method,
        details.timeout,
        grpc.aio.Metadata(*entries, (name, value)),
        details.credentials,
        details.wait_for_ready,
    )


def internal_channel(target: str, settings: InternalSettings) -> grpc.aio.Channel:
    """A channel to another service; TLS where a CA is set."""
    interceptors: list[grpc.aio.ClientInterceptor] = [_TraceCalls()]
    if settings.token_previous is not None:
        interceptors.append(_TryPreviousToken(settings.token_previous.get_secret_value()))
    if settings.tls_ca is None:
        return grpc.aio.insecure_channel(target, options=_OPTIONS, interceptors=interceptors)
    credentials = grpc.ssl_channel_credentials(settings.tls_ca.read_bytes())
    return grpc.aio.secure_channel(target, credentials, options=_OPTIONS, interceptors=interceptors)


def internal_metadata(settings: InternalSettings) -> tuple[tuple[str, str], ...]:
    """The metadata that a call between services carries."""
    return ((_AUTHORIZATION, _bearer(settings.token.get_secret_value())),)


def _bearer(token: str) -> str:
    return f"Bearer {token}"
