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
_DEFAULT_CONSOLE_PORT = 7780


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
    console_port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="Port of the console on loopback; 0 takes a free one."),
    ] = _DEFAULT_CONSOLE_PORT,
    console: Annotated[bool, typer.Option(help="Serve the console's pages.")] = True,
) -> None:
    """Run intake, embedding, matching, alerting, the console and nats-server on one data folder.

    The folder survives restarts. Other commands on this machine find the stack through it.
    """
    import asyncio  # noqa: PLC0415

    from selaras.embedded import run  # noqa: PLC0415
    from selaras.kit import logging  # noqa: PLC0415
    from selaras.kit.settings import LogSettings  # noqa: PLC0415

    logging.configure(LogSettings(), service="selaras")
    started = time.monotonic()

    def ready(stack: EmbeddedStack, admin_link: str) -> None:
        print(_welcome(stack, time.monotonic() - started, data, admin_link), flush=True)

    asyncio.run(
        run(
            data,
            port=port,
            nats_port=nats_port,
            console_port=console_port if console else None,
            on_ready=ready,
        )
    )


def _welcome(stack: EmbeddedStack, seconds: float, data: Path, admin_link: str) -> str:
    option = "" if data == DATA else f" --data {data}"
    pages = [f"  console     {stack.console_url}"] if stack.console_url else []
    first = [f"  first sign-in of the administrator, once:\n              {admin_link}"]
    return "\n".join(
        [
            f"Selaras is up after {seconds:.1f} s.",
            *pages,
            *(first if admin_link else []),
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
