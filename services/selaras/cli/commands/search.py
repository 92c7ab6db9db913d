"""``selaras search``: what agencies have said officially."""

from __future__ import annotations

from typing import Annotated

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
from selaras.cli.output import print_json, say

QueryArgument = Annotated[
    str, typer.Argument(metavar="QUERY", help="The question, in any words.", show_default=False)
]
AreaOption = Annotated[
    str, typer.Option("--area", help="Kemendagri code: only what holds in this area.")
]
AgencyOption = Annotated[str, typer.Option("--agency", help="Only of this agency, by id.")]
ExpiredOption = Annotated[bool, typer.Option("--expired", help="Also what no longer holds.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=50, help="At most so many.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Search what agencies have published, by meaning.")(search)


def search(
    *,
    query: QueryArgument,
    area: AreaOption = "",
    agency: AgencyOption = "",
    expired: ExpiredOption = False,
    limit: LimitOption = 5,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Search the published messages of all agencies, the nearest first; with --json one a line.

    Each comes with when it went out, how long it holds, and whether a later message or an open
    case disputes it.
    """
    with agency_client(data, target, key, tls_ca, timeout) as client:
        found = client.search_messages(
            query, area_code=area, agency=agency, expired=expired, limit=limit
        )
    if as_json:
        for message in found:
            print_json(message)
        return
    from selaras.cli.search_view import show  # noqa: PLC0415

    show(found)
    if not found:
        print(say("search.none"))
