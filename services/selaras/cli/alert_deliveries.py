"""``selaras alerts deliveries`` and ``requeue``: what a channel did not take."""

from __future__ import annotations

from itertools import islice

from selaras.cli.alert_options import DeliveriesArgument, DeliveryStateOption, DeliveryWord
from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
)
from selaras.cli.output import print_json, say
from selaras.cli.people import EitherAdminKeyOption, EitherKeyOption, LimitOption, either_client


def deliveries(
    *,
    state: DeliveryStateOption = DeliveryWord.DEAD,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List deliveries, the last changed first, with --json one a line. dead: given up."""
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        found = list(islice(client.list_deliveries(state.name), limit))
    if as_json:
        for delivery in found:
            print_json(delivery)
        return
    from selaras.cli.alert_records_view import show_deliveries  # noqa: PLC0415

    show_deliveries(found)
    print(say("delivery.count", count=len(found)))


def requeue(
    *,
    names: DeliveriesArgument = None,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: EitherKeyOption = "",
    admin_key: EitherAdminKeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """Try deliveries that were given up once more. One whose case is resolved is not sent."""
    with either_client(data, target, (key, admin_key), tls_ca, timeout) as client:
        count = client.requeue_deliveries(names or ())
    if as_json:
        print_json({"requeued": count})
    else:
        print(say("delivery.requeued", count=count))
