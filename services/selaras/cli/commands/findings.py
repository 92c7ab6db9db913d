"""``selaras findings``: what clashes now."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

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
from selaras.cli.exits import CommandError
from selaras.cli.output import print_json, say

if TYPE_CHECKING:
    from selaras.client import Client, WatchEvent

AllOption = Annotated[
    bool, typer.Option("--all", help="Also what is only possible, and near texts that agree.")
]
DraftOption = Annotated[
    str, typer.Option("--draft", help="Only on this draft, by its name agencies/A/drafts/ID.")
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="At most so many.")]
FollowOption = Annotated[
    bool, typer.Option("--follow", help="Then show what comes, one line each, until Ctrl+C.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="List the findings on your agency's drafts, the newest first.")(findings)


def findings(
    *,
    draft: DraftOption = "",
    show_all: AllOption = False,
    limit: LimitOption = 20,
    follow: FollowOption = False,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List findings, with --json one a line."""
    relations = ["CONTRADICTION", "OVERLAP", "NONE"] if show_all else []
    confidence = "UNSPECIFIED" if show_all else "LIKELY"
    with agency_client(data, target, key, tls_ca, timeout) as client:
        if follow:
            _follow(client, as_json=as_json, show_all=show_all)
            return
        try:
            pages = client.findings(draft, relations=relations, min_confidence=confidence)
        except ValueError as error:
            raise CommandError(str(error)) from error
        found = list(islice(pages, limit))
    if as_json:
        for finding in found:
            print_json(finding)
        return
    from selaras.cli.finding_view import show  # noqa: PLC0415

    show(reversed(found))
    print(say("findings.count", count=len(found)))


def _follow(client: Client, *, as_json: bool, show_all: bool) -> None:
    try:
        for event in client.watch_findings():
            _show_event(event, as_json=as_json, show_all=show_all)
    except KeyboardInterrupt:
        return


def _show_event(event: WatchEvent, *, as_json: bool, show_all: bool) -> None:
    from selaras.cli.finding_view import show  # noqa: PLC0415

    if as_json:
        print_json(event)
    elif event.finding is None:
        return
    elif event.kind == "REMOVED":
        print(say("findings.removed", name=event.finding.name))
    elif show_all or event.finding.alerted:
        show([event.finding])
