"""``selaras version``."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Say which version is installed.")(version)


def version() -> None:
    """Print the version."""
    from importlib import metadata  # noqa: PLC0415

    try:
        print(metadata.version("selaras"))
    except metadata.PackageNotFoundError:
        print("not installed (run from the source tree)")
