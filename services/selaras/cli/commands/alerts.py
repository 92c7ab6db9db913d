"""``selaras alerts``: who was told what, and why not."""

from __future__ import annotations

from itertools import islice

import typer

from selaras.cli import alert_deliveries, alert_routes
from selaras.cli.alert_options import CaseOption, ExplainedOwnerArgument, OwnerOption
from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
)
from selaras.cli.output import print_json, say
from selaras.cli.people import (
    CaseArgument,
    EitherAdminKeyOption,
    EitherKeyOption,
    LimitOption,
    either_client,
    wrong_usage,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="See who was told what, and why not.")
    group.command("list", short_help="List the alerts of your agency, the newest first.")(list_)
    group.command("explain", short_help="Say why alerts of a case were sent or not.")(explain)
    group.command("routes", short_help="Say who would be told of a case of some kind.")(
        alert_routes.routes
    )
    group.command("test", short_help="Send a test through one channel of an owner.")(
        alert_routes.try_channel
    )
    group.command("deliveries", short_help="List deliveries, those given up by default.")(
        alert_deliveries.deliveries
    )
    group.command("requeue", short_help="Try deliveries that were given up again.")(
        alert_deliveries.requeue
    )
    app.add_typer(group, name="alerts")


def list_(
    *,
    owner: OwnerOption = "",
    case: CaseOption = "",
    limit: LimitOption = 20,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List alerts that were made, with --json one a line. `selaras watch` shows them live."""
    with wrong_usage(), either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        found = list(islice(client.list_alerts(owner=owner, case=case), limit))
    if as_json:
        for alert in found:
            print_json(alert)
        return
    from selaras.cli.alert_records_view import show_alerts  # noqa: PLC0415

    show_alerts(found)
    print(say("alerts.count", count=len(found)))


def explain(
    *,
    case: CaseArgument,
    owner: ExplainedOwnerArgument = "",
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Print every decision about a case for an owner, in order, each with its named reason.

    ALERTED was sent, HELD_... waits, SKIPPED_... is not sent. With --json one a line.
    """
    with wrong_usage(), either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        decisions = client.explain_alerts(case, owner)
    if as_json:
        for decision in decisions:
            print_json(decision)
        return
    from selaras.cli.alert_records_view import show_decisions  # noqa: PLC0415

    show_decisions(decisions)
    if not decisions:
        print(say("alerts.no_decisions"))
