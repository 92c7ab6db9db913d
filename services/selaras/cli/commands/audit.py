"""``selaras audit``: what people decided and what was shown to whom."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from selaras.cli.alert_options import CaseOption
from selaras.cli.connection import (
    DATA,
    AdminKeyOption,
    DataOption,
    JsonOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
)
from selaras.cli.exits import OK, WRONG
from selaras.cli.output import print_json, say
from selaras.cli.people import (
    EitherAdminKeyOption,
    EitherKeyOption,
    LimitOption,
    either_client,
    oversight,
)

AfterOption = Annotated[int, typer.Option("--after", min=0, help="Only entries after this number.")]
KnownHashOption = Annotated[
    str,
    typer.Option(
        "--known-hash", help="A hash that you noted down before: the trail must still have it."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Read the audit trail, and prove that nobody rewrote it."
    )
    group.command("list", short_help="List entries, the oldest first.")(list_)
    group.command("verify", short_help="Compute all hashes again.")(verify)
    app.add_typer(group, name="audit")


def list_(
    *,
    case: CaseOption = "",
    after: AfterOption = 0,
    limit: LimitOption = 100,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List entries of the audit trail, with --json one a line, with their hashes.

    For the administrator; an agency head reads what concerns the agency.
    """
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        entries = list(islice(client.list_audit_entries(case, after=after), limit))
    if as_json:
        for entry in entries:
            print_json(entry)
        return
    from selaras.cli.record_view import show_entries  # noqa: PLC0415

    show_entries(entries)
    print(say("audit.count", count=len(entries)))


def verify(
    *,
    known_hash: KnownHashOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Compute all hashes of the audit trail again. Ends with 1 when it is broken.

    Note the last hash down outside of Selaras and give it as --known-hash the next time: whoever
    rewrites the whole trail cannot make it run through that hash.
    """
    with oversight(data, target, admin_key, tls_ca, timeout) as admin:
        result = admin.verify_audit(known_hash.strip().lower())
    if as_json:
        print_json(result)
    else:
        from selaras.cli.record_view import show_verification  # noqa: PLC0415

        show_verification(result)
    raise typer.Exit(OK if result.intact else WRONG)
