"""The ``selaras`` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from selaras.cli.app import run  # noqa: PLC0415  # importing the package stays free

    run()
