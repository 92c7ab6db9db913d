"""``selaras alerts routes`` and ``test``: whether a case would reach somebody."""

from __future__ import annotations

import typer

from selaras.cli.alert_options import (
    AgencyOption,
    ChannelArgument,
    OverlapOption,
    RouteAreasOption,
    RouteSeverityOption,
    RouteTopicOption,
)
from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
)
from selaras.cli.exits import WRONG
from selaras.cli.output import print_json, say
from selaras.cli.people import (
    EitherAdminKeyOption,
    EitherKeyOption,
    OwnerArgument,
    SeverityWord,
    either_client,
    wrong_usage,
)


def routes(
    *,
    agency: AgencyOption = "",
    topic: RouteTopicOption = "",
    area: RouteAreasOption = None,
    severity: RouteSeverityOption = SeverityWord.HIGH,
    overlap: OverlapOption = False,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Say who would be told of such a case now, how and when; nothing is sent.

    Without --agency it is yours, without --area that of the agency. With --json one a line.
    """
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        found = client.list_routes(
            agency=agency,
            topic=topic,
            area_codes=area or (),
            severity=severity.name,
            relation="OVERLAP" if overlap else "CONTRADICTION",
        )
    if as_json:
        for route in found:
            print_json(route)
        return
    from selaras.cli.alert_records_view import show_routes  # noqa: PLC0415

    if found:
        show_routes(found)
    else:
        print(say("alerts.nobody"))


def try_channel(
    *,
    owner: OwnerArgument,
    channel: ChannelArgument,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Send a test alert to an owner and wait for the outcome.

    Ends with 1 when the channel did not take it.
    """
    with wrong_usage(), either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        outcome = client.test_channel(owner, channel.name)
    if as_json:
        print_json(outcome)
    else:
        from selaras.cli.alert_records_view import show_test  # noqa: PLC0415

        show_test(owner, channel.name, outcome)
    if not outcome.delivered:
        raise typer.Exit(WRONG)
