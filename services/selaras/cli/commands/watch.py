"""``selaras watch``: an agency's alerts, live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    KeyOption,
    NatsOption,
    TlsOption,
    agency_nats_settings,
)
from selaras.cli.output import console, note, print_json, say

if TYPE_CHECKING:
    from selaras.event.v1 import alert_pb2
    from selaras.kit.settings import NatsSettings

AgencyOption = Annotated[str, typer.Option("--agency", help="Id of the agency.")]
OwnerOption = Annotated[
    str,
    typer.Option(
        "--owner", help="Only the alerts of this owner, with a memory of its own what was shown."
    ),
]
FollowOption = Annotated[
    bool, typer.Option("--follow/--no-follow", help="Wait for more, or end when all is shown.")
]
CountOption = Annotated[int, typer.Option("--count", min=0, help="End after so many; 0: never.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Show an agency's alerts as they come, and those that came while off.")(
        watch
    )


def watch(
    *,
    agency: AgencyOption,
    owner: OwnerOption = "",
    follow: FollowOption = True,
    count: CountOption = 0,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    nats: NatsOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
) -> None:
    """Show alerts until Ctrl+C. Each is acknowledged once it was shown, and not shown again.

    The event bus keeps alerts for 90 days for an agency that is not watching. With --json each is
    one line. Do not run it beside a CMS plugin that reads the same agency's alerts: they would
    share them; with --owner it reads apart, where the user of the event bus may.

    Elsewhere than on the machine of the stack, --key logs in at the event bus as the agency;
    SELARAS_NATS_USER and SELARAS_NATS_PASSWORD go before it.
    """
    import asyncio  # noqa: PLC0415

    try:
        settings = agency_nats_settings(data, nats, agency, key, tls_ca)
        asyncio.run(_watch(settings, agency, owner, follow=follow, count=count, as_json=as_json))
    except KeyboardInterrupt:
        return


async def _watch(
    settings: NatsSettings, agency: str, owner: str, *, follow: bool, count: int, as_json: bool
) -> None:
    from selaras.cli.alert_reader import AlertReader  # noqa: PLC0415

    def connection(up: bool) -> None:
        note(say("watch.back") if up else say("watch.lost"))

    shown = 0
    reader = AlertReader(settings, agency, owner, on_connection=connection)
    async with reader:
        note(say("watch.begins", who=f"{agency}/{owner}" if owner else agency))
        async for received in reader.alerts(follow=follow):
            _show(received.alert, as_json=as_json)
            await received.shown()
            shown += 1
            if shown == count:
                return


def _show(alert: alert_pb2.Alert, *, as_json: bool) -> None:
    from selaras.cli import alert_view  # noqa: PLC0415

    if as_json:
        print_json(alert_view.to_dict(alert))
    else:
        console().print(alert_view.panel(alert))
