"""``selaras up``: everything on this machine."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.connection import DATA, DataOption

if TYPE_CHECKING:
    from selaras.embedded import EmbeddedStack

_DEFAULT_PORT = 7700


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Run all services on this machine until Ctrl+C or SIGTERM.")(up)


def up(
    *,
    data: DataOption = DATA,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the API on loopback; 0 takes a free one.")
    ] = _DEFAULT_PORT,
    nats_port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the event bus on loopback.")
    ] = None,
) -> None:
    """Run intake, embedding, matching, alerting and nats-server on one data folder.

    The folder survives restarts. Other commands on this machine find the stack through it.
    """
    import asyncio  # noqa: PLC0415

    from selaras.embedded import run  # noqa: PLC0415
    from selaras.kit import logging  # noqa: PLC0415
    from selaras.kit.settings import LogSettings  # noqa: PLC0415

    logging.configure(LogSettings(), service="selaras")
    started = time.monotonic()

    def ready(stack: EmbeddedStack) -> None:
        print(_welcome(stack, time.monotonic() - started, data), flush=True)

    asyncio.run(run(data, port=port, nats_port=nats_port, on_ready=ready))


def _welcome(stack: EmbeddedStack, seconds: float, data: Path) -> str:
    option = "" if data == DATA else f" --data {data}"
    return "\n".join(
        [
            f"Selaras is up after {seconds:.1f} s.",
            f"  API         {stack.target}",
            f"  event bus   {stack.nats_url}",
            f"  data        {stack.folder}",
            "In another terminal:",
            f'  selaras agency create dinkes-kota-x --name "Dinas Kesehatan Kota X" --level kota'
            f" --area 32.78{option}",
            f"  selaras doctor{option}",
            "Ctrl+C stops it; the data stays.",
        ]
    )
