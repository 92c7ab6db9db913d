"""``selaras dismiss``: a pair that is no conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.commands.review import FindingArgument, NoteOption, Reason
from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    KeyOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
    agency_client,
)
from selaras.cli.output import print_json, say

if TYPE_CHECKING:
    from selaras.client import Dismissal

ReasonOption = Annotated[
    Reason, typer.Option("--reason", case_sensitive=False, help="Why.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Say that a finding is no conflict; then it stays silent.")(dismiss)


def dismiss(
    *,
    finding: FindingArgument,
    reason: ReasonOption,
    note: NoteOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Say for your agency that a finding is no conflict.

    With the word of both sides, or of a coordinator, it leaves its case and stays silent through
    edits and other words, until one of its facts changes.
    """
    with agency_client(data, target, key, tls_ca, timeout) as client:
        outcome = client.dismiss_finding(finding, reason.name, note)
    if as_json:
        print_json(outcome)
    elif outcome.silent:
        print(say("dismiss.silent"))
    else:
        print(say("dismiss.awaited", agencies=_awaited(outcome)))


def _awaited(outcome: Dismissal) -> str:
    from selaras.cli.case_steps import named  # noqa: PLC0415
    from selaras.cli.people import short_name  # noqa: PLC0415

    if outcome.case:
        return named(outcome.case, outcome.awaited)
    return ", ".join(short_name(agency) for agency in outcome.awaited)
