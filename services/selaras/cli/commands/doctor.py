"""``selaras doctor``: what is wrong, and how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.connection import (
    DATA,
    AdminKeyOption,
    DataOption,
    JsonOption,
    NatsOption,
    TargetOption,
    TlsOption,
)
from selaras.cli.exits import OK, WRONG, CommandError
from selaras.cli.output import console, print_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from selaras.cli.doctor.result import Result

_MARKS = {"ok": "✓", "warn": "!", "wrong": "✗", "skipped": "–"}
_STYLES = {"ok": "green", "warn": "yellow", "wrong": "bold red", "skipped": "dim"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Look at every part; say what is wrong and how to mend it.")(doctor)


def doctor(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    nats: NatsOption = "",
    tls_ca: TlsOption = None,
    services: Annotated[
        str,
        typer.Option(
            "--services",
            envvar="SELARAS_DOCTOR_TARGETS",
            help="Services of a deployment, each at its own address: NAME=HOST:PORT,...",
        ),
    ] = "",
    metrics_port: Annotated[
        int,
        typer.Option(
            "--metrics-port",
            min=0,
            max=65535,
            envvar="SELARAS_DOCTOR_METRICS_PORT",
            help="Port of their metrics; 0: they are not asked.",
        ),
    ] = 0,
) -> None:
    """Look at settings, data folder, databases, event bus, services, model and index.

    With --services it looks at a deployment instead of this machine: each service and its parts,
    certificates, clocks, versions and drafts that wait for their check.

    Ends with 1 when something does not work; warnings alone end with 0. With --json each part is
    one line with part, state (ok, warn, wrong, skipped), detail and mend.
    """
    import asyncio  # noqa: PLC0415

    from selaras.cli.doctor.deployment import read_targets  # noqa: PLC0415

    try:
        targets = read_targets(services)
    except ValueError as error:
        raise CommandError(str(error)) from error
    results = (
        _deployment(
            targets, metrics_port, target=target, admin_key=admin_key, url=nats, tls_ca=tls_ca
        )
        if targets
        else _results(data, target, admin_key, nats, tls_ca)
    )
    found = asyncio.run(_all(results, as_json=as_json))
    bad = sum(result.state == "wrong" for result in found)
    if not as_json:
        noticed = sum(result.state == "warn" for result in found)
        print(f"\n{bad} wrong, {noticed} to look at, {len(found)} parts.")
    raise typer.Exit(WRONG if bad else OK)


async def _all(results: AsyncIterator[Result], *, as_json: bool) -> list[Result]:
    found = []
    async for result in results:
        found.append(result)
        if as_json:
            print_json(result)
        else:
            _show(result)
    return found


async def _deployment(
    targets: dict[str, str],
    metrics_port: int,
    *,
    target: str,
    admin_key: str,
    url: str,
    tls_ca: Path | None,
) -> AsyncIterator[Result]:
    """Every part of a deployment, from what the others stand on to what people see."""
    from selaras.cli.doctor import bus, certificate, deployment, server  # noqa: PLC0415
    from selaras.client.channel import credentials  # noqa: PLC0415
    from selaras.kit.settings import NatsSettings  # noqa: PLC0415

    settings = NatsSettings(url=url) if url else None
    async for result in bus.check(settings):
        yield result
    if settings and settings.tls_ca:
        address = url.partition(",")[0].rpartition("//")[2]
        yield await certificate.check("nats", address, settings.tls_ca, greets=True)
    async for result in deployment.check(targets, tls_ca, metrics_port):
        yield result
    if target:
        secure = credentials(target, tls_ca, plaintext=False)
        async for result in server.check(target, secure, admin_key, "", parts=False):
            yield result
        if secure:
            yield await certificate.check("server", target, tls_ca)


async def _results(
    data: Path, target: str, admin_key: str, url: str, tls_ca: Path | None
) -> AsyncIterator[Result]:
    """Every part, from what the others stand on to what people see."""
    from selaras.cli.doctor import bus, local, model, server  # noqa: PLC0415
    from selaras.client.channel import credentials  # noqa: PLC0415
    from selaras.data_folder import read_endpoint, read_secrets  # noqa: PLC0415
    from selaras.kit.settings import NatsSettings  # noqa: PLC0415

    endpoint, secrets = read_endpoint(data), read_secrets(data)
    for result in local.check(data, endpoint):
        yield result
    address = url or (endpoint.nats if endpoint else "")
    async for result in bus.check(NatsSettings(url=address) if address else None):
        yield result
    is_local = endpoint is not None and target in {"", endpoint.grpc}
    found = target or (endpoint.grpc if endpoint else "")
    secure = credentials(found, tls_ca, plaintext=False) if found else None
    # Secrets of this machine go to the stack of this machine only.
    known = secrets if is_local else None
    answered = False
    async for result in server.check(
        found,
        secure,
        admin_key or (known.admin_key if known else ""),
        known.internal_token if known else "",
    ):
        answered = answered or result.part == "model"
        yield result
    if not answered:
        for result in model.check():
            yield result


def _show(result: Result) -> None:
    from rich.text import Text  # noqa: PLC0415

    style = _STYLES[result.state]
    line = Text(f"{_MARKS[result.state]} ", style=style)
    line.append(f"{result.part:<20}", style="bold" if result.state != "skipped" else "dim")
    line.append(f" {result.detail}", style="default" if result.state != "skipped" else "dim")
    out = console()
    out.print(line)
    if result.mend:
        out.print(Text(f"  → {result.mend}", style=style))
