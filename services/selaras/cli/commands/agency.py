"""``selaras agency``: who takes part."""

from __future__ import annotations

import csv
import enum
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from selaras.cli.exits import CommandError
from selaras.cli.output import console, note, print_json, table

if TYPE_CHECKING:
    from selaras.client import AdminClient

_COLUMNS = "agency_id, name, level, area, parent, owner_id, owner_name, contact, time_zone"


class Level(enum.StrEnum):
    """How far an agency's authority reaches."""

    PUSAT = "pusat"
    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    VERTIKAL = "vertikal"
    BUMN = "bumn"


IdArgument = Annotated[
    str, typer.Argument(metavar="AGENCY", help='Id, a slug such as "dinkes-kota-x".')
]
NameOption = Annotated[str, typer.Option("--name", help="Name as people write it.")]
LevelOption = Annotated[Level, typer.Option("--level", case_sensitive=False, help="Its level.")]
AreaOption = Annotated[
    str, typer.Option("--area", help='Kemendagri code such as "32.78"; empty: the whole country.')
]
ParentOption = Annotated[str, typer.Option("--parent", help="Id of the agency above it.")]
WithKeyOption = Annotated[bool, typer.Option(help="Make a key for its CMS too, shown once.")]
FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="CSV file with a heading."),
]
KeysOption = Annotated[
    Path | None, typer.Option("--keys", help="Make a key for each new agency, into this CSV file.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Register and list agencies.")
    group.command("create", short_help="Register an agency and make its first key.")(create)
    group.command("add", hidden=True, help="The same as create.")(create)
    group.command("list", short_help="List all agencies.")(list_)
    group.command("import", short_help="Register the agencies and owners of a CSV file.")(import_)
    app.add_typer(group, name="agency")


def create(
    *,
    agency: IdArgument,
    name: NameOption,
    level: LevelOption,
    area: AreaOption = "",
    parent: ParentOption = "",
    with_key: WithKeyOption = True,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Register an agency and print the key for its CMS."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        made = admin.create_agency(agency, name, level.value.upper(), area_code=area, parent=parent)
        key = admin.create_key(agency, "CMS") if with_key else None
    if as_json:
        print_json({"agency": made, "key": key.secret if key else None})
        return
    print(f"Registered {made.name}: {made.display_name}")
    if key:
        print(f"Key of its CMS, shown this once: {key.secret}")


def list_(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List all agencies, with --json one a line."""
    with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
        agencies = list(admin.list_agencies())
    if as_json:
        for agency in agencies:
            print_json(agency)
        return
    table(
        ("AGENCY", "NAME", "LEVEL", "AREA", "PARENT", "SINCE"),
        [
            (
                agency.agency_id,
                agency.display_name,
                agency.level.lower(),
                agency.area_code or "-",
                agency.parent.removeprefix("agencies/") or "-",
                agency.create_time,
            )
            for agency in agencies
        ],
    )


@dataclass(slots=True)
class Imported:
    """What an import did. ``keys`` are agency ids with their new secrets."""

    agencies: int = 0
    owners: int = 0
    known: int = 0
    keys: list[tuple[str, str]] = field(default_factory=list)


def import_(
    *,
    file: FileArgument,
    keys: KeysOption = None,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Register what a CSV file lists; safe to repeat, what is there already is left as it is.

    Columns: agency_id, name, level, area, parent, and for an owner in the same row owner_id,
    owner_name, contact, time_zone. An agency with several owners has several rows.
    """
    from rich.progress import track  # noqa: PLC0415

    rows = _rows(file)
    done = Imported()
    try:
        with admin_client(data, target, admin_key, tls_ca, timeout) as admin:
            seen: set[str] = set()
            for row in track(rows, description="Registering", console=console(), disable=as_json):
                _import_row(admin, row, seen, done, with_keys=keys is not None)
    finally:
        # Also when it breaks off: a secret that is not kept now is lost.
        if keys is not None:
            _write_keys(keys, done.keys)
    if as_json:
        print_json({"agencies": done.agencies, "owners": done.owners, "known": done.known})
        return
    print(
        f"{done.agencies} agencies and {done.owners} owners registered, {done.known} known before"
    )
    if keys:
        print(f"keys: {keys}")


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [
            {name: (value or "").strip() for name, value in row.items() if name}
            for row in csv.DictReader(lines)
        ]
    missing = {"agency_id", "name", "level"} - set(rows[0] if rows else ())
    if missing:
        raise CommandError(
            f"{file}: no column {', '.join(sorted(missing))}", hint=f"columns: {_COLUMNS}"
        )
    return rows


def _import_row(
    admin: AdminClient, row: dict[str, str], seen: set[str], done: Imported, *, with_keys: bool
) -> None:
    agency = row["agency_id"]
    if agency not in seen:
        seen.add(agency)
        if _make_agency(admin, row):
            done.agencies += 1
            if with_keys:
                done.keys.append((agency, admin.create_key(agency, "CMS").secret))
        else:
            done.known += 1
    if row.get("owner_id"):
        if _make_owner(admin, row):
            done.owners += 1
        else:
            done.known += 1


def _make_agency(admin: AdminClient, row: dict[str, str]) -> bool:
    from selaras.client import SelarasApiError  # noqa: PLC0415

    try:
        admin.create_agency(
            row["agency_id"],
            row["name"],
            row["level"].upper(),
            area_code=row.get("area", ""),
            parent=row.get("parent", ""),
        )
    except ValueError as error:
        raise CommandError(f"{row['agency_id']}: no such level: {row['level']}") from error
    except SelarasApiError as error:
        if error.code != "ALREADY_EXISTS":
            note(f"in the row of {row['agency_id']}:")
            raise
        return False
    return True


def _make_owner(admin: AdminClient, row: dict[str, str]) -> bool:
    from selaras.client import SelarasApiError  # noqa: PLC0415

    try:
        admin.create_owner(
            row["agency_id"],
            row["owner_id"],
            row.get("owner_name") or row["owner_id"],
            contact=row.get("contact", ""),
            time_zone=row.get("time_zone", ""),
        )
    except SelarasApiError as error:
        if error.code != "ALREADY_EXISTS":
            note(f"in the row of {row['agency_id']}, owner {row['owner_id']}:")
            raise
        return False
    return True


def _write_keys(path: Path, keys: list[tuple[str, str]]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", newline="") as file:
        csv.writer(file).writerows(keys)
