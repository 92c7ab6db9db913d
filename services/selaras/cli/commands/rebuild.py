"""``selaras rebuild``: embed everything anew and switch to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from selaras.cli.connection import (
    DATA,
    AdminKeyOption,
    DataOption,
    JsonOption,
    TargetOption,
    admin_target,
)
from selaras.cli.exits import AWAY, REFUSED, CommandError
from selaras.cli.output import console, print_json

if TYPE_CHECKING:
    from selaras.internal.v1 import index_pb2


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Embed every message anew into a new index and switch to it.")(rebuild)


def rebuild(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
) -> None:
    """Rebuild the vector index of a running stack from its database.

    Needed after the embedding model was changed, or when the index was lost. Drafts go on being
    checked against the old index until the switch. With services on several addresses, --target is
    that of matching.
    """
    import asyncio  # noqa: PLC0415

    address, key = admin_target(data, target, admin_key)
    last = asyncio.run(_rebuild(address, key, quiet=as_json))
    if as_json:
        print_json({"collection": last.collection, "messages": last.done})
    else:
        console().print(f"{last.done} messages in {last.collection}")


async def _rebuild(target: str, key: str, *, quiet: bool) -> index_pb2.RebuildIndexResponse:
    import grpc  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    from selaras.internal.v1 import index_pb2, index_pb2_grpc  # noqa: PLC0415

    step = index_pb2.RebuildIndexResponse()
    async with grpc.aio.insecure_channel(target) as channel:
        stub = index_pb2_grpc.IndexServiceStub(channel)
        stream = stub.RebuildIndex(
            index_pb2.RebuildIndexRequest(), metadata=(("authorization", f"Bearer {key}"),)
        )
        try:
            with Progress(console=console(), disable=quiet, transient=True) as progress:
                task = progress.add_task("rebuild", total=None)
                async for step in stream:
                    progress.update(task, completed=step.done, total=step.total)
        except grpc.aio.AioRpcError as error:
            away = error.code() is grpc.StatusCode.UNAVAILABLE
            raise CommandError(str(error.details()), code=AWAY if away else REFUSED) from error
    return step
