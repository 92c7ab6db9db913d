"""``selaras authority``: whose figure counts (wali data)."""

from __future__ import annotations

from typing import Annotated

import typer

from selaras.cli.connection import (
    DATA,
    AdminKeyOption,
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
    FactWord,
    TopicOption,
    either_client,
    oversight,
    short_name,
)

AgencyArgument = Annotated[
    str, typer.Argument(metavar="AGENCY", help="Id of the agency.", show_default=False)
]
KindOption = Annotated[
    FactWord | None,
    typer.Option("--kind", case_sensitive=False, help="For this kind of fact. Default: all."),
]
BasisOption = Annotated[str, typer.Option("--basis", help="The regulation that says so.")]
RuleArgument = Annotated[
    str,
    typer.Argument(
        metavar="RULE", help="Id or name, as `selaras authority list` shows it.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Say whose figure counts (wali data).")
    group.command("put", short_help="Say that an agency's figure counts.")(put)
    group.command("list", short_help="List the rules, the most specific first.")(list_)
    group.command("delete", short_help="Take a rule away.")(delete)
    app.add_typer(group, name="authority")


def put(
    *,
    agency: AgencyArgument,
    topic: TopicOption = "",
    kind: KindOption = None,
    area: AreaOption = "",
    basis: BasisOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Say that an agency's figure counts for a topic or a kind of fact, in an area or everywhere.

    A case in which it has a side asks the others to correct theirs and only tells it. It takes the
    place of the rule with the same topic, kind and area.
    """
    if not (topic or kind):
        raise CommandError("say for what: --topic, --kind, or both")
    with oversight(data, target, admin_key, tls_ca, timeout) as admin:
        rule = admin.put_authority(
            agency,
            topic=topic,
            kind=kind.name if kind else "UNSPECIFIED",
            area_code=area,
            basis=basis,
        )
    if as_json:
        print_json(rule)
        return
    from selaras.cli.record_view import scope  # noqa: PLC0415

    values = {"agency": short_name(rule.agency), "scope": scope(rule), "rule": rule.name}
    print(say("authority.put", **values))


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
    """List the rules, with --json one a line. Everybody may read them."""
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        rules = client.list_authorities()
    if as_json:
        for rule in rules:
            print_json(rule)
        return
    from selaras.cli.record_view import show_authorities  # noqa: PLC0415

    if rules:
        show_authorities(rules)
    else:
        print(say("authority.none"))


def delete(
    *,
    rule: RuleArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Take a rule away."""
    with oversight(data, target, admin_key, tls_ca, timeout) as admin:
        admin.delete_authority(rule)
    if as_json:
        print_json({"deleted": rule})
    else:
        print(say("authority.deleted", rule=rule))
