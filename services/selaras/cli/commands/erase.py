"""``selaras erase``: forget a draft or a person, everywhere."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.connection import (
    DATA,
    AdminKeyOption,
    DataOption,
    JsonOption,
    KeyOption,
    TargetOption,
    TlsOption,
    admin_target,
    open_client,
    server_of,
)
from selaras.cli.exits import MISSING, CommandError
from selaras.cli.output import print_json, table

if TYPE_CHECKING:
    from selaras.api.v1.erasure_pb2 import Erasure
    from selaras.cli.erasure_client import ErasureClient

NameArgument = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="agencies/AGENCY/drafts/ID, or agencies/AGENCY/owners/OWNER."
    ),
]
ErasureArgument = Annotated[str, typer.Argument(metavar="ERASURE", help="erasures/ID.")]
ReasonOption = Annotated[
    str,
    typer.Option(
        "--reason", help="Why. It stays in the audit trail: do not repeat what is to be erased."
    ),
]
WaitOption = Annotated[
    float, typer.Option("--wait", min=0, help="Seconds to wait until all parts are done; 0: none.")
]
_PAUSE = 0.5
_CALL_SECONDS = 30.0


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Erase a draft or a person, everywhere and for good."
    )
    group.command("draft", short_help="Erase a draft and all that was made from it.")(draft)
    group.command("owner", short_help="Erase a person; what the person did stays, unnamed.")(owner)
    group.command("status", short_help="Say how far an erasure is.")(status)
    app.add_typer(group, name="erase")


def draft(
    *,
    name: NameArgument,
    reason: ReasonOption,
    wait: WaitOption = 60,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
) -> None:
    """Erase a draft: its text, claims, vectors, evidence, alerts and messages on the event bus.

    With --key an agency erases its own draft; else the administrator's key is used. The command
    ends with 5 when --wait has passed and parts are left; they go on by themselves.
    """
    with _client(data, target, key, admin_key, tls_ca) as client:
        _follow(client, client.erase_draft(name, reason), wait, as_json=as_json)


def owner(
    *,
    name: NameArgument,
    reason: ReasonOption,
    wait: WaitOption = 60,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
) -> None:
    """Erase a person: name, contact, channels, secrets, keys, and alerts sent to the person.

    The audit trail keeps the id of the owner: who did what must stay provable.
    """
    with _client(data, target, "", admin_key, tls_ca) as client:
        _follow(client, client.erase_owner(name, reason), wait, as_json=as_json)


def status(
    *,
    erasure: ErasureArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
) -> None:
    """Say which parts of an erasure are done; 5 while some are not."""
    name = erasure if erasure.startswith("erasures/") else f"erasures/{erasure}"
    with _client(data, target, key, admin_key, tls_ca) as client:
        _follow(client, client.get(name), 0, as_json=as_json)


def _client(
    data: Path, target: str, key: str, admin_key: str, tls_ca: Path | None
) -> ErasureClient:
    """As an agency with its key, else as the administrator."""
    from selaras.cli.erasure_client import ErasureClient  # noqa: PLC0415

    if key:
        address, found = server_of(data, target), key
    else:
        address, found = admin_target(data, target, admin_key)
    return open_client(ErasureClient, address, found, tls_ca, _CALL_SECONDS)


def _follow(client: ErasureClient, erasure: Erasure, wait: float, *, as_json: bool) -> None:
    """Wait for the parts, then show them."""
    erasure = _last(client, erasure, wait)
    _show(erasure, as_json=as_json)
    if not erasure.HasField("done_time"):
        raise CommandError(
            "parts are left; they go on by themselves",
            hint=f"selaras erase status {erasure.name}",
            code=MISSING,
        )


def _last(client: ErasureClient, erasure: Erasure, wait: float) -> Erasure:
    until = time.monotonic() + wait
    while not erasure.HasField("done_time") and time.monotonic() < until:
        time.sleep(_PAUSE)
        erasure = client.get(erasure.name)
    return erasure


def _show(erasure: Erasure, *, as_json: bool) -> None:
    if as_json:
        from google.protobuf import json_format  # noqa: PLC0415

        print_json(json_format.MessageToDict(erasure, preserving_proto_field_name=True))
        return
    print(f"{erasure.name}  {erasure.subject}")
    rows = [
        (part.service, part.done_time.ToDatetime() if part.HasField("done_time") else None)
        for part in erasure.parts
    ]
    table(("PART", "DONE (UTC)"), rows)
