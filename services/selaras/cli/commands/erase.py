"""``selaras erase``: forget a draft or a person, everywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    server_of,
)
from selaras.cli.exits import AWAY, MISSING, REFUSED, CommandError
from selaras.cli.output import print_json, table

if TYPE_CHECKING:
    from selaras.api.v1.erasure_pb2 import Erasure
    from selaras.api.v1.erasure_pb2_grpc import ErasureServiceStub

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
    from selaras.api.v1 import erasure_pb2  # noqa: PLC0415

    request = erasure_pb2.EraseDraftRequest(name=name, reason=reason)
    with _service(data, target, key, admin_key, tls_ca) as (stub, options):
        _follow(stub, options, stub.EraseDraft(request, **options).erasure, wait, as_json=as_json)


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
    from selaras.api.v1 import erasure_pb2  # noqa: PLC0415

    request = erasure_pb2.EraseOwnerRequest(name=name, reason=reason)
    with _service(data, target, "", admin_key, tls_ca) as (stub, options):
        _follow(stub, options, stub.EraseOwner(request, **options).erasure, wait, as_json=as_json)


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
    from selaras.api.v1 import erasure_pb2  # noqa: PLC0415

    name = erasure if erasure.startswith("erasures/") else f"erasures/{erasure}"
    request = erasure_pb2.GetErasureRequest(name=name)
    with _service(data, target, key, admin_key, tls_ca) as (stub, options):
        _follow(stub, options, stub.GetErasure(request, **options).erasure, 0, as_json=as_json)


@contextmanager
def _service(
    data: Path, target: str, key: str, admin_key: str, tls_ca: Path | None
) -> Iterator[tuple[ErasureServiceStub, dict[str, Any]]]:
    """The stub of the service, and the options of a call."""
    import grpc  # noqa: PLC0415

    from selaras.api.v1.erasure_pb2_grpc import ErasureServiceStub  # noqa: PLC0415
    from selaras.client.channel import OPTIONS, key_metadata  # noqa: PLC0415

    if key:
        address, found = server_of(data, target), key
    else:
        address, found = admin_target(data, target, admin_key)
    call = {"metadata": key_metadata(found), "timeout": _CALL_SECONDS}
    with _open(grpc, address, tls_ca, OPTIONS) as channel:
        try:
            yield ErasureServiceStub(channel), call
        except grpc.RpcError as error:
            away = error.code() is grpc.StatusCode.UNAVAILABLE
            raise CommandError(str(error.details()), code=AWAY if away else REFUSED) from error


def _open(grpc: Any, address: str, tls_ca: Path | None, options: Any) -> Any:
    from selaras.cli.connection import plaintext_allowed  # noqa: PLC0415
    from selaras.client.channel import credentials  # noqa: PLC0415

    tls = credentials(address, tls_ca, plaintext=plaintext_allowed())
    if tls is None:
        return grpc.insecure_channel(address, options)
    return grpc.secure_channel(address, tls, options)


def _follow(
    stub: ErasureServiceStub,
    options: dict[str, Any],
    erasure: Erasure,
    wait: float,
    *,
    as_json: bool,
) -> None:
    """Wait for the parts, then show them."""
    from selaras.api.v1 import erasure_pb2  # noqa: PLC0415

    request = erasure_pb2.GetErasureRequest(name=erasure.name)
    erasure = _last(lambda: stub.GetErasure(request, **options).erasure, erasure, wait)
    _show(erasure, as_json=as_json)
    if not erasure.HasField("done_time"):
        raise CommandError(
            "parts are left; they go on by themselves",
            hint=f"selaras erase status {erasure.name}",
            code=MISSING,
        )


def _last(ask: Callable[[], Erasure], erasure: Erasure, wait: float) -> Erasure:
    until = time.monotonic() + wait
    while not erasure.HasField("done_time") and time.monotonic() < until:
        time.sleep(_PAUSE)
        erasure = ask()
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
