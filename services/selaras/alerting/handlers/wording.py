"""Phrases of notices in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from selaras.alerting.domain.case import CaseEvent, Finding, Relation
from selaras.alerting.domain.directory import Agency, Owner
from selaras.alerting.route.calendar import zone_of
from selaras.catalogue import text

_SENTENCE = 300  # code points; a phone shows about this much without scrolling
_NOTE = 1000


class Wording:
    """The catalogue in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def text(self, key: str, /, **values: object) -> str:
        """The text of ``alert.<key>``."""
        return text(f"alert.{key}", lang=self.lang, **values)

    def agencies(self, agencies: Sequence[Agency]) -> str:
        """Names of agencies; many are counted."""
        names = [agency.display_name for agency in agencies]
        if len(names) > 2:
            return self.text("others.many", first=names[0], count=len(names) - 1)
        if len(names) == 2:
            return self.text("others.two", first=names[0], second=names[1])
        return self.text("others.one", first=names[0] if names else "-")

    def kinds(self, event: CaseEvent) -> str:
        """Kinds of the facts that clash, the gravest first; empty: none is known."""
        found = dict.fromkeys(
            clash.kind
            for finding in ordered(event.findings)
            if finding.relation is Relation.CONTRADICTION
            for clash in finding.clashes
            if clash.kind
        )
        if not event.findings:
            found = dict.fromkeys(kind for kind in event.kinds if kind)
        return ", ".join(self.text(f"kind.{kind}").lower() for kind in found)

    def moment(self, moment: datetime, owner: Owner) -> str:
        """A time as people write it, in the owner's zone."""
        local = moment.astimezone(zone_of(owner))
        return self.text(
            "time.full",
            weekday=self.text("time.weekdays").split()[local.weekday()],
            day=local.day,
            month=self.text("time.months").split()[local.month - 1],
            year=local.year,
            hour=f"{local.hour:02}",
            minute=f"{local.minute:02}",
            zone=local.strftime("%Z"),
        )

    def left(self, span: timedelta) -> str:
        """How much time is left, in the largest unit that says it."""
        minutes = max(round(span.total_seconds() / 60), 1)
        if minutes < 120:
            return self.text("time.minutes", count=minutes)
        hours = round(minutes / 60)
        if hours < 48:
            return self.text("time.hours", count=hours)
        return self.text("time.days", count=round(hours / 24))


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Contradictions first, the certain ones before the others."""
    return sorted(
        findings, key=lambda item: (item.relation is not Relation.CONTRADICTION, not item.certain)
    )


def short(sentence: str, most: int = _SENTENCE) -> str:
    """A sentence in one line of bearable length."""
    flat = " ".join(sentence.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def note(words: str) -> str:
    """What a person wrote, as far as it fits."""
    return short(words, _NOTE)
