"""What the commands for cases and alerts share: who asks, and how things are written."""

from __future__ import annotations

import enum
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.connection import admin_target, agency_client, open_client
from selaras.cli.exits import USAGE, CommandError

if TYPE_CHECKING:
    from selaras.client import Client
    from selaras.client.oversight import Oversight

CaseArgument = Annotated[
    str,
    typer.Argument(
        metavar="CASE", help="Id or name, as `selaras cases` shows it.", show_default=False
    ),
]
OwnerArgument = Annotated[
    str,
    typer.Argument(
        metavar="OWNER", help="AGENCY/OWNER, for example dinkes/humas.", show_default=False
    ),
]
TopicOption = Annotated[str, typer.Option("--topic", help="A topic such as kesehatan.")]
AreaOption = Annotated[
    str, typer.Option("--area", help="Kemendagri code of an area; those in it count too.")
]
ReasonOption = Annotated[
    str, typer.Option("--reason", help="Why, for those who ask later; 3 to 500 characters.")
]
NoteOption = Annotated[str, typer.Option("--note", help="What else there is to say.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="At most so many.")]
EitherKeyOption = Annotated[
    str,
    typer.Option(
        "--key",
        envvar="SELARAS_KEY",
        help="Key of your agency or of one of its people; without it the administrator asks.",
    ),
]
# Without envvar: a key that was typed is told from one that lies in the environment.
EitherAdminKeyOption = Annotated[
    str,
    typer.Option(
        "--admin-key",
        help="Key of the administrator, who then asks. Default, where there is no --key: "
        "SELARAS_ADMIN_KEY, or that of the stack on this machine.",
    ),
]


class SeverityWord(enum.StrEnum):
    """How grave a clash is, as it is written on the command line."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class FactWord(enum.StrEnum):
    """Kinds of facts as they are written on the command line."""

    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    PERCENTAGE = "percentage"
    PLACE = "place"
    ELIGIBILITY = "eligibility"
    REQUIREMENT = "requirement"
    STATUS = "status"
    PROCEDURE = "procedure"
    CONTACT = "contact"
    CAUSE = "cause"
    ACTOR = "actor"
    IDENTITY = "identity"


def severity_name(word: SeverityWord | None) -> str:
    """The severity as the SDK takes it; ``UNSPECIFIED`` where none was given."""
    return word.name if word else "UNSPECIFIED"


@contextmanager
def wrong_usage() -> Iterator[None]:
    """A value that the SDK refuses before it asks the server is wrong usage."""
    try:
        yield
    except ValueError as error:
        raise CommandError(str(error)) from error


def either_client(
    data: Path, target: str, keys: tuple[str, str], tls_ca: Path | None, timeout: float
) -> Client | Oversight:
    """A client of whoever asks: the agency where its key is known, else the administrator.

    An administrator's key that was typed goes before the agency's key of the environment.

    Args:
        keys: the agency's, and the administrator's where it was typed.

    Raises:
        CommandError: no server or no key is known.
    """
    key, admin_key = keys
    if key and not admin_key:
        return agency_client(data, target, key, tls_ca, timeout)
    found = admin_key or os.environ.get("SELARAS_ADMIN_KEY", "")
    try:
        return oversight(data, target, found, tls_ca, timeout)
    except CommandError as error:
        if error.code != USAGE or found:
            raise
        raise CommandError(
            "no key",
            hint="give --key or SELARAS_KEY (your agency), or --admin-key (the administrator)",
        ) from error


def oversight(
    data: Path, target: str, admin_key: str, tls_ca: Path | None, timeout: float
) -> Oversight:
    """A client of the administrator.

    Raises:
        CommandError: no server or no key is known.
    """
    from selaras.client.oversight import Oversight  # noqa: PLC0415

    address, found = admin_target(data, target, admin_key)
    return open_client(Oversight, address, found, tls_ca, timeout)


def short_name(name: str) -> str:
    """``dinkes/humas`` for an owner, the id for anything else; empty stays empty."""
    parts = name.split("/")
    if len(parts) == 4 and parts[2] == "owners":
        return f"{parts[1]}/{parts[3]}"
    return parts[-1]
