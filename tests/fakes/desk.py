"""The services that people use (cases, alerts, records, messages), with scripted answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import message_factory
from google.protobuf.message import Message
from selaras.api.v1 import alert_pb2, audit_pb2, authority_pb2, case_pb2, message_pb2
from selaras.kit.errors import SelarasError, Unauthenticated
from selaras.kit.grpc_errors import to_proto_status

KEY = "sk-person"
ADMIN_KEY = "sk-admin"
SERVICES = {
    service.full_name: service
    for module in (case_pb2, alert_pb2, message_pb2, audit_pb2, authority_pb2)
    for service in module.DESCRIPTOR.services_by_name.values()
}
RPCS = {name for service in SERVICES.values() for name in service.methods_by_name}


class Desk(grpc.GenericRpcHandler):
    """Answers every call of the five services.

    Attributes:
        requests: what came, with the name of the call.
        keys: the key of each call.
        answers: by name of the call: a message, or a function from the request to one; without an
            entry the answer is empty.
        failures: what the next calls end with, before ``answers`` are looked at.
        streams: for each stream that is opened, what it sends; an error ends it.
    """

    def __init__(self) -> None:
        self.requests: list[tuple[str, Any]] = []
        self.keys: list[str] = []
        self.answers: dict[str, Message | Callable[[Any], Message]] = {}
        self.failures: list[SelarasError] = []
        self.streams: list[list[Message | SelarasError]] = []
        self._lock = threading.Lock()

    def last(self, name: str) -> Any:
        """The last request of a call."""
        return next(request for known, request in reversed(self.requests) if known == name)

    def service(self, handler_call_details: Any) -> grpc.RpcMethodHandler | None:
        """See :class:`grpc.GenericRpcHandler`."""
        _, service, name = handler_call_details.method.split("/")
        if service not in SERVICES:
            return None
        method = SERVICES[service].methods_by_name[name]
        request = message_factory.GetMessageClass(method.input_type)
        answer = message_factory.GetMessageClass(method.output_type)
        make = (
            grpc.unary_stream_rpc_method_handler
            if method.server_streaming
            else grpc.unary_unary_rpc_method_handler
        )
        behaviour: Any = self._stream if method.server_streaming else self._answer
        return make(
            lambda asked, context: behaviour(name, asked, answer, context),
            request_deserializer=request.FromString,
            response_serializer=answer.SerializeToString,
        )

    def _answer(self, name: str, request: Any, answer: type[Message], context: Any) -> Message:
        self._admit(name, request, context)
        found = self.answers.get(name)
        if found is None:
            return answer()
        return found if isinstance(found, Message) else found(request)

    def _stream(
        self, name: str, request: Any, answer: type[Message], context: Any
    ) -> Iterator[Message]:
        self._admit(name, request, context)
        for item in self.streams.pop(0) if self.streams else []:
            if isinstance(item, SelarasError):
                _abort(context, item)
            yield item

    def _admit(self, name: str, request: Any, context: Any) -> None:
        key = dict(context.invocation_metadata()).get("authorization", "")
        if key not in {f"Bearer {KEY}", f"Bearer {ADMIN_KEY}"}:
            _abort(context, Unauthenticated("KEY_UNKNOWN", "this key is not valid"))
        with self._lock:
            self.requests.append((name, request))
            self.keys.append(key.removeprefix("Bearer "))
            failure = self.failures.pop(0) if self.failures else None
        if failure:
            _abort(context, failure)


@contextmanager
def serve(desk: Desk) -> Iterator[str]:
    """Serve on a free port of loopback; gives the target."""
    server = grpc.server(futures.ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((desk,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None)


def _abort(context: Any, error: SelarasError) -> None:
    status = to_proto_status(error).SerializeToString()
    context.set_trailing_metadata((("grpc-status-details-bin", status),))
    context.abort(error.code, f"{error.reason}: {error.message}")
