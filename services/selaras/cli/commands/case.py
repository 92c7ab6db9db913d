"""``selaras case``: look after one case."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from selaras.cli import case_resolution, case_shape
from selaras.cli.case_options import (
    AssigneeArgument,
    NobodyOption,
    TextArgument,
    TimelineOption,
)
from selaras.cli.commands.dismiss import dismiss
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
from selaras.cli.people import CaseArgument, short_name, wrong_usage

if TYPE_CHECKING:
    from selaras.client import Case

_HELP = """Look after one case: acknowledge, discuss and resolve it.

Everything but `show` needs the key of a person of your agency (selaras key create AGENCY --owner
OWNER). `case show` says what can be done next.
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help=_HELP)
    group.command("show", short_help="Show a case, and what can be done next.")(show)
    group.command("ack", short_help="Say that somebody here looks after it.")(acknowledge)
    group.command("comment", short_help="Write to all agencies of the case.")(comment)
    group.command("assign", short_help="Give it to an owner of your agency.")(assign)
    group.command("propose", short_help="Propose how the clash ends.")(case_resolution.propose)
    group.command("answer", short_help="Agree to a proposal, or decline it.")(
        case_resolution.answer
    )
    group.command("merge", short_help="Put other cases into it: the same matter.")(case_shape.merge)
    group.command("split", short_help="Move findings out of it: another matter.")(case_shape.split)
    group.command("dismiss", short_help="Say that a finding is no conflict.")(dismiss)
    app.add_typer(group, name="case")


def show(
    *,
    case: CaseArgument,
    timeline: TimelineOption = False,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Show a case: how grave, until when, who looks after it, what clashes, and what next."""
    with agency_client(data, target, key, tls_ca, timeout) as client:
        found = client.get_case(case)
    if as_json:
        print_json(found)
        return
    from selaras.cli import case_view  # noqa: PLC0415

    case_view.show(found, timeline=timeline)


def acknowledge(
    *,
    case: CaseArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Say that somebody of your agency looks after a case: it is no longer escalated there."""
    with agency_client(data, target, key, tls_ca, timeout) as client:
        found = client.acknowledge_case(case)
    _done(found, as_json=as_json, told=say("case.did.acknowledge", case=found.name))


def comment(
    *,
    case: CaseArgument,
    text: TextArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Add a comment that all agencies of the case read."""
    words = _standard_input() if text == "-" else text
    with agency_client(data, target, key, tls_ca, timeout) as client:
        found = client.comment_case(case, words)
    _done(found, as_json=as_json, told=say("case.did.comment", case=found.name))


def assign(
    *,
    case: CaseArgument,
    owner: AssigneeArgument = "",
    nobody: NobodyOption = False,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Give a case to an owner of your agency, who gets its alerts from then on."""
    if bool(owner) == nobody:
        raise CommandError("say either OWNER or --nobody")
    with wrong_usage(), agency_client(data, target, key, tls_ca, timeout) as client:
        found = client.assign_case(case, owner)
    told = say("case.did.unassign", case=found.name)
    if owner:
        told = say("case.did.assign", case=found.name, owner=_written(owner))
    _done(found, as_json=as_json, told=told)


def _written(owner: str) -> str:
    from selaras.client.names import owner_name  # noqa: PLC0415

    return short_name(owner_name(owner))


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError("the comment is not UTF-8 text") from error


def _done(found: Case, *, as_json: bool, told: str) -> None:
    if as_json:
        print_json(found)
    else:
        print(told)
