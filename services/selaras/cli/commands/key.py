"""``selaras key``: who may call."""

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
    admin_client,
)
from selaras.cli.output import print_json, table

AgencyArgument = Annotated[str, typer.Argument(metavar="AGENCY", help="Id of the agency.")]
KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="Id of the key, as `selaras key list` shows it.")
]
NameOption = Annotated[str, typer.Option("--name", help="What it is for.")]
OwnerOption = Annotated[
    str,
    typer.Option("--owner", help="Id of the owner who acts with it. Default: a plugin, no person."),
]
GraceOption = Annotated[
    int, typer.Option(min=0, max=720, help="For how many hours the old key still works.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Make and end the keys of agencies.")
    group.command("create", short_help="Make a key; its secret is shown this once.")(create)
    group.command("list", short_help="List the keys of an agency, without secrets.")(list_)
    group.command("rotate", short_help="Replace a key; the old one works a while longer.")(rotate)
    group.command("revoke", short_help="End a key at once.")(revoke)
    app.add_typer(group, name="key")


def create(
    *,
    agency: AgencyArgument,
    name: NameOption = "",
    owner: OwnerOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Make a key. Without --json the secret alone is printed: KEY=$(selaras key create A)."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        made = admin.create_key(agency, name, owner=owner)
    if as_json:
        print_json({"key": made.key, "secret": made.secret})
    else:
        print(made.secret)


def list_(
    *,
    agency: AgencyArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List the keys of an agency, with --json one a line."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        keys = admin.list_keys(agency)
    if as_json:
        for key in keys:
            print_json(key)
        return
    table(
        ("KEY", "PREFIX", "OWNER", "FOR", "MADE", "LAST USED", "ENDS", "REVOKED"),
        [
            (
                key.name.rpartition("/")[2],
                key.prefix,
                key.owner.rpartition("/")[2] or "-",
                key.display_name or "-",
                key.create_time,
                key.last_use_time,
                key.expire_time,
                key.revoke_time,
            )
            for key in keys
        ],
    )


def rotate(
    *,
    agency: AgencyArgument,
    key: KeyArgument,
    grace_hours: GraceOption = 24,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Replace a key. Without --json the new secret alone is printed."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        made = admin.rotate_key(_name(agency, key), grace_hours)
    if as_json:
        print_json({"key": made.key, "secret": made.secret})
    else:
        print(made.secret)


def revoke(
    *,
    agency: AgencyArgument,
    key: KeyArgument,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """End a key at once."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        admin.revoke_key(_name(agency, key))
    print(f"{_name(agency, key)} is revoked")


def _name(agency: str, key: str) -> str:
    return key if key.startswith("agencies/") else f"agencies/{agency}/keys/{key}"
