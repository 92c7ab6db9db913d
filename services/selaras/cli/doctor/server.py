"""The services over gRPC: health of each part, the model, the index."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from selaras.cli.doctor.result import Result, ok, skipped, warn, wrong
from selaras.internal.v1 import index_pb2, index_pb2_grpc, inference_pb2, inference_pb2_grpc

_SECONDS = 5.0
_SERVING = health_pb2.HealthCheckResponse.SERVING
_MEND = {
    "nats": "start nats-server; what was stored meanwhile is sent once it is back",
    "database": "start the database, or look at the service's log for why it cannot be opened",
    "embedding": "start embedding: selaras serve embedding; drafts wait and are checked then",
    "model": "look at embedding's log: the model pack may be missing or damaged",
    "embedding_target": "matching's settings name another embedding model than the one in force; "
    "its log says what to set: docs/operations/reembedding.md",
    "index": "look at matching's log; `selaras rebuild` makes the index anew from the database",
}
_PARTS = (
    *("intake/nats", "intake/database", "embedding/model"),
    *("matching/nats", "matching/database", "matching/embedding", "matching/index"),
    "matching/embedding_target",
    *("alerting/nats", "alerting/database"),
)


async def check(
    target: str,
    credentials: grpc.ChannelCredentials | None,
    admin_key: str,
    token: str,
    *,
    parts: bool = True,
) -> AsyncIterator[Result]:
    """All checks of the server.

    Args:
        target: its address; empty: none is known.
        admin_key: to ask about the index; empty: that is skipped.
        token: the services' own, to ask about the model; empty: that is skipped.
        parts: ask for the parts of the services; else they are asked one by one elsewhere.
    """
    if not target:
        yield skipped("server", "no address: no stack runs here, and no --target")
        return
    channel = (
        grpc.aio.secure_channel(target, credentials)
        if credentials
        else grpc.aio.insecure_channel(target)
    )
    async with channel:
        alive = await _server(channel, target)
        yield alive
        if alive.state != "ok":
            return
        if parts:
            async for result in _parts(channel, _PARTS):
                yield result
        yield await _model(channel, token)
        yield await _index(channel, admin_key or token)


async def _server(channel: grpc.aio.Channel, target: str) -> Result:
    try:
        serving = await _health(channel, "")
    except grpc.aio.AioRpcError as error:
        return wrong(
            "server",
            f"{target} does not answer: {error.details()}",
            "start it (`selaras up`), or correct --target and --tls-ca",
        )
    if not serving:
        return warn("server", f"{target} is stopping", "wait, or start it again")
    return ok("server", f"{target} accepts calls")


async def check_service(
    channel: grpc.aio.Channel, service: str, address: str
) -> AsyncIterator[Result]:
    """One service at an address of its own, and its parts."""
    try:
        serving = await _health(channel, "")
    except grpc.aio.AioRpcError as error:
        yield wrong(
            service,
            f"{address} does not answer: {error.details()}",
            f"look at the log of {service}",
        )
        return
    yield (
        ok(service, f"{address} accepts calls")
        if serving
        else warn(service, f"{address} is stopping", "wait, or start it again")
    )
    own = [part for part in _PARTS if part.startswith(f"{service}/")]
    async for result in _parts(channel, own):
        yield result


async def _parts(channel: grpc.aio.Channel, names: Sequence[str]) -> AsyncIterator[Result]:
    for part in names:
        try:
            up = await _health(channel, part)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.NOT_FOUND:
                yield wrong(part, str(error.details()), "look at the log of the server")
            continue  # a service that runs elsewhere
        if up:
            yield ok(part, "answers")
        else:
            yield wrong(part, "does not answer", _MEND[part.partition("/")[2]])


async def _health(channel: grpc.aio.Channel, part: str) -> bool:
    answer = await health_pb2_grpc.HealthStub(channel).Check(
        health_pb2.HealthCheckRequest(service=part), timeout=_SECONDS
    )
    return bool(answer.status == _SERVING)


async def _model(channel: grpc.aio.Channel, token: str) -> Result:
    if not token:
        return skipped("model", "only the stack on this machine can be asked")
    try:
        info = await inference_pb2_grpc.InferenceServiceStub(channel).ModelInfo(
            inference_pb2.ModelInfoRequest(), timeout=_SECONDS, metadata=_bearer(token)
        )
    except grpc.aio.AioRpcError as error:
        return wrong("model", f"{error.details()}", _MEND["model"])
    detail = f"{info.embedding_model}, {info.dimensions} dimensions"
    return ok("model", f"{detail}, version {info.embedding_version[:12]}")


async def _index(channel: grpc.aio.Channel, key: str) -> Result:
    if not key:
        return skipped("index", "asking needs the administrator's key")
    try:
        answer = await index_pb2_grpc.IndexServiceStub(channel).DescribeIndex(
            index_pb2.DescribeIndexRequest(), timeout=_SECONDS, metadata=_bearer(key)
        )
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.UNIMPLEMENTED:
            return skipped("index", "matching runs elsewhere")
        return wrong("index", f"{error.details()}", _MEND["index"])
    detail = f"{answer.indexed} of {answer.messages} messages in {answer.collection or 'none'}"
    if answer.indexed < answer.messages:
        return warn("index", detail, "wait a moment, else make it anew: selaras rebuild")
    return ok("index", detail)


def _bearer(key: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {key}"),)
