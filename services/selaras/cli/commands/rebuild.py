"""``selaras rebuild``: embed everything anew and switch to it."""

from __future__ import annotations

import typer

from selaras.cli.connection import (
    DATA,
    AdminKeyOption,
    DataOption,
    JsonOption,
    TargetOption,
    TlsOption,
    admin_target,
    open_client,
)
from selaras.cli.output import console, print_json
from selaras.cli.progress import follow


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Embed every message anew into a new index and switch to it.")(rebuild)


def rebuild(
    *,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    admin_key: AdminKeyOption = "",
    tls_ca: TlsOption = None,
) -> None:
    """Rebuild the vector index of a running stack from its database.

    Needed after the embedding model was changed in place, or when the index was lost. Drafts go on
    being checked against the old index until the switch. To change the model without a time in
    which messages of the old and the new one do not meet, see `selaras reembed`. With services on
    several addresses, --target is that of matching.
    """
    from selaras.cli.index_client import IndexClient  # noqa: PLC0415

    address, key = admin_target(data, target, admin_key)
    with open_client(IndexClient, address, key, tls_ca, 10) as client:
        last = follow("rebuild", client.rebuild(), quiet=as_json)
    if as_json:
        print_json({"collection": last.collection, "messages": last.done})
    else:
        console().print(f"{last.done} messages in {last.collection}")
