"""Where the server is and with which key: options, else environment, else the local stack."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from selaras.cli.exits import AWAY, CommandError

if TYPE_CHECKING:
    from selaras.client import AdminClient, Client
    from selaras.kit.settings import NatsSettings

DataOption = Annotated[
    Path,
    typer.Option("--data", envvar="SELARAS_DATA", help="Data folder of the stack on this machine."),
]
TargetOption = Annotated[
    str,
    typer.Option(
        "--target",
        envvar="SELARAS_TARGET",
        help="Address of the server, HOST:PORT. Default: the stack on this machine.",
    ),
]
KeyOption = Annotated[str, typer.Option("--key", envvar="SELARAS_KEY", help="Key of your agency.")]
AdminKeyOption = Annotated[
    str,
    typer.Option(
        "--admin-key",
        envvar="SELARAS_ADMIN_KEY",
        help="Key of the administrator. Default: that of the stack on this machine.",
    ),
]
TlsOption = Annotated[
    Path | None,
    typer.Option(
        "--tls-ca",
        envvar="SELARAS_TLS_CA",
        help="PEM file of the CA that signed the server. Loopback needs none.",
    ),
]
NatsOption = Annotated[
    str,
    typer.Option(
        "--nats",
        envvar="SELARAS_NATS_URL",
        help="Address of the event bus. Default: that of the stack on this machine.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON for scripts instead of a table.")]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=0.1, help="Seconds that the server may take to answer.")
]
DATA = Path("data")
_LOOPBACK = re.compile(r"(nats://)?(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/?")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Local:
    """What the data folder says of the stack on this machine; empty where none runs."""

    folder: Path
    target: str = ""
    nats: str = ""
    admin_key: str = ""
    console: str = ""


def local_stack(folder: Path) -> Local:
    """Look at the data folder.

    Raises:
        CommandError: the folder belongs to another user.
    """
    from selaras.data_folder import read_endpoint, read_secrets  # noqa: PLC0415

    try:
        endpoint, secrets = read_endpoint(folder), read_secrets(folder)
    except PermissionError as error:
        raise CommandError(
            f"{error.filename} belongs to another user",
            hint="run the command as the user of `selaras up`, or give --target and a key",
        ) from error
    return Local(
        folder,
        target=endpoint.grpc if endpoint else "",
        nats=endpoint.nats if endpoint else "",
        admin_key=secrets.admin_key if secrets else "",
        console=endpoint.console if endpoint else "",
    )


def admin_client(
    data: Path, target: str, admin_key: str, tls_ca: Path | None, timeout: float = 10.0
) -> AdminClient:
    """A client of the directory.

    Raises:
        CommandError: no server or no key is known.
    """
    from selaras.client import AdminClient  # noqa: PLC0415

    address, found = admin_target(data, target, admin_key)
    return open_client(AdminClient, address, found, tls_ca, timeout)


def admin_target(data: Path, target: str, admin_key: str) -> tuple[str, str]:
    """Address and administrator's key, for commands that the SDK has no calls for.

    Raises:
        CommandError: no server or no key is known.
    """
    local = local_stack(data)
    # The local key fits the local stack only; it is never sent to a server that was named.
    found = admin_key or (local.admin_key if not target or target == local.target else "")
    if not found:
        raise CommandError(
            "no administrator's key",
            hint="give --admin-key or SELARAS_ADMIN_KEY, or --data with the folder of `selaras up`",
        )
    return _target(target, local), found


def agency_client(
    data: Path, target: str, key: str, tls_ca: Path | None, timeout: float = 10.0
) -> Client:
    """A client of one agency.

    Raises:
        CommandError: no server or no key is known.
    """
    from selaras.client import Client  # noqa: PLC0415

    if not key:
        raise CommandError(
            "no key of an agency",
            hint="give --key or SELARAS_KEY; `selaras key create AGENCY` makes one",
        )
    return open_client(Client, _target(target, local_stack(data)), key, tls_ca, timeout)


def nats_settings(data: Path, url: str) -> NatsSettings:
    """How to reach the event bus; user, password and CA come from the environment.

    Raises:
        CommandError: no address is known.
    """
    from selaras.kit.settings import NatsSettings  # noqa: PLC0415

    found = url or local_stack(data).nats
    if not found:
        raise CommandError(
            f"no event bus: no stack runs on {data}",
            hint="start one with `selaras up`, or give --nats or SELARAS_NATS_URL",
            code=AWAY,
        )
    return NatsSettings(url=found)


def agency_nats_settings(
    data: Path, url: str, agency: str, key: str, tls_ca: Path | None
) -> NatsSettings:
    """How an agency reaches the event bus: with its key, unless the environment names a user.

    The stack on this machine asks nobody for a login.

    Raises:
        CommandError: no address is known, or the key would travel in plaintext.
    """
    from pydantic import SecretStr  # noqa: PLC0415

    from selaras.kit.nats_connection import uses_tls  # noqa: PLC0415

    found = nats_settings(data, url)
    if found.url == local_stack(data).nats or found.user or not key:
        return found
    login = {"user": agency, "password": SecretStr(key), "tls_ca": found.tls_ca or tls_ca}
    settings = found.model_copy(update=login)
    if not (uses_tls(settings) or _LOOPBACK.fullmatch(settings.url) or plaintext_allowed()):
        raise CommandError(
            "a key sent in plaintext is a key given away",
            hint="give --tls-ca, or an address that begins with tls://",
        )
    return settings


def server_of(data: Path, target: str) -> str:
    """Address of the server.

    Raises:
        CommandError: none is known.
    """
    return _target(target, local_stack(data))


def _target(target: str, local: Local) -> str:
    found = target or local.target
    if not found:
        raise CommandError(
            f"no server: no stack runs on {local.folder}",
            hint="start one with `selaras up`, or give --target or SELARAS_TARGET",
            code=AWAY,
        )
    return found


def open_client(kind: type[T], target: str, key: str, tls_ca: Path | None, timeout: float) -> T:
    """A client of some kind, with TLS as the environment has it.

    Raises:
        CommandError: the key or the CA is none.
    """
    make: Callable[..., T] = kind
    try:
        return make(target, key, tls_ca=tls_ca, plaintext=plaintext_allowed(), timeout=timeout)
    except (ValueError, OSError) as error:
        raise CommandError(str(error)) from error


def plaintext_allowed() -> bool:
    """Whether keys may be sent without TLS: only on a private network."""
    return os.environ.get("SELARAS_PLAINTEXT", "").lower() in {"1", "true", "yes"}
