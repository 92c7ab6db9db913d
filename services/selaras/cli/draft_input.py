"""The options that say what a draft is, shared by the commands that send one."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.exits import CommandError

if TYPE_CHECKING:
    from selaras.client.calls import DraftOptions

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="Text file with the body; - reads standard input.")
]
TitleOption = Annotated[str, typer.Option("--title", help="Title of the post.")]
ChannelOption = Annotated[
    str,
    typer.Option(
        "--channel",
        help="Where it will be shown: website, press_release, instagram, facebook, x, whatsapp, "
        "tiktok, youtube or other.",
    ),
]
AreaOption = Annotated[
    list[str] | None,
    typer.Option("--area", help="Kemendagri code of an area it speaks to; repeat for more."),
]
PublishOption = Annotated[
    str, typer.Option("--publish-time", help="When it goes out, as 2026-08-03T08:00+07:00.")
]
AuthoredOption = Annotated[
    str, typer.Option("--authored-time", help='When it was written; "besok" is read from here.')
]
ShareOption = Annotated[
    str,
    typer.Option(
        "--share",
        help="What the other side may see before publication: full, excerpt or contact.",
    ),
]


def read_body(file: str) -> str:
    """The body of the draft.

    Raises:
        CommandError: the file cannot be read as text.
    """
    try:
        if file == "-":
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: {error}", hint="the body is read as UTF-8 text") from error


def draft_options(
    *, channel: str, areas: list[str] | None, publish: str, authored: str, share: str
) -> DraftOptions:
    """The options that were given.

    Raises:
        CommandError: a time that is none.
    """
    options: DraftOptions = {}
    if channel:
        options["channel"] = channel.upper()
    if share:
        options["share_level"] = share.upper()
    if areas:
        options["area_codes"] = areas
    if publish:
        options["publish_time"] = _moment(publish, "--publish-time")
    if authored:
        options["authored_time"] = _moment(authored, "--authored-time")
    return options


def _moment(value: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise CommandError(
            f"{option}: {value} is not a time", hint="write 2026-08-03T08:00+07:00"
        ) from error
    # A time without a zone is the one on the wall of whoever types it.
    return moment if moment.tzinfo else moment.astimezone()
