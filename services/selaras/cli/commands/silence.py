"""``selaras silence``: hold alerts back for a while."""

from __future__ import annotations

from typing import Annotated

import typer

from selaras.cli.alert_options import CaseOption, OwnerOption
from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
)
from selaras.cli.output import print_json, say
from selaras.cli.people import (
    AreaOption,
    EitherAdminKeyOption,
    EitherKeyOption,
    ReasonOption,
    SeverityWord,
    TopicOption,
    either_client,
    severity_name,
    wrong_usage,
)
from selaras.cli.times import moment, now

AgencyOption = Annotated[
    str, typer.Option("--agency", help="Id of the agency whose people are not told.")
]
OtherOption = Annotated[
    str, typer.Option("--other", help="Only with this agency on the other side, by id.")
]
MaxSeverityOption = Annotated[
    SeverityWord | None,
    typer.Option(
        "--max-severity",
        case_sensitive=False,
        help="Only up to this grave. Default: all but critical, which must be named.",
    ),
]
UntilOption = Annotated[
    str,
    typer.Option(
        "--until", help="When it ends: 2026-08-03T08:00+07:00, or 90m, 2h, 3d from its start."
    ),
]
FromOption = Annotated[str, typer.Option("--from", help="When it begins, likewise. Default: now.")]
EndedOption = Annotated[bool, typer.Option("--ended", help="Also those that have ended.")]
SilenceArgument = Annotated[
    str,
    typer.Argument(
        metavar="SILENCE",
        help="Id or name, as `selaras silence list` shows it.",
        show_default=False,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Hold alerts back for a while.")
    group.command("create", short_help="Hold back the alerts that match, until it ends.")(create)
    group.command("list", short_help="List silences, those in force first.")(list_)
    group.command("expire", short_help="End a silence now.")(expire)
    app.add_typer(group, name="silence")


def create(
    *,
    reason: ReasonOption,
    until: UntilOption,
    agency: AgencyOption = "",
    owner: OwnerOption = "",
    case: CaseOption = "",
    topic: TopicOption = "",
    area: AreaOption = "",
    max_severity: MaxSeverityOption = None,
    other: OtherOption = "",
    begin: FromOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Hold back the alerts that match all that is given, for at most 30 days.

    An owner silences for itself, a head for the agency, a coordinator for the areas and topics
    subscribed to. With --owner its agency need not be given.
    """
    start = moment(begin, "--from", now()) if begin else None
    end = moment(until, "--until", start or now())
    with wrong_usage(), either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        from selaras.client import Severity, SilenceMatcher  # noqa: PLC0415

        matcher = SilenceMatcher(
            agency=agency or _agency_of(owner),
            owner=owner,
            case=case,
            topic=topic,
            area_code=area,
            max_severity=Severity(severity_name(max_severity)),
            other=other,
        )
        made = client.create_silence(matcher, reason, end, start_time=start)
    if as_json:
        print_json(made)
        return
    from selaras.cli.quiet_view import show_silences  # noqa: PLC0415

    show_silences([made])


def list_(
    *,
    ended: EndedOption = False,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List the silences that you may see, with --json one a line."""
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        found = client.list_silences(ended=ended)
    if as_json:
        for silence in found:
            print_json(silence)
        return
    from selaras.cli.quiet_view import show_silences  # noqa: PLC0415

    show_silences(found)
    if not found:
        print(say("quiet.no_silences"))


def expire(
    *,
    silence: SilenceArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """End a silence now. What it held back and still counts is sent."""
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        ended = client.expire_silence(silence)
    if as_json:
        print_json(ended)
    else:
        print(say("quiet.expired", silence=ended.name))


def _agency_of(owner: str) -> str:
    """The agency of an owner as it was written; empty where none was."""
    return owner.removeprefix("agencies/").partition("/")[0] if owner else ""
