"""``selaras evaluate``: how right is the judge?"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from selaras.cli.connection import AdminKeyOption, JsonOption
from selaras.cli.exits import REFUSED, USAGE, CommandError
from selaras.cli.output import console, note, print_json, table

if TYPE_CHECKING:
    import grpc

    from selaras.evaluation.dataset import Dataset
    from selaras.evaluation.measures import Measures, Prediction

    _Replayed = tuple[Measures, list[Prediction]]

DraftsOption = Annotated[
    Path, typer.Option("--drafts", exists=True, dir_okay=False, help="Drafts, a JSON line each.")
]
PairsOption = Annotated[
    Path, typer.Option("--pairs", exists=True, dir_okay=False, help="Labels, a JSON line each.")
]
TargetOption = Annotated[
    str,
    typer.Option(
        "--target",
        help="A running stack, HOST:PORT. Default: a throw-away stack. The drafts stay in the "
        "running one, so use one that is for tests.",
    ),
]
ErrorsOption = Annotated[
    Path | None,
    typer.Option(
        "--errors",
        dir_okay=False,
        help="Also write every error with both texts to this file, .html or .md.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Replay a labelled set and print how right the judge is.")(evaluate)


def evaluate(
    *,
    drafts: DraftsOption,
    pairs: PairsOption,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    errors: ErrorsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Replay labelled drafts in the order they were written, and compare with the labels.

    docs/evaluation.md describes the files and every measure.
    """
    import asyncio  # noqa: PLC0415

    from selaras.evaluation.dataset import DatasetError, load  # noqa: PLC0415

    if errors is not None:
        _check_errors_file(errors)
    try:
        dataset = load(drafts, pairs)
    except DatasetError as error:
        raise CommandError(str(error), code=USAGE) from error
    if target and not admin_key:
        raise CommandError("--target needs --admin-key or SELARAS_ADMIN_KEY", code=USAGE)
    started = time.perf_counter()
    replayed = _replay(dataset, target, admin_key, quiet=as_json)
    measures, predictions = asyncio.run(replayed)
    report = measures.as_json() | {
        "drafts": len(dataset.drafts),
        "pairs": len(dataset.pairs),
        "seconds": round(time.perf_counter() - started, 1),
    }
    if errors is not None:
        from selaras.evaluation.report import render  # noqa: PLC0415

        page = render(errors.suffix, dataset, measures, predictions, report)
        errors.write_text(page, encoding="utf-8")
        note(f"{len(measures.mistakes)} errors: {errors}")
    if as_json:
        print_json(report)
    else:
        _print(report)


def _check_errors_file(file: Path) -> None:
    """Before minutes of replay, not after them."""
    if file.suffix not in {".html", ".md"}:
        raise CommandError(f"--errors writes .html or .md, not {file.name!r}", code=USAGE)
    if not file.parent.is_dir():
        raise CommandError(f"--errors: there is no folder {file.parent}", code=USAGE)


async def _replay(dataset: Dataset, target: str, admin_key: str, *, quiet: bool) -> _Replayed:
    import grpc  # noqa: PLC0415

    from selaras.kit import logging  # noqa: PLC0415
    from selaras.kit.settings import LogSettings  # noqa: PLC0415

    # Agencies of a labelled set have no owners; that nobody is alerted is no news here.
    logging.configure(LogSettings(level="ERROR"), service="evaluate")
    try:
        if target:
            async with grpc.aio.insecure_channel(target) as channel:
                return await _measure(dataset, channel, admin_key, quiet=quiet)
        from selaras.embedded import EmbeddedStack  # noqa: PLC0415

        with tempfile.TemporaryDirectory(prefix="selaras-evaluate-") as folder:
            async with (
                EmbeddedStack(Path(folder)) as stack,
                grpc.aio.insecure_channel(stack.target) as channel,
            ):
                return await _measure(dataset, channel, stack.admin_key, quiet=quiet)
    except grpc.aio.AioRpcError as error:
        raise CommandError(str(error.details()), code=REFUSED) from error


async def _measure(
    dataset: Dataset, channel: grpc.aio.Channel, admin_key: str, *, quiet: bool
) -> _Replayed:
    from rich.progress import Progress  # noqa: PLC0415

    from selaras.evaluation.measures import measure  # noqa: PLC0415
    from selaras.evaluation.replay import Replay, ReplayError  # noqa: PLC0415

    with Progress(console=console(), disable=quiet, transient=True) as progress:
        task = progress.add_task("replay", total=len(dataset.drafts))
        replay = Replay(channel, admin_key, lambda _draft: progress.advance(task))
        try:
            predictions = await replay.run(dataset)
        except ReplayError as error:
            raise CommandError(str(error), code=REFUSED) from error
    return measure(dataset, predictions), predictions


def _print(report: dict[str, Any]) -> None:
    rows = [
        (name, *(report[name][field] for field in ("precision", "recall", "f1", "tp", "fp", "fn")))
        for name in ("contradiction", "overlap")
    ]
    table(("at alert level", "precision", "recall", "F1", "right", "wrong", "missed"), rows)
    console().print()
    table(
        ("measure", "value"),
        [
            (
                "compatible pairs that raise a contradiction",
                _percent(report["compatible_contradiction_rate"]),
            ),
            (
                "unlisted pairs that raise any alert",
                f"{report['unlisted_alerts']} of {report['unlisted_pairs']}",
            ),
            ("evidence on the right places", _percent(report["evidence_hit_rate"])),
            ("evidence of the right kind", _percent(report["evidence_kind_rate"])),
            ("drafts, labelled pairs", f"{report['drafts']}, {report['pairs']}"),
            ("seconds", report["seconds"]),
        ],
    )
    console().print()
    table(
        ("kind of fact", "contradictions", "found", "on the right places"),
        [
            (kind, row["pairs"], row["found"], row["hit"])
            for kind, row in sorted(report["by_kind"].items())
        ],
    )
    console().print()
    table(
        ("label / trap", "pairs", "said contradiction", "said overlap", "silent"),
        [
            (name, row["pairs"], row["contradiction"], row["overlap"], row["none"])
            for name, row in sorted(report["by_trap"].items())
        ],
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
