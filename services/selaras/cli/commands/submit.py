"""``selaras submit``: what a CMS plugin does, by hand."""

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

ExternalIdOption = Annotated[
    str, typer.Option("--id", help="The CMS's own id of the post; the same id is a new revision.")
]
WaitOption = Annotated[
    float, typer.Option("--wait", min=0, max=30, help="Seconds to wait for the findings.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Store a draft of your agency and have it checked.")(submit)


def submit(
    *,
    file: FileArgument,
    external_id: ExternalIdOption,
    title: TitleOption = "",
    wait: WaitOption = 0,
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
    """Store a draft. Ends with 1 when the findings came in time and people are alerted of one."""
    options = draft_options(
        channel=channel, areas=areas, publish=publish_time, authored=authored_time, share=share
    )
    body = read_body(file)
    with agency_client(data, target, key, tls_ca, timeout) as client:
        try:
            result = client.submit_draft(external_id, body, title, wait=wait, **options)
        except ValueError as error:
            raise CommandError(str(error)) from error
    alerted = [finding for finding in result.findings if finding.alerted]
    if as_json:
        print_json(result)
    else:
        from selaras.cli.finding_view import show  # noqa: PLC0415

        print(say("submit.stored", name=result.draft.name, revision=result.draft.revision))
        show(alerted)
        print(say("submit.pending") if result.pending else _verdict(len(alerted)))
    raise typer.Exit(CLASH if alerted else OK)


def _verdict(count: int) -> str:
    return say("submit.clashes", count=count) if count else say("submit.clear")
