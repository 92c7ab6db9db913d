"""``selaras crisis``: nobody waits for office hours."""

from __future__ import annotations

from typing import Annotated

import typer

from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
)
from selaras.cli.exits import CommandError
from selaras.cli.output import print_json, say
from selaras.cli.people import (
    AreaOption,
    EitherAdminKeyOption,
    EitherKeyOption,
    ReasonOption,
    TopicOption,
    either_client,
)
from selaras.cli.times import moment, now

UntilOption = Annotated[
    str, typer.Option("--until", help="When it ends: 2026-08-03T08:00+07:00, or 90m, 2h, 3d.")
]
CrisisArgument = Annotated[
    str,
    typer.Argument(
        metavar="CRISIS", help="Id or name, as `selaras crisis list` shows it.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Turn the crisis mode on and off: working hours, digests and rate limits do not hold.",
    )
    group.command("declare", short_help="Declare a crisis for an area or a topic.")(declare)
    group.command("list", short_help="List the crises in force.")(list_)
    group.command("end", short_help="End a crisis now.")(end)
    app.add_typer(group, name="crisis")


def declare(
    *,
    reason: ReasonOption,
    until: UntilOption,
    area: AreaOption = "",
    topic: TopicOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Declare a crisis for an area, a topic, or a topic in an area, for at most 14 days.

    For a coordinator of that area or topic, and for the administrator.
    """
    if not (area or topic):
        raise CommandError("say where: --area, --topic, or both")
    ends = moment(until, "--until", now())
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        made = client.declare_crisis(reason, ends, area_code=area, topic=topic)
    if as_json:
        print_json(made)
        return
    from selaras.cli.quiet_view import show_crises  # noqa: PLC0415

    show_crises([made])


def list_(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List the crises in force, with --json one a line."""
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        found = client.list_crises()
    if as_json:
        for crisis in found:
            print_json(crisis)
        return
    from selaras.cli.quiet_view import show_crises  # noqa: PLC0415

    show_crises(found)
    if not found:
        print(say("quiet.no_crises"))


def end(
    *,
    crisis: CrisisArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """End a crisis now."""
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        ended = client.end_crisis(crisis)
    if as_json:
        print_json(ended)
    else:
        print(say("quiet.crisis_over", crisis=ended.name))
