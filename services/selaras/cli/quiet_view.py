"""Silences and crises as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from selaras.cli.layout import indented
from selaras.cli.output import console, say
from selaras.cli.people import short_name
from selaras.cli.times import both, now, stamp
from selaras.cli.words import flat, sentence, word
from selaras.client import Crisis, Silence, SilenceMatcher


def show_silences(silences: Iterable[Silence], current: datetime | None = None) -> None:
    """Print silences: what they hold back, until when, why and by whom."""
    at = current or now()
    for silence in silences:
        ended = bool(silence.end_time and silence.end_time <= at)
        _show(
            silence.name,
            matched(silence.matcher),
            silence.reason,
            sentence((silence_end(silence, at), said_by(silence.author))),
            ended=ended,
        )


def show_crises(crises: Iterable[Crisis], current: datetime | None = None) -> None:
    """Print crises: where, until when, why and by whom."""
    at = current or now()
    for crisis in crises:
        ended = bool(crisis.end_time and crisis.end_time <= at)
        until = say("quiet.until", time=both(crisis.end_time, at)) if crisis.end_time else ""
        scope = scoped(crisis.area_code, crisis.topic)
        end = sentence((until, said_by(crisis.author)))
        _show(crisis.name, scope, crisis.reason, end, ended=ended)


def matched(matcher: SilenceMatcher) -> str:
    """What a silence holds back: "dinkes · topik kesehatan"."""
    severity = ""
    if matcher.max_severity != "UNSPECIFIED":
        severity = say("quiet.max_severity", severity=word("severity", matcher.max_severity))
    parts = (
        short_name(matcher.owner) or short_name(matcher.agency),
        matcher.case,
        scoped(matcher.area_code, matcher.topic, nowhere=""),
        severity,
        say("quiet.other", agency=short_name(matcher.other)) if matcher.other else "",
    )
    return sentence(parts) or say("quiet.everything")


def scoped(area_code: str, topic: str, nowhere: str | None = None) -> str:
    """An area and a topic in words; without both ``nowhere``, or "everywhere"."""
    told = sentence(
        (
            say("quiet.area", area=area_code) if area_code else "",
            say("quiet.topic", topic=topic) if topic else "",
        )
    )
    return told or (say("quiet.everywhere") if nowhere is None else nowhere)


def silence_end(silence: Silence, current: datetime) -> str:
    """From when, where that lies ahead, and until when."""
    begins = ""
    if silence.start_time and silence.start_time > current:
        begins = say("quiet.since", time=stamp(silence.start_time))
    ends = say("quiet.until", time=both(silence.end_time, current)) if silence.end_time else ""
    return sentence((begins, ends))


def said_by(author: str) -> str:
    """Who it was."""
    return say("quiet.by", author=short_name(author)) if author else ""


def _show(name: str, scope: str, reason: str, end: str, *, ended: bool) -> None:
    from rich.text import Text  # noqa: PLC0415

    out = console()
    mark = f"  {say('quiet.ended')}" if ended else ""
    out.print(Text.assemble((scope, "dim" if ended else "bold"), (mark, "dim")))
    out.print(indented(f"{name}  {end}", "dim"))
    out.print(indented(flat(reason)))
