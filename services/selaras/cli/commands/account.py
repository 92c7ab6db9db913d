"""``selaras account``: who may sign in at the console."""

from __future__ import annotations

from pathlib import Path
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
    local_stack,
)
from selaras.cli.exits import REFUSED, CommandError
from selaras.cli.output import note, print_json, table

LoginArgument = Annotated[
    str, typer.Argument(metavar="LOGIN", help="E-mail address, or a name without spaces.")
]
AgencyOption = Annotated[str, typer.Option("--agency", help="Id of the agency.")]
OwnerOption = Annotated[
    str, typer.Option("--owner", help="Id of the owner of that agency who signs in with it.")
]
AdminOption = Annotated[bool, typer.Option("--admin", help="An administrator, no owner.")]
UrlOption = Annotated[
    str,
    typer.Option(
        "--console-url",
        envvar="SELARAS_CONSOLE_URL",
        help="Address of the console, for the link. Default: that of the stack on this machine.",
    ),
]
OfAgencyOption = Annotated[str, typer.Option("--agency", help="Only of this agency.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Say who may sign in at the console.")
    group.command("invite", short_help="Invite somebody; the link is shown this once.")(invite)
    group.command("list", short_help="List who was invited and who has signed in.")(list_)
    group.command("delete", short_help="Take an account away; who is signed in is out.")(delete)
    app.add_typer(group, name="account")


def invite(
    *,
    login: LoginArgument,
    agency: AgencyOption = "",
    owner: OwnerOption = "",
    as_admin: AdminOption = False,
    console_url: UrlOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Invite somebody, or let somebody who has lost the password choose a new one.

    Without --json the link alone is printed. It is good for seven days and works once; give it to
    that person only.
    """
    name = _owner(agency, owner, as_admin=as_admin)
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        made = admin.invite_account(login, name)
    url = console_url or _local_console(data, target)
    link = f"{url.rstrip('/')}/invitation/{made.invitation}" if url else ""
    if as_json:
        values = {"invitation": made.invitation, "link": link, "expire_time": made.expire_time}
        print_json({"account": made.account, **values})
        return
    print(link or made.invitation)
    if not link:
        note("The link is ADDRESS-OF-THE-CONSOLE/invitation/ and this; --console-url prints it.")


def list_(
    *,
    agency: OfAgencyOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List the accounts by login, with --json one a line."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        accounts = list(admin.list_accounts(agency))
    if as_json:
        for account in accounts:
            print_json(account)
        return
    table(
        ("LOGIN", "WHO", "STATE", "MADE", "LAST SIGN-IN"),
        [
            (
                account.login,
                account.owner.replace("agencies/", "").replace("/owners/", "/") or "administrator",
                account.state.lower(),
                account.create_time,
                account.sign_in_time,
            )
            for account in accounts
        ],
    )


def delete(
    *,
    login: LoginArgument,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Take an account away: who is signed in with it is out, and its calendar feed ends."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        wanted = login.lower()
        found = next((one for one in admin.list_accounts() if one.login == wanted), None)
        if found is None:
            raise CommandError(f"there is no account {wanted}", code=REFUSED)
        admin.delete_account(found.name)
    print(f"{wanted} is gone")


def _owner(agency: str, owner: str, *, as_admin: bool) -> str:
    """Name of the owner; empty: an administrator."""
    if as_admin and not agency and not owner:
        return ""
    if as_admin or not (agency and owner):
        raise CommandError("say who it is: --agency and --owner, or --admin")
    return f"agencies/{agency}/owners/{owner}"


def _local_console(data: Path, target: str) -> str:
    """Address of the console on this machine, where that is what is talked to."""
    local = local_stack(data)
    return local.console if not target or target == local.target else ""
