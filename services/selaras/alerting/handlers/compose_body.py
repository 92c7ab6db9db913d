"""The parts of a notice: what clashes, whom to call, until when.

Sentences come as the findings carry them, already limited to what the other side shares; nothing
is looked up anywhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from selaras.alerting.domain.case import CaseEvent, Clash, Finding, Relation, Words
from selaras.alerting.domain.directory import Owner
from selaras.alerting.domain.notice import Contact
from selaras.alerting.handlers.wording import Wording, ordered, short
from selaras.alerting.route.noise import shown

_SHOWN = 5  # clashes in one notice; the rest is a click away
_NONE = Clash("", "", "", {"id": Words("")})


class Body:
    """Writes the parts in one language."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._text = wording.text

    def clashes(self, event: CaseEvent) -> list[str]:
        """One block for each clash, the gravest first."""
        pairs = [
            (finding, clash)
            for finding in ordered(shown(event.findings))
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

    def contacts(self, event: CaseEvent, contacts: Sequence[Contact]) -> str:
        """How to reach the other side."""
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

    def deadline(self, event: CaseEvent, owner: Owner, now: datetime) -> str:
        """Until when there is time to agree."""
        if event.deadline is None:
            return self._text("body.no_deadline")
        key = "body.deadline" if event.deadline > now else "body.deadline_past"
        return self._text(key, time=self._wording.moment(event.deadline, owner))

    def _clash(self, number: int, finding: Finding, clash: Clash) -> list[str]:
        kind = self._text(f"kind.{clash.kind or 'text'}")
        certainty = self._text(f"certainty.{'certain' if finding.certain else 'likely'}")
        lines = [self._text("body.heading", number=number, kind=kind, certainty=certainty)]
        if clash.own_sentence:
            lines.append(self._text("body.own", sentence=short(clash.own_sentence)))
        lines.append(self._other_side(finding, clash))
        said = clash.said(self._wording.lang)
        told = said.difference or said.explanation or finding.explanation
        if told:
            differs = finding.relation is Relation.CONTRADICTION and clash.other_sentence
            key = "body.differs" if differs else "body.relation"
            lines.append(self._text(key, explanation=told))
        if clash.own_aligned:
            lines.append(self._text("body.aligned", sentence=short(clash.own_aligned)))
        return lines

    def _other_side(self, finding: Finding, clash: Clash) -> str:
        other = finding.other.display_name
        if not clash.other_sentence:
            return self._text("body.other_hidden", other=other)
        sentence = short(clash.other_sentence)
        if finding.other_title:
            title = short(finding.other_title)
            return self._text("body.other_titled", other=other, title=title, sentence=sentence)
        return self._text("body.other", other=other, sentence=sentence)
