"""Progress of long work on a server, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from selaras.cli.exits import AWAY, CommandError
from selaras.cli.output import console


class Step(Protocol):
    """How far it is."""

    @property
    def done(self) -> int:
        """How much is done."""
        ...

    @property
    def total(self) -> int:
        """How much is to be done."""
        ...


S = TypeVar("S", bound=Step)


def follow(title: str, steps: Iterable[S], *, quiet: bool) -> S:
    """Show the steps until the last one, which is answered.

    Args:
        quiet: show nothing; for scripts.

    Raises:
        CommandError: there was no step.
    """
    from rich.progress import Progress  # noqa: PLC0415

    last: S | None = None
    with Progress(console=console(), disable=quiet, transient=True) as progress:
        task = progress.add_task(title, total=None)
        for last in steps:
            progress.update(task, completed=last.done, total=last.total)
    if last is None:
        raise CommandError("the server ended without an answer; try again", code=AWAY)
    return last
