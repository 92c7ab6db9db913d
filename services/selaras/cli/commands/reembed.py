"""``selaras reembed``: change to another embedding model, and back."""

from __future__ import annotations

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
    admin_target,
    open_client,
)
from selaras.cli.exits import CommandError
from selaras.cli.progress import follow

if TYPE_CHECKING:
    from selaras.cli.index_client import IndexClient

EmbeddingOption = Annotated[
    str,
    typer.Option(
        "--embedding",
        metavar="HOST:PORT",
        help="Embedding service with the new model, as matching reaches it.",
    ),
]
SampleOption = Annotated[
    int, typer.Option("--sample", min=0, help="Replay the messages checked last; 0: all.")
]
MessageScoreOption = Annotated[
    float | None,
    typer.Option(
        "--min-message-score", min=-1, max=1, help="Least cosine of two near messages, new model."
    ),
]
ClaimScoreOption = Annotated[
    float | None,
    typer.Option(
        "--min-claim-score", min=-1, max=1, help="Least cosine of two near claims, new model."
    ),
]
CsvOption = Annotated[
    Path | None,
    typer.Option("--csv", dir_okay=False, metavar="FILE", help="Write the disagreements there."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Also without a report.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Change to another embedding model while the old one answers."
    )
    group.command("start", short_help="Embed every message with another model, beside.")(start)
    group.command("status", short_help="How far it is, and what comes next.")(status)
    group.command("report", short_help="Where the two models disagree; changes nothing.")(report)
    group.command("switch", short_help="Let the new model be in force.")(switch)
    group.command("back", short_help="Let the model before be in force again.")(back)
    group.command("finish", short_help="Give the way back up.")(finish)
    group.command("abandon", short_help="Give the new model up.")(abandon)
    app.add_typer(group, name="reembed")


def start(
    *,
    embedding: EmbeddingOption,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 30,
) -> None:
    """Begin. Filling goes on in the background, and after a restart of matching."""
    from selaras.cli import reembed_view  # noqa: PLC0415

    with _client(data, target, admin_key, tls_ca, timeout) as client:
        reembed_view.show(client.start(embedding), as_json=as_json)


def status(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Show the re-embedding that is open, else the last one."""
    from selaras.cli import reembed_view  # noqa: PLC0415

    with _client(data, target, admin_key, tls_ca, timeout) as client:
        reembed_view.show(client.status(), as_json=as_json)


def report(
    *,
    sample: SampleOption = 500,
    min_message_score: MessageScoreOption = None,
    min_claim_score: ClaimScoreOption = None,
    csv: CsvOption = None,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
) -> None:
    """Replay messages through retrieval and the judge under both models. Nothing is stored of it.

    Least scores belong to a model: the report suggests those under which the new one lets the same
    share pass. Report again with them; a switch puts those of the last report in force.
    """
    from selaras.cli import reembed_view  # noqa: PLC0415

    least = _least(min_message_score, min_claim_score)
    with _client(data, target, admin_key, tls_ca, 10) as client:
        made = follow("report", client.report(sample, least), quiet=as_json).report
    if csv is not None:
        try:
            reembed_view.write_csv(csv, made)
        except OSError as error:
            raise CommandError(f"{csv} cannot be written: {error.strerror}") from error
    reembed_view.show_report(made, as_json=as_json)


def switch(
    *,
    force: ForceOption = False,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
) -> None:
    """Let the new model be in force, once its collection has everything. Refuses without a report.

    Cut off, it ends either before the change or, by itself, after it: `selaras reembed status`.
    """
    from selaras.cli import reembed_view  # noqa: PLC0415

    with _client(data, target, admin_key, tls_ca, 10) as client:
        last = follow("switch", client.switch(force=force), quiet=as_json)
    reembed_view.show(last.reembedding, as_json=as_json)


def back(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
) -> None:
    """Let the model before be in force again, while its collection is kept."""
    from selaras.cli import reembed_view  # noqa: PLC0415

    with _client(data, target, admin_key, tls_ca, 10) as client:
        last = follow("back", client.back(), quiet=as_json)
    reembed_view.show(last.reembedding, as_json=as_json)


def finish(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 60,
) -> None:
    """Drop the collection and the vectors of the model before; there is no way back then."""
    from selaras.cli import reembed_view  # noqa: PLC0415

    with _client(data, target, admin_key, tls_ca, timeout) as client:
        reembed_view.show(client.finish(), as_json=as_json)


def abandon(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 600,
) -> None:
    """Drop the collection and the vectors of the new model, which is not in force."""
    from selaras.cli import reembed_view  # noqa: PLC0415

    with _client(data, target, admin_key, tls_ca, timeout) as client:
        reembed_view.show(client.abandon(), as_json=as_json)


def _client(
    data: Path, target: str, admin_key: str, tls_ca: Path | None, timeout: float
) -> IndexClient:
    from selaras.cli.index_client import IndexClient  # noqa: PLC0415

    return open_client(IndexClient, *admin_target(data, target, admin_key), tls_ca, timeout)


def _least(message: float | None, claim: float | None) -> tuple[float, float] | None:
    if message is None and claim is None:
        return None
    if message is None or claim is None:
        raise CommandError("--min-message-score and --min-claim-score go together")
    return message, claim
