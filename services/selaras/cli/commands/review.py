"""``selaras review``: say whether a finding is right."""

from __future__ import annotations

import enum
import getpass
from typing import TYPE_CHECKING, Annotated

import typer

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
from selaras.cli.exits import CommandError
from selaras.cli.output import print_json, say

if TYPE_CHECKING:
    from selaras.client import Review


class Reason(enum.StrEnum):
    """Reasons as they are written on the command line."""

    OTHER_MATTER = "other-matter"
    OTHER_AREA = "other-area"
    OTHER_PERIOD = "other-period"
    OTHER_PHASE = "other-phase"
    OTHER_AUDIENCE = "other-audience"
    SAME_VALUE = "same-value"
    NOT_A_CLAIM = "not-a-claim"
    ALREADY_CORRECTED = "already-corrected"
    OTHER = "other"


FindingArgument = Annotated[
    str,
    typer.Argument(
        metavar="FINDING",
        help="Name of the finding, as `selaras findings` shows it.",
        show_default=False,
    ),
]
ConfirmOption = Annotated[bool, typer.Option("--confirm", help="It is right.")]
FalseAlarmOption = Annotated[
    bool, typer.Option("--false-alarm", help="Nobody should have been alerted; give --reason.")
]
ReasonOption = Annotated[
    Reason | None, typer.Option("--reason", case_sensitive=False, help="Why.", show_default=False)
]
NoteOption = Annotated[
    str, typer.Option("--note", help="What else there is to say, at most 2,000 characters.")
]
ByOption = Annotated[
    str,
    typer.Option(
        "--by", envvar="SELARAS_REVIEWER", help="Who says so. Default: the user of this machine."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Say whether a finding is right or a false alarm, and why.")(review)


def review(
    *,
    finding: FindingArgument,
    confirm: ConfirmOption = False,
    false_alarm: FalseAlarmOption = False,
    reason: ReasonOption = None,
    note: NoteOption = "",
    by: ByOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Say what a person of your agency thinks of a finding.

    The last review of an agency counts, and the other agency does not see it. A finding that is
    gone because its draft was corrected can still be reviewed. `selaras calibrate` learns from it.
    """
    if confirm == false_alarm:
        raise CommandError("say either --confirm or --false-alarm")
    with agency_client(data, target, key, tls_ca, timeout) as client:
        said = client.review_finding(
            finding if "/" in finding else f"findings/{finding}",
            "CONFIRMED" if confirm else "FALSE_ALARM",
            reason=reason.name if reason else "UNSPECIFIED",
            note=note,
            reviewer=by or _user(),
        )
    _show(said, as_json=as_json)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # a container whose user has no name
        raise CommandError(
            "nobody knows who reviews", hint="give --by or SELARAS_REVIEWER"
        ) from error


def _show(said: Review, *, as_json: bool) -> None:
    if as_json:
        print_json(said)
        return
    from selaras.cli.finding_view import review_words  # noqa: PLC0415

    print(say("review.kept", words=review_words(said), reviewer=said.reviewer))
