"""The streams of Selaras into a file, and back onto a server that has none of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from typing import IO, Any

from nats.aio.client import Client

from selaras.cli.backup.archive import Begin, Complete, Damaged, End, Piece, Step, Writer, read
from selaras.cli.backup.jetstream import Restore, Snapshot, figures
from selaras.cli.exits import REFUSED, CommandError
from selaras.kit.bus import STREAMS

NAMES = tuple(spec.name for spec in STREAMS)


async def save(client: Client, file: IO[bytes]) -> dict[str, Any]:
    """Write a snapshot of each stream with its consumers; answers the summary.

    Raises:
        CommandError: the server ended a snapshot too early.
    """
    writer = Writer(file)
    streams: dict[str, Any] = {}
    for name in NAMES:
        if await figures(client, name) is not None:
            streams[name] = _figures_of(await _save_stream(client, name, writer))
    version = client.connected_server_version
    summary = {
        "selaras": metadata.version("selaras"),
        "nats_server": f"{version.major}.{version.minor}.{version.patch}",
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "streams": streams,
    }
    writer.complete(summary)
    return summary


async def _save_stream(client: Client, name: str, writer: Writer) -> dict[str, Any]:
    snapshot = Snapshot(client, name)
    begun = False
    async for piece in snapshot.pieces():
        if not begun:
            writer.begin(name, snapshot.about)
            begun = True
        writer.piece(piece)
    if not begun:
        writer.begin(name, snapshot.about)
    writer.end()
    return snapshot.about


def _figures_of(about: dict[str, Any]) -> dict[str, int]:
    state = about["state"]
    return {
        "messages": state["messages"],
        "first_sequence": state["first_seq"],
        "last_sequence": state["last_seq"],
        "consumers": state["consumer_count"],
    }


async def present(client: Client) -> dict[str, Any]:
    """The streams of Selaras that the server has, with what they hold."""
    found = {name: await figures(client, name) for name in NAMES}
    return {name: asdict(held) for name, held in found.items() if held is not None}


async def restore(client: Client, file: IO[bytes]) -> dict[str, Any]:
    """Make the streams of a file again; answers what they hold now.

    All or nothing: after an error there is none of them.

    Raises:
        Damaged: the file is not what was written.
        CommandError: there are streams already, or the server refuses one.
    """
    there = await present(client)
    if there:
        raise CommandError(
            f"there are streams already: {', '.join(sorted(there))}",
            hint="a backup is restored into an empty deployment only",
            code=REFUSED,
        )
    begun: list[Restore] = []
    try:
        summary = await _replay(client, read(file), begun)
        await _compare(client, summary["streams"])
    except BaseException:
        for stream in begun:
            await stream.abandon()
        raise
    return await present(client)


async def _replay(client: Client, steps: Iterator[Step], begun: list[Restore]) -> dict[str, Any]:
    for step in steps:
        match step:
            case Begin(part, about):
                if part not in NAMES:
                    raise CommandError(f"{part} is no stream of Selaras", code=REFUSED)
                begun.append(Restore(client, part))
                await begun[-1].begin(about)
            case Piece(data):
                await begun[-1].piece(data)
            case End():
                await begun[-1].finish()
            case Complete(summary):
                return summary
    raise Damaged("it ends too early")


async def _compare(client: Client, expected: dict[str, dict[str, int]]) -> None:
    """Hold what came back against what was saved.

    Messages may have become too old for the stream since; its end must be where it was.
    """
    found = await present(client)
    for name, saved in expected.items():
        held = found.get(name, {})
        if any(held.get(part) != saved[part] for part in ("last_sequence", "consumers")):
            raise CommandError(f"{name} came back as {held}, not as {saved}", code=REFUSED)
