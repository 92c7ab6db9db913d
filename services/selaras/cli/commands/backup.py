"""``selaras backup``: the parts of a backup that scripts/backup and scripts/restore ask for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from selaras.cli.connection import DATA, DataOption, NatsOption, nats_settings
from selaras.cli.exits import USAGE, CommandError
from selaras.cli.output import note, print_json

if TYPE_CHECKING:
    from selaras.matching.index.settings import IndexSettings

ToOption = Annotated[
    Path | None, typer.Option("--file", help="File to write. Default: standard output.")
]
FromOption = Annotated[
    Path | None, typer.Option("--file", help="File to read. Default: standard input.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Snapshots of the event bus and the index. scripts/backup makes the whole backup.",
    )
    group.command("streams", short_help="Write the streams and their consumers.")(streams)
    group.command("restore-streams", short_help="Make the streams of a file again.")(
        restore_streams
    )
    group.command("list-streams", short_help="Say which streams there are.")(list_streams)
    group.command("index", short_help="Write the live index of a Qdrant server.")(index)
    group.command("restore-index", short_help="Make the index of a file again.")(restore_index)
    app.add_typer(group, name="backup")


def streams(*, file: ToOption = None, data: DataOption = DATA, nats: NatsOption = "") -> None:
    """Write a snapshot of each stream, while it is in use."""
    import asyncio  # noqa: PLC0415

    from selaras.cli.backup.jetstream import connected  # noqa: PLC0415
    from selaras.cli.backup.streams import save  # noqa: PLC0415

    settings = nats_settings(data, nats)

    async def run() -> None:
        with _target(file) as target:
            async with connected(settings) as client:
                summary = await save(client, target)
        for name, held in summary["streams"].items():
            note(f"{name}: {held['messages']} messages, {held['consumers']} consumers")

    asyncio.run(run())


def restore_streams(
    *, file: FromOption = None, data: DataOption = DATA, nats: NatsOption = ""
) -> None:
    """Make the streams of a file again on a server that has none of them; all or nothing.

    Prints a line of JSON with what they hold.
    """
    import asyncio  # noqa: PLC0415

    from selaras.cli.backup.jetstream import connected  # noqa: PLC0415
    from selaras.cli.backup.streams import restore  # noqa: PLC0415

    settings = nats_settings(data, nats)

    async def run() -> None:
        with _source(file) as source:
            async with connected(settings) as client:
                print_json(await restore(client, source))

    asyncio.run(run())


def list_streams(*, data: DataOption = DATA, nats: NatsOption = "") -> None:
    """Print a line of JSON with the streams of Selaras and what they hold."""
    import asyncio  # noqa: PLC0415

    from selaras.cli.backup.jetstream import connected  # noqa: PLC0415
    from selaras.cli.backup.streams import present  # noqa: PLC0415

    settings = nats_settings(data, nats)

    async def run() -> None:
        async with connected(settings) as client:
            print_json(await present(client))

    asyncio.run(run())


def index(*, file: ToOption = None) -> None:
    """Write a snapshot of the collection that answers. SELARAS_INDEX_URL says where it is."""
    from selaras.cli.backup.index import save  # noqa: PLC0415

    settings = _index_settings()
    with _target(file) as target:
        summary = save(settings, target)
    note(f"index: {len(summary['aliases'])} parts")


def restore_index(*, file: FromOption = None) -> None:
    """Make the collection of a file again on a server that has none; all or nothing."""
    from selaras.cli.backup.index import restore  # noqa: PLC0415

    settings = _index_settings()
    with _source(file) as source:
        print_json(restore(settings, source))


def _index_settings() -> IndexSettings:
    from selaras.matching.index.settings import Backend, IndexSettings  # noqa: PLC0415

    settings = IndexSettings()
    if settings.engine is not Backend.QDRANT:
        raise CommandError(
            "no Qdrant server is set (SELARAS_INDEX_URL)",
            hint="the index that matching keeps itself is made again from the database",
            code=USAGE,
        )
    return settings


@contextmanager
def _target(file: Path | None) -> Iterator[IO[bytes]]:
    """Where to write; a file exists only once it is whole."""
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    partial = file.with_name(f"{file.name}.partial")
    try:
        with partial.open("wb") as opened:
            partial.chmod(0o600)
            yield opened
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _source(file: Path | None) -> Iterator[IO[bytes]]:
    if file is None:
        yield sys.stdin.buffer
        return
    with file.open("rb") as opened:
        yield opened
