"""Alerts that were sent, decisions why not, deliveries and routes, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from selaras.cli.layout import indented
from selaras.cli.output import console, lang, say, table
from selaras.cli.people import short_name
from selaras.cli.times import both, now, stamp
from selaras.cli.words import sentence, word
from selaras.client import AlertDecision, AlertRecord, ChannelTest, Delivery, DeliveryState, Route
from selaras.client.names import owner_name

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"ALERTED": "green", "HELD": "yellow", "SKIPPED": "dim"}


def show_alerts(alerts: Iterable[AlertRecord]) -> None:
    """Print alerts, the newest first as they come: what, to whom, through what."""
    from rich.text import Text  # noqa: PLC0415

    out = console()
    for alert in alerts:
        told = sentence((word("alert.kind", alert.kind), word("severity", alert.severity)))
        line = f"{stamp(alert.create_time)}  {short_name(alert.owner)}  "
        out.print(Text.assemble(line, (told, "bold"), f"  {alert.title}"))
        ways = [_way(delivery) for delivery in alert.deliveries]
        under = sentence((alert.case, *ways))
        if under:
            out.print(indented(under, "dim"))


def show_decisions(decisions: Sequence[AlertDecision], current: datetime | None = None) -> None:
    """Print every decision in order, with its named reason and what that means."""
    from rich.text import Text  # noqa: PLC0415

    out, at = console(), current or now()
    for decision in decisions:
        owner = short_name(decision.owner) or say("alerts.whole_agency")
        about = say(
            "alerts.about",
            kind=word("alert.kind", decision.kind),
            version=decision.case_version,
        )
        out.print(Text(f"{stamp(decision.time)}  {owner}  {about}"))
        _reason(out, decision, at)


def _reason(out: Console, decision: AlertDecision, current: datetime) -> None:
    from rich.text import Text  # noqa: PLC0415

    style = _STYLES.get(decision.reason.partition("_")[0], "")
    until = ""
    if decision.until:
        until = say("alerts.until", time=both(decision.until, current))
    told = sentence((decision.words(lang()), until, decision.subject))
    out.print(indented(Text.assemble((decision.reason, style), f"  {told}")))


def show_routes(routes: Iterable[Route], current: datetime | None = None) -> None:
    """Print who would be told, step by step."""
    at = current or now()
    titles = [say(f"alerts.column.{name}") for name in ("step", "owner", "ways", "why", "time")]
    table(titles, [_route(route, at) for route in routes])


def _route(route: Route, current: datetime) -> tuple[str, ...]:
    step = say("alerts.step", number=route.step) if route.step else say("alerts.at_once")
    owner = short_name(route.owner)
    time = say("alerts.now")
    if route.held:
        until = both(route.time, current) if route.time else ""
        time = sentence((until, word("route.held", route.held)))
    elif route.step:
        time = say("alerts.unacknowledged")
    return (
        step,
        f"{route.display_name} ({owner})" if route.display_name else owner,
        ", ".join(word("channel", channel) for channel in route.channels),
        word("route.reason", route.reason),
        time,
    )


def show_deliveries(deliveries: Iterable[Delivery], current: datetime | None = None) -> None:
    """Print deliveries with their names: to requeue one needs it."""
    from rich.text import Text  # noqa: PLC0415

    out, at = console(), current or now()
    for delivery in deliveries:
        head = f"{stamp(delivery.update_time)}  {short_name(delivery.owner)}  "
        out.print(Text.assemble(head, (_way(delivery), "bold")))
        again = ""
        if delivery.next_time:
            again = say("delivery.next", time=both(delivery.next_time, at))
        under = sentence((delivery.name, delivery.case, delivery.detail, again))
        out.print(indented(under, "dim"))


def show_test(owner: str, channel: str, outcome: ChannelTest) -> None:
    """Print what came of a test."""
    values = {"owner": short_name(owner_name(owner)), "channel": word("channel", channel)}
    if outcome.delivered:
        print(say("alerts.test.delivered", **values))
        return
    print(say("alerts.test.failed", **values, reason=outcome.reason))
    if outcome.detail:
        print(f"  {outcome.detail}")


def _way(delivery: Delivery) -> str:
    """A delivery in a few words: "surel gagal (HTTP_429, 8 kali)"."""
    told = f"{word('channel', delivery.channel)} {word('delivery.state', delivery.state)}"
    if delivery.state is DeliveryState.SENT or not delivery.reason:
        return told
    tries = say("delivery.tries", count=delivery.attempts)
    return f"{told} ({delivery.reason}, {tries})"
