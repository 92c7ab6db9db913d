"""``selaras bench``: how fast is it, and what does it take?"""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from selaras.cli.connection import JsonOption
from selaras.cli.exits import USAGE, WRONG, CommandError
from selaras.cli.output import console, note, print_json, table

if TYPE_CHECKING:
    from selaras.benchmark.latency import LatencyBench, LoadResult
    from selaras.benchmark.posts import Post

PostsOption = Annotated[
    Path,
    typer.Option(
        "--posts",
        exists=True,
        file_okay=False,
        help="Folder with posts as JSON lines files (fields text or body): the filler.",
    ),
]
MessagesOption = Annotated[
    str,
    typer.Option(
        "--messages", help="Messages in the index, several sizes by commas; 0: skip this part."
    ),
]
RateOption = Annotated[float, typer.Option("--rate", help="Drafts a second beside idle.")]
CountOption = Annotated[int, typer.Option("--drafts", min=10, help="Drafts sent at each rate.")]
UniqueOption = Annotated[
    int,
    typer.Option(
        "--unique",
        min=100,
        help="Different posts of the filler; other agencies repeat them beyond that.",
    ),
]
CacheOption = Annotated[
    Path, typer.Option("--cache", help="Folder that keeps the vectors of the filler.")
]
EmbeddingOption = Annotated[
    bool, typer.Option("--embedding/--no-embedding", help="Measure the embedding model too.")
]
JudgeOption = Annotated[
    bool, typer.Option("--judge/--no-judge", help="Measure the judge beside the plain way too.")
]
# Rates tried above --rate, until the stack falls behind.
_HIGHER = (2, 3, 4, 6, 8)
# A rate is sustained when every alert came, and waiting did not pile up.
_SUSTAINED_P95_MILLISECONDS = 2000
_IDLE_RATE = 1.0
_SAMPLE_TEXTS = 96


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Measure embedding, judge, submit to alert, memory and start.")(bench)


def bench(
    *,
    posts: PostsOption = Path("../shared/data"),
    messages: MessagesOption = "10000",
    rate: RateOption = 5.0,
    drafts: CountOption = 60,
    unique: UniqueOption = 4000,
    cache: CacheOption = Path(".cache/bench"),
    embedding: EmbeddingOption = True,
    judge: JudgeOption = True,
    as_json: JsonOption = False,
) -> None:
    """Measure on this machine.

    Embedding: texts a second, the shipped model beside sentence-transformers' torch path on the
    same weights. Judge: one draft beside fifty candidates, and the same by encoding the draft and
    letting a cross-encoder read every pair, in torch. Latency: from the moment a draft is due to
    its alert received on NATS, idle, at --rate, and at higher rates until the stack falls behind.
    Memory: peak of each process.
    """
    import asyncio  # noqa: PLC0415

    from selaras.benchmark.posts import PostsError, read_posts  # noqa: PLC0415

    try:
        sizes = [int(size) for size in messages.split(",") if int(size) > 0]
        found = read_posts(posts, unique)
    except (ValueError, PostsError) as error:
        raise CommandError(str(error), code=USAGE) from error
    report: dict[str, Any] = {"posts": len(found)}
    if embedding:
        report["embedding"] = _embedding(found)
    if judge:
        report["judge"] = _judge(found)
    for size in sizes:
        report[f"messages_{size}"] = asyncio.run(
            _latency(found, size, rate=rate, drafts=drafts, cache=cache)
        )
    if as_json:
        print_json(report)
    else:
        _print(report)


def _embedding(posts: list[Post]) -> dict[str, float]:
    from selaras.benchmark.embedding import measure_embedding  # noqa: PLC0415

    note("embedding: the model beside torch, in turn")
    step = max(1, len(posts) // _SAMPLE_TEXTS)
    result = measure_embedding([post.body[:400] for post in posts[::step]][:_SAMPLE_TEXTS])
    return dataclasses.asdict(result) | {
        "single_ratio": result.single_ratio,
        "batch_ratio": result.batch_ratio,
    }


def _judge(posts: list[Post]) -> dict[str, float]:
    from selaras.benchmark.judge import measure_judge  # noqa: PLC0415

    note("judge: beside a cross-encoder on every pair")
    try:
        result = measure_judge([post.body for post in posts])
    except ValueError as error:
        raise CommandError(str(error), code=USAGE) from error
    return dataclasses.asdict(result) | {"ratio": result.ratio}


async def _latency(
    posts: list[Post], size: int, *, rate: float, drafts: int, cache: Path
) -> dict[str, Any]:
    import asyncio  # noqa: PLC0415

    from selaras.benchmark.latency import LatencyBench  # noqa: PLC0415
    from selaras.benchmark.stack import StackFailed, running_stack  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="selaras-bench-") as name:
        folder = Path(name)
        await asyncio.to_thread(_fill, folder, posts, size, cache)
        try:
            async with running_stack(folder) as stack:
                load = LatencyBench(stack.target, stack.nats_url, stack.admin_key)
                idle = await load.run(_IDLE_RATE, max(10, drafts // 2))
                steady = await load.run(rate, drafts)
                higher = await _until_it_falls_behind(load, steady, drafts)
                return {
                    "first_draft_seconds": stack.first_draft_seconds,
                    "first_check_seconds": stack.first_check_seconds,
                    "loads": [dataclasses.asdict(item) for item in (idle, steady, *higher)],
                    "sustained": max(
                        (item.rate for item in (steady, *higher) if _sustained(item)), default=0
                    ),
                    "peak_mib": stack.peaks(),
                }
        except StackFailed as error:
            raise CommandError(str(error), code=WRONG) from error


async def _until_it_falls_behind(
    load: LatencyBench, steady: LoadResult, drafts: int
) -> list[LoadResult]:
    results: list[LoadResult] = []
    for factor in _HIGHER:
        if not _sustained(results[-1] if results else steady):
            break
        note(f"latency: {steady.rate * factor:g} drafts a second")
        results.append(await load.run(steady.rate * factor, drafts * factor))
    return results


def _sustained(result: LoadResult) -> bool:
    complete = result.delivered == result.sent
    return bool(complete and result.alert and result.alert.p95 <= _SUSTAINED_P95_MILLISECONDS)


def _fill(folder: Path, posts: list[Post], size: int, cache: Path) -> None:
    from rich.progress import Progress  # noqa: PLC0415

    from selaras.benchmark.fill import fill  # noqa: PLC0415

    with Progress(console=console(), transient=True) as progress:
        tasks = {step: progress.add_task(step, total=None) for step in ("embed", "index")}
        fill(
            folder,
            posts,
            size,
            cache,
            lambda step, done, total: progress.update(tasks[step], completed=done, total=total),
        )


def _print(report: dict[str, Any]) -> None:
    embedding = report.get("embedding")
    if embedding:
        rows = [
            (label, *(embedding[f"{way}_{column}"] for column in ("pack", "torch", "ratio")))
            for label, way in (("one at a time", "single"), ("in batches", "batch"))
        ]
        table(("texts a second", "this model", "torch path", "times"), rows)
    if judge := report.get("judge"):
        console().print(
            f"\njudge, {judge['candidates']} candidates: {judge['judge_milliseconds']} ms a draft, "
            f"embedding {judge['embed_milliseconds']} ms, reading {judge['read_milliseconds']} ms; "
            f"{judge['drafts_per_second']} drafts a second, the plain way "
            f"{judge['plain_drafts_per_second']} ({judge['ratio']} times)"
        )
    for name, part in report.items():
        if not name.startswith("messages_"):
            continue
        console().print(f"\n{name.removeprefix('messages_')} messages in the index")
        titles = ("drafts a second", "sent", "alerted", "alert p50 ms", "p95 ms", "answer p95 ms")
        table(titles, [_load_row(item) for item in part["loads"]])
        console().print(
            f"highest rate sustained: {part['sustained']:g} a second; "
            f"first draft accepted {part['first_draft_seconds']} s after `selaras up`, "
            f"first checked {part['first_check_seconds']} s; peak memory "
            + ", ".join(f"{process} {peak} MiB" for process, peak in part["peak_mib"].items())
        )


def _load_row(item: dict[str, Any]) -> tuple[Any, ...]:
    alert, answer = item["alert"] or {}, item["answer"] or {}
    return (
        item["rate"],
        item["sent"],
        item["delivered"],
        alert.get("p50"),
        alert.get("p95"),
        answer.get("p95"),
    )
