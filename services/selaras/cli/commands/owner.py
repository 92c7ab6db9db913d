"""``selaras owner``: who is alerted."""

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
OwnerArgument = Annotated[str, typer.Argument(metavar="OWNER", help='Id, a slug such as "humas".')]
NameOption = Annotated[str, typer.Option("--name", help="Name as people write it.")]
ContactOption = Annotated[
    str, typer.Option("--contact", help="Phone or e-mail; the other side of a case sees it.")
]
ZoneOption = Annotated[
    str, typer.Option("--time-zone", help="IANA time zone; default Asia/Jakarta.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Say who answers for what an agency publishes.")
    group.command("create", short_help="Register an owner, who is alerted from now on.")(create)
    group.command("add", hidden=True, help="The same as create.")(create)
    group.command("list", short_help="List the owners of an agency.")(list_)
    group.command("delete", short_help="Take an owner away: no more alerts.")(delete)
    app.add_typer(group, name="owner")


def create(
    *,
    agency: AgencyArgument,
    owner: OwnerArgument,
    name: NameOption,
    contact: ContactOption = "",
    time_zone: ZoneOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Register an owner."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        made = admin.create_owner(agency, owner, name, contact=contact, time_zone=time_zone)
    if as_json:
        print_json(made)
        return
    print(f"Registered {made.name}: {made.display_name}, {made.contact or 'no contact'}")


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
    """List the owners of an agency, with --json one a line."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        owners = list(admin.list_owners(agency))
    if as_json:
        for owner in owners:
            print_json(owner)
        return
    table(
        ("OWNER", "NAME", "CONTACT", "TIME ZONE", "SINCE"),
        [
            (
                owner.owner_id,
                owner.display_name,
                owner.contact or "-",
                owner.time_zone or "-",
                owner.create_time,
            )
            for owner in owners
        ],
    )


def delete(
    *,
    agency: AgencyArgument,
    owner: OwnerArgument,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Take an owner away."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        admin.delete_owner(agency, owner)
    print(f"agencies/{agency}/owners/{owner} is gone")
