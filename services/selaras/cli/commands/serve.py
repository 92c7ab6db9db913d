"""``selaras serve NAME``: one service as a process of its own."""

from __future__ import annotations

import enum
import importlib
from typing import Annotated

import typer

from selaras.cli.exits import CommandError


class ServiceName(enum.StrEnum):
    """The services that run alone."""

    INTAKE = "intake"
    EMBEDDING = "embedding"
    MATCHING = "matching"
    ALERTING = "alerting"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Run one service, set up by the environment (docs/configuration.md).")(
        serve
    )


def serve(
    name: Annotated[ServiceName, typer.Argument(help="Which service.", show_default=False)],
) -> None:
    """Run one service until SIGTERM. Its settings are environment variables."""
    try:
        module = importlib.import_module(f"selaras.{name.value}.__main__")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("selaras"):
            raise
        raise CommandError(
            f"{name.value} needs the package {error.name}",
            hint=f"install it with: pip install 'selaras[{name.value}]'",
        ) from error
    module.main()
