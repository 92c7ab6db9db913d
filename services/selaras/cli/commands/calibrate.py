"""``selaras calibrate``: thresholds that follow what people say of findings."""

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
from selaras.cli.output import console, print_json

if TYPE_CHECKING:
    from selaras.matching.domain.replay import Replay

PrecisionOption = Annotated[
    float,
    typer.Option("--precision", min=0.5, max=0.99, help="Share of the alerts that is to be right."),
]
LeastOption = Annotated[
    int,
    typer.Option(
        "--min-reviews",
        min=1,
        help="A relation with fewer reviewed findings keeps its thresholds.",
    ),
]
AllJudgesOption = Annotated[
    bool,
    typer.Option("--all-judges", help="Count also what a judge with other weights had said."),
]
WriteOption = Annotated[
    Path | None,
    typer.Option(
        "--write",
        dir_okay=False,
        metavar="FILE",
        help="Write the thresholds there, for the next start; `selaras up` reads judge.env in its "
        "data folder. Without it nothing changes.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Show, and write, the thresholds that people's reviews speak for.")(
        calibrate
    )


def calibrate(
    *,
    precision: PrecisionOption = 0.9,
    min_reviews: LeastOption = 20,
    all_judges: AllJudgesOption = False,
    write: WriteOption = None,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Fit the judge's thresholds to the reviews of all agencies, and show what would change.

    The replay says which of the reviewed findings would have been alerted and which not, under the
    thresholds in force and under the new ones. Nothing is applied without --write. With services on
    several addresses, --target is that of matching.
    """
    result = _replay(
        *admin_target(data, target, admin_key),
        tls_ca=tls_ca,
        timeout=timeout,
        options=(precision, min_reviews, all_judges),
    )
    from selaras.cli import calibration_view  # noqa: PLC0415

    if not as_json:
        calibration_view.show(result, min_reviews)
    if write is not None:
        _write(write, result, min_reviews)
    if as_json:
        choices = {"precision": precision, "min_reviews": min_reviews}
        written = str(write) if write else None
        print_json(choices | calibration_view.as_json(result) | {"written": written})
    elif write is not None:
        console().print(f"\nWritten to {write}; it counts from the next start on.")


def _replay(
    target: str,
    key: str,
    *,
    tls_ca: Path | None,
    timeout: float,
    options: tuple[float, int, bool],
) -> Replay:
    from selaras.cli.calibration import CalibrationClient  # noqa: PLC0415
    from selaras.matching.domain.replay import replay  # noqa: PLC0415

    precision, min_reviews, all_judges = options
    with open_client(CalibrationClient, target, key, tls_ca, timeout) as client:
        judge = client.judge()
        said = list(client.reviews())
    return replay(
        said,
        current=judge.current,
        shipped=judge.shipped,
        judge_version=None if all_judges else judge.version,
        target=precision,
        min_reviews=min_reviews,
    )


def _write(path: Path, result: Replay, min_reviews: int) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415

    from selaras.cli.calibration import settings_text, write_settings  # noqa: PLC0415

    if not result.fitted:
        raise CommandError(
            f"TOO_FEW_REVIEWS: no relation has {min_reviews} reviewed findings; nothing is written",
            hint="agencies review with `selaras review`; --min-reviews lowers the bar",
        )
    try:
        write_settings(path, settings_text(result, datetime.now(UTC)))
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
