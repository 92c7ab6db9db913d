"""``selaras check``: would it clash?"""

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
from selaras.cli.draft_input import (
    AreaOption,
    AuthoredOption,
    ChannelOption,
    FileArgument,
    PublishOption,
    ShareOption,
    TitleOption,
    draft_options,
    read_body,
)
from selaras.cli.exits import CLASH, OK, CommandError
from selaras.cli.output import print_json, say

AllOption = Annotated[
    bool, typer.Option("--all", help="Also what is only possible, and near texts that agree.")
]
ExternalIdOption = Annotated[
    str, typer.Option("--id", help="Id of a stored draft that is left out of the comparison.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Check a text against other agencies without storing it.")(check)


def check(
    *,
    file: FileArgument,
    title: TitleOption = "",
    external_id: ExternalIdOption = "",
    show_all: AllOption = False,
    channel: ChannelOption = "",
    areas: AreaOption = None,
    publish_time: PublishOption = "",
    authored_time: AuthoredOption = "",
    share: ShareOption = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Check a text. Ends with 1 when it clashes so certainly that people would be alerted."""
    options = draft_options(
        channel=channel, areas=areas, publish=publish_time, authored=authored_time, share=share
    )
    body = read_body(file)
    with agency_client(data, target, key, tls_ca, timeout) as client:
        try:
            result = client.check_draft(body, title, external_id=external_id, **options)
        except ValueError as error:
            raise CommandError(str(error)) from error
    alerted = [finding for finding in result.findings if finding.alerted]
    if as_json:
        print_json(result)
    else:
        from selaras.cli.finding_view import show  # noqa: PLC0415

        show(result.findings if show_all else alerted)
        print(say("submit.clashes", count=len(alerted)) if alerted else say("submit.clear"))
    raise typer.Exit(CLASH if alerted else OK)
