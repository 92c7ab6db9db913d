"""The words of a notice, from the catalogue and from what the findings carry.

Sentences come as the findings carry them, already limited to what the other side shares; nothing
is looked up anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from selaras.alerting.domain.model import (
    Agency,
    CaseEvent,
    CaseState,
    Clash,
    Contact,
    Finding,
    Owner,
    Relation,
    Words,
)
from selaras.catalogue import text
from selaras.kit.clock import Clock

_DEFAULT_ZONE = "Asia/Jakarta"
_SENTENCE = 300  # code points; a phone shows about this much without scrolling
_SHOWN = 5  # clashes in one notice; the rest is a click away
_NONE = Clash("", "", "", {"id": Words("")})


class Composer:
    """Writes titles and texts in one language."""

    def __init__(self, clock: Clock, lang: str = "id") -> None:
        self._clock = clock
        self._lang = lang

    def title(self, event: CaseEvent) -> str:
        """One line: what, with whom, about which facts."""
        others = self._others(event.others)
        if event.state is CaseState.RESOLVED:
            return self._text("title.resolved", others=others)
        if event.relation is Relation.OVERLAP:
            return self._text("title.overlap", others=others)
        kinds = self._kinds(event)
        if not kinds:
            return self._text("title.contradiction_plain", others=others)
        return self._text("title.contradiction", others=others, kinds=kinds)

    def body(self, event: CaseEvent, owner: Owner, contacts: Sequence[Contact]) -> str:
        """The whole notice."""
        if event.state is CaseState.RESOLVED:
            blocks = [self._resolved(event)]
        else:
            key = "contradiction" if event.relation is Relation.CONTRADICTION else "overlap"
            blocks = [
                self._text(f"lead.{key}", others=self._others(event.others)),
                *self._clashes(event),
                self._contacts(event, contacts),
                self._deadline(event, owner),
            ]
        blocks.append(self._text("body.case", case=event.case_id))
        return "\n\n".join(blocks)

    def _text(self, key: str, **values: object) -> str:
        return text(f"alert.{key}", lang=self._lang, **values)

    def _others(self, others: Sequence[Agency]) -> str:
        names = [other.display_name for other in others]
        if len(names) > 2:
            return self._text("others.many", first=names[0], count=len(names) - 1)
        if len(names) == 2:
            return self._text("others.two", first=names[0], second=names[1])
        return self._text("others.one", first=names[0] if names else "-")

    def _kinds(self, event: CaseEvent) -> str:
        found = dict.fromkeys(
            clash.kind
            for finding in _ordered(event.findings)
            if finding.relation is Relation.CONTRADICTION
            for clash in finding.clashes
            if clash.kind
        )
        return ", ".join(self._text(f"kind.{kind}").lower() for kind in found)

    def _resolved(self, event: CaseEvent) -> str:
        known = event.resolution in {"CORRECTED", "WITHDRAWN", "MERGED"}
        resolution = self._text(f"resolution.{event.resolution if known else 'OTHER'}")
        return self._text("lead.resolved", others=self._others(event.others), resolution=resolution)

    def _clashes(self, event: CaseEvent) -> list[str]:
        pairs = [
            (finding, clash)
            for finding in _ordered(event.findings)
            for clash in finding.clashes or (_NONE,)
        ]
        blocks = []
        draft = ""
        for number, (finding, clash) in enumerate(pairs[:_SHOWN], start=1):
            lines = []
            if finding.own_draft != draft:
                draft = finding.own_draft
                name = draft.rpartition("/")[2]
                lines.append(
                    self._text("body.own_draft", draft=name, revision=finding.own_revision)
                )
            blocks.append("\n".join([*lines, *self._clash(number, finding, clash)]))
        if len(pairs) > _SHOWN:
            blocks.append(self._text("body.more", count=len(pairs) - _SHOWN))
        return blocks

    def _clash(self, number: int, finding: Finding, clash: Clash) -> list[str]:
        kind = self._text(f"kind.{clash.kind or 'text'}")
        certainty = self._text(f"certainty.{'certain' if finding.certain else 'likely'}")
        lines = [self._text("body.heading", number=number, kind=kind, certainty=certainty)]
        if clash.own_sentence:
            lines.append(self._text("body.own", sentence=_short(clash.own_sentence)))
        lines.append(self._other_side(finding, clash))
        said = clash.said(self._lang)
        told = said.difference or said.explanation or finding.explanation
        if told:
            differs = finding.relation is Relation.CONTRADICTION and clash.other_sentence
            key = "body.differs" if differs else "body.relation"
            lines.append(self._text(key, explanation=told))
        if clash.own_aligned:
            lines.append(self._text("body.aligned", sentence=_short(clash.own_aligned)))
        return lines

    def _other_side(self, finding: Finding, clash: Clash) -> str:
        other = finding.other.display_name
        if not clash.other_sentence:
            return self._text("body.other_hidden", other=other)
        sentence = _short(clash.other_sentence)
        if finding.other_title:
            title = _short(finding.other_title)
            return self._text("body.other_titled", other=other, title=title, sentence=sentence)
        return self._text("body.other", other=other, sentence=sentence)

    def _contacts(self, event: CaseEvent, contacts: Sequence[Contact]) -> str:
        lines = [self._text("body.contacts")]
        for other in event.others:
            reachable = [entry for entry in contacts if entry.agency.agency_id == other.agency_id]
            if not reachable:
                lines.append(self._text("body.no_contact", agency=other.display_name))
            for entry in reachable:
                key = "body.contact" if entry.contact else "body.contact_unset"
                lines.append(
                    self._text(
                        key,
                        name=entry.display_name,
                        agency=other.display_name,
                        contact=entry.contact,
                    )
                )
        return "\n".join(lines)

    def _deadline(self, event: CaseEvent, owner: Owner) -> str:
        if event.deadline is None:
            return self._text("body.no_deadline")
        key = "body.deadline" if event.deadline > self._clock.now() else "body.deadline_past"
        return self._text(key, time=self._time(event.deadline, owner.time_zone))

    def _time(self, moment: datetime, zone_name: str) -> str:
        local = moment.astimezone(_zone(zone_name))
        return self._text(
            "time.full",
            weekday=self._text("time.weekdays").split()[local.weekday()],
            day=local.day,
            month=self._text("time.months").split()[local.month - 1],
            year=local.year,
            hour=f"{local.hour:02}",
            minute=f"{local.minute:02}",
            zone=local.strftime("%Z"),
        )


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    """Contradictions first, the certain ones before the others."""
    return sorted(
        findings, key=lambda item: (item.relation is not Relation.CONTRADICTION, not item.certain)
    )


def _short(sentence: str) -> str:
    flat = " ".join(sentence.split())
    return flat if len(flat) <= _SENTENCE else flat[: _SENTENCE - 1].rstrip() + "…"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or _DEFAULT_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        # The directory refuses unknown zones; an older record must not keep an alert back.
        return ZoneInfo(_DEFAULT_ZONE)
