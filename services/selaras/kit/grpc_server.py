"""A gRPC server with authentication, validation and errors done once for all services.

Each call goes: deserialise (a broken message is an error with a name, not INTERNAL) ->
authenticate -> limits of the caller -> declared rules of the proto (protovalidate) -> handler ->
errors to google.rpc.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol

import grpc
import protovalidate
from google.protobuf.message import DecodeError, Message
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from selaras.kit import metrics, tracing
from selaras.kit.auth import Authenticator, Caller, Role, bearer, set_caller
from selaras.kit.errors import (
    FieldViolation,
    InvalidRequest,
    PermissionDenied,
    SelarasError,
    Unavailable,
)
from selaras.kit.grpc_errors import abort
from selaras.kit.health import Health
from selaras.kit.limits import CallLimits
from selaras.kit.logging import get_logger
from selaras.kit.settings import GrpcSettings, LimitSettings

_log = get_logger(__name__)
# Set by the proxy alone, from a client certificate that it has verified: whose certificate it is.
CERTIFICATE_HEADER = "x-selaras-certificate-agency"
_LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}

Context = grpc.aio.ServicerContext[Any, Any]


class Registrable(Protocol):
    """A service that has gRPC methods."""

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        """Add the servicers; answer full service name -> roles that may call it."""
        ...


class GrpcServer:
    """One listening address for one or several services.

    Args:
        limits: how much a caller may ask; None: as the environment says.
    """

    def __init__(
        self, settings: GrpcSettings, health: Health, limits: LimitSettings | None = None
    ) -> None:
        self._settings = settings
        self._health = health
        self._access: dict[str, frozenset[Role]] = {}
        self._interceptor = _CallInterceptor(self._access, CallLimits(limits or LimitSettings()))
        self._server = grpc.aio.server(
            interceptors=[self._interceptor],
            maximum_concurrent_rpcs=settings.max_calls,
            options=[
                ("grpc.max_receive_message_length", settings.max_message_bytes),
                ("grpc.max_send_message_length", settings.max_message_bytes * 4),
                ("grpc.max_metadata_size", 16 << 10),
                # Who opens a connection and says nothing does not keep it.
                ("grpc.server_handshake_timeout_ms", 10_000),
                ("grpc.keepalive_time_ms", 60_000),
                # Then the client connects anew, and so finds replicas that came since. Calls and
                # streams under way are not cut.
                ("grpc.max_connection_age_ms", 600_000),
                ("grpc.http2.min_recv_ping_interval_without_data_ms", 20_000),
                ("grpc.so_reuseport", 0),
            ],
        )
        self.port = 0

    def bind(self) -> int:
        """Take the address; answers the port. Call before the services are built."""
        address = f"{self._settings.host}:{self._settings.port}"
        if self._settings.tls_certificate and self._settings.tls_key:
            pair = (
                self._settings.tls_key.read_bytes(),
                self._settings.tls_certificate.read_bytes(),
            )
            credentials = grpc.ssl_server_credentials([pair])
            self.port = self._server.add_secure_port(address, credentials)
        elif self._settings.host in _LOOPBACK or self._settings.allow_plaintext:
            self.port = self._server.add_insecure_port(address)
        else:
            raise InvalidRequest(
                "TLS_REQUIRED",
                f"{address} is not loopback: set SELARAS_GRPC_TLS_CERTIFICATE and "
                "SELARAS_GRPC_TLS_KEY, or SELARAS_GRPC_ALLOW_PLAINTEXT=true behind a proxy",
            )
        return self.port

    def add(self, service: Registrable) -> None:
        """Serve the methods of a service."""
        self._access.update(service.register(self._server))

    async def start(self, authenticator: Authenticator) -> None:
        """Accept calls."""
        self._interceptor.authenticator = authenticator
        health_pb2_grpc.add_HealthServicer_to_server(self._health.servicer, self._server)
        names = (*self._access, health_pb2.DESCRIPTOR.services_by_name["Health"].full_name)
        reflection.enable_server_reflection((*names, reflection.SERVICE_NAME), self._server)
        await self._server.start()
        await self._health.serving(serving=True)
        _log.info("grpc_listening", host=self._settings.host, port=self.port)

    async def stop(self) -> None:
        """Refuse new calls, let those under way finish for a while."""
        await self._health.serving(serving=False)
        await self._server.stop(self._settings.drain_seconds)


class _CallInterceptor(grpc.aio.ServerInterceptor):
    """Wraps each method of our own services; health and reflection pass."""

    def __init__(self, access: Mapping[str, frozenset[Role]], limits: CallLimits) -> None:
        self._access = access
        self.limits = limits
        self.authenticator: Authenticator | None = None

    async def intercept_service(  # type: ignore[override]  # any message, any answer
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any]]
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any]:
        handler = await continuation(handler_call_details)
        service = handler_call_details.method.split("/")[1]
        if handler is None or service not in self._access:
            return handler
        call = _Call(self, handler_call_details, handler, self._access[service])
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(
                call.stream, None, handler.response_serializer
            )
        return grpc.unary_unary_rpc_method_handler(call.unary, None, handler.response_serializer)


class _Call:
    """One call of one method."""

    def __init__(
        self,
        interceptor: _CallInterceptor,
        details: grpc.HandlerCallDetails,
        handler: grpc.RpcMethodHandler[Any, Any],
        roles: frozenset[Role],
    ) -> None:
        self._interceptor = interceptor
        self._method = details.method
        self._metadata = {
            key: value for key, value in details.invocation_metadata or () if isinstance(value, str)
        }
        self._handler = handler
        self._roles = roles

    async def unary(self, raw: bytes, context: Context) -> Message:
        """Handle a call with one answer."""
        started = time.perf_counter()
        span = tracing.begin_call(self._method, self._metadata)
        try:
            _, request = await self._admit(raw)
            answer: Message = await self._handler.unary_unary(request, context)  # type: ignore[misc, arg-type]
        except Exception as error:
            await self._fail(context, error, started)
        else:
            self._observe("OK", started)
        finally:
            span.end()
        return answer

    async def stream(self, raw: bytes, context: Context) -> AsyncIterator[Message]:
        """Handle a call with a stream of answers."""
        started = time.perf_counter()
        span = tracing.begin_call(self._method, self._metadata)
        try:
            caller, request = await self._admit(raw)
            with self._interceptor.limits.stream(caller):
                async for answer in self._handler.unary_stream(request, context):  # type: ignore[misc, union-attr, arg-type]
                    yield answer
        except Exception as error:
            await self._fail(context, error, started)
        else:
            self._observe("OK", started)
        finally:
            span.end()

    async def _admit(self, raw: bytes) -> tuple[Caller, Message]:
        """Know the caller and the request, or raise."""
        authenticator = self._interceptor.authenticator
        if authenticator is None:
            raise Unavailable("STARTING", "the server is starting", retry_after=1)
        caller = await authenticator.authenticate(bearer(self._metadata))
        if caller.role not in self._roles:
            wanted = " or ".join(sorted(role.value for role in self._roles))
            raise PermissionDenied(
                "ROLE_NOT_ALLOWED",
                f"this call needs a key of role {wanted}",
                metadata={"role": caller.role.value},
            )
        _certified(caller, self._metadata.get(CERTIFICATE_HEADER, ""))
        await self._interceptor.limits.admit(caller)
        set_caller(caller)
        request = _decode(self._handler.request_deserializer, raw)
        _validate(request)
        return caller, request

    async def _fail(self, context: Context, error: Exception, started: float) -> None:
        if isinstance(error, asyncio.CancelledError | grpc.aio.AbortError):
            raise error
        if not isinstance(error, SelarasError):
            _log.error("rpc_failed", method=self._method, exc_info=error)
            error = _Internal("INTERNAL", "an unexpected error; the log of the service has it")
        self._observe(error.code.name, started)
        await abort(context, error)

    def _observe(self, code: str, started: float) -> None:
        metrics.RPC_SECONDS.labels(self._method, code).observe(time.perf_counter() - started)
        tracing.answered(code)


def _certified(caller: Caller, agency_id: str) -> None:
    """A key works with its own agency's certificate only, where the proxy saw one.

    The header can take rights away and never gives any, so that it needs no trust.
    """
    if agency_id and caller.agency_id and agency_id != caller.agency_id:
        raise PermissionDenied(
            "CERTIFICATE_MISMATCH", "the client certificate is another agency's than the key"
        )


class _Internal(SelarasError):
    """A bug; details stay in the log."""


def _decode(deserializer: Callable[[bytes], Any] | None, raw: bytes) -> Message:
    if deserializer is None:
        raise _Internal("INTERNAL", "method without a deserialiser")
    try:
        request: Message = deserializer(raw)
    except DecodeError as error:
        text = str(error)
        reason = "TEXT_NOT_UTF8" if "utf-8" in text.lower() else "MESSAGE_MALFORMED"
        raise InvalidRequest(reason, f"the message cannot be read: {text}") from error
    size = request.ByteSize()
    known = type(request)()
    known.CopyFrom(request)
    known.DiscardUnknownFields()
    if known.ByteSize() != size:
        # A field this server does not know would be dropped in silence: the caller believes that
        # it was stored. Better an error than a wish that is quietly ignored.
        raise InvalidRequest(
            "FIELD_UNKNOWN", "the message has fields that this server does not know"
        )
    return request


def _validate(request: Message) -> None:
    violations = protovalidate.collect_violations(request)
    if not violations:
        return
    fields = tuple(
        FieldViolation(
            field=".".join(element.field_name for element in violation.proto.field.elements)
            if violation.proto.field
            else "",
            description=violation.proto.message,
            reason=violation.proto.rule_id.upper().replace(".", "_"),
        )
        for violation in violations
    )
    raise InvalidRequest(
        "REQUEST_INVALID",
        "; ".join(f"{field.field}: {field.description}" for field in fields),
        violations=fields,
    )
