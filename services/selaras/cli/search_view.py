"""What agencies have said, as a civil servant reads it before answering a citizen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from selaras.cli.layout import indented
from selaras.cli.output import console, lang, say
from selaras.cli.times import now, relative
from selaras.cli.words import flat, sentence
from selaras.client import PublishedMessage


def show(messages: Iterable[PublishedMessage], current: datetime | None = None) -> None:
    """Print messages, the nearest first as they come: who said what, when, and whether it holds."""
    from rich.text import Text  # noqa: PLC0415

    out, at = console(), current or now()
    for message in messages:
        out.print(Text.assemble((message.agency.display_name, "bold"), f"  {_title(message)}"))
        passage = flat(message.passage or message.text)
        out.print(indented(f'"{passage}"', "dim" if message.expired else ""))
        out.print(indented(standing(message, at), "dim"))
        for dispute in message.disputes:
            link = dispute.case or dispute.message
            told = sentence((dispute.words(lang()), link))
            out.print(indented(f"! {told}", "yellow"))
        out.print()


def standing(message: PublishedMessage, current: datetime) -> str:
    """When it went out, for where, how long it holds, and its name."""
    published = ""
    if message.publish_time:
        published = say(
            "search.published",
            date=_date(message.publish_time),
            relative=relative(message.publish_time, current),
        )
    areas = ", ".join(message.area_codes)
    return sentence((published, areas, _validity(message), message.name))


def _validity(message: PublishedMessage) -> str:
    if message.expired:
        until = _date(message.valid_until) if message.valid_until else "-"
        return say("search.expired", date=until)
    return say("search.valid", date=_date(message.valid_until)) if message.valid_until else ""


def _title(message: PublishedMessage) -> str:
    # Some channels have no title, and some titles are the text.
    return flat(message.title) if message.title != message.passage else ""


def _date(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d")
