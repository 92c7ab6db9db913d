"""The words of a notice, from the catalogue and from what the event carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from selaras.alerting.domain.case import Relation
from selaras.alerting.domain.directory import Agency, Recipient
from selaras.alerting.domain.notice import (
    AlertKind,
    Digest,
    DigestLine,
    News,
    Notice,
    Telling,
)
from selaras.alerting.handlers.compose_body import Body
from selaras.alerting.handlers.wording import Wording, note
from selaras.kit.clock import Clock

# In these there is still something that an owner can take on.
_TO_ACKNOWLEDGE = frozenset(
    {
        AlertKind.OPENED,
        AlertKind.UPDATED,
        AlertKind.ESCALATED,
        AlertKind.REMINDER,
        AlertKind.ASSIGNED,
        AlertKind.PROPOSED,
        AlertKind.DECLINED,
    }
)
_RESOLUTIONS = frozenset({"CORRECTED", "WITHDRAWN", "MERGED", "AGREED"})
_MOST_LINES = 50


class Composer:
    """Writes notices.

    Args:
        lang: language of owners who have chosen none.
        console_url: address of the console; empty: there is none.
    """

    def __init__(self, clock: Clock, lang: str = "id", console_url: str = "") -> None:
        self._clock = clock
        self._lang = lang
        self._console = console_url.rstrip("/")

    def notice(self, telling: Telling) -> Notice:
        """The whole notice."""
        now = self._clock.now()
        language = telling.owner.language or self._lang
        writer = _Writer(Wording(language), telling, now)
        open_url = f"{self._console}/{telling.event.case_id}" if self._console else ""
        acknowledge = open_url and self._may_acknowledge(telling)
        return Notice(
            telling,
            title=writer.title(),
            text="\n\n".join(writer.blocks()),
            language=language,
            create_time=now,
            open_url=open_url,
            acknowledge_url=f"{open_url}?acknowledge=1" if acknowledge else "",
        )

    def title(self, telling: Telling) -> str:
        """One line: what, with whom, about which facts."""
        language = telling.owner.language or self._lang
        return _Writer(Wording(language), telling, self._clock.now()).title()

    def digest(self, to: Recipient, tellings: Sequence[Telling]) -> Digest:
        """Several cases in one notice."""
        language = to.owner.language or self._lang
        wording = Wording(language)
        lines = tuple(DigestLine(telling, self.title(telling)) for telling in tellings)
        rows = [
            wording.text("digest.line", title=line.title, case=line.telling.event.case_id)
            for line in lines[:_MOST_LINES]
        ]
        if len(lines) > _MOST_LINES:
            rows.append(wording.text("body.more_cases", count=len(lines) - _MOST_LINES))
        return Digest(
            to,
            lines,
            title=wording.text("title.digest", count=len(lines)),
            text="\n\n".join([wording.text("lead.digest", count=len(lines)), "\n".join(rows)]),
            language=language,
            create_time=self._clock.now(),
            open_url=f"{self._console}/cases" if self._console else "",
        )

    def test(self, to: Recipient) -> tuple[str, str, str]:
        """Title, text and language of a test of a channel."""
        wording = Wording(to.owner.language or self._lang)
        body = wording.text("lead.test", agency=to.agency.display_name, name=to.owner.display_name)
        return wording.text("title.test"), body, wording.lang

    def _may_acknowledge(self, telling: Telling) -> bool:
        if telling.kind not in _TO_ACKNOWLEDGE or telling.outsider:
            return False
        party = telling.event.party
        return not (party.acknowledged or party.authority)


class _Writer:
    """One notice."""

    def __init__(self, wording: Wording, telling: Telling, now: datetime) -> None:
        self._wording = wording
        self._text = wording.text
        self._telling = telling
        self._event = telling.event
        self._now = now
        self._body = Body(wording)
        self._names = wording.agencies(telling.event.others)

    def title(self) -> str:
        kind = self._telling.kind
        if kind is AlertKind.RESOLVED:
            return self._text("title.resolved", others=self._names)
        if kind is AlertKind.PROPOSED and self._event.proposal:
            proposal = self._event.proposal
            return self._text(
                "title.proposed",
                agency=self._name_of(proposal.agency_id),
                resolution=self._resolution(proposal.kind),
            )
        if kind is AlertKind.DECLINED:
            return self._text("title.declined", others=self._decliners())
        if kind is AlertKind.REMINDER and self._is_before_deadline():
            return self._text("title.soon", left=self._left(), others=self._names)
        what = self._what()
        if kind is AlertKind.OPENED:
            return what
        return self._text(f"title.{kind.value.lower()}", what=what)

    def blocks(self) -> list[str]:
        """The paragraphs, the lead first."""
        case = self._text("body.case", case=self._event.case_id)
        if self._telling.kind is AlertKind.RESOLVED:
            return [self._lead_resolved(), case]
        return [
            self._lead(),
            *self._said(),
            *self._authority(),
            *self._body.clashes(self._event),
            self._body.contacts(self._event, self._telling.contacts),
            self._body.deadline(self._event, self._telling.owner, self._now),
            case,
        ]

    def _what(self) -> str:
        """What the case is, in a line."""
        kinds = self._wording.kinds(self._event)
        if self._telling.outsider:
            key = "title.outside" if kinds else "title.outside_plain"
            return self._text(key, others=self._names, kinds=kinds)
        if self._event.own_relation is Relation.OVERLAP:
            return self._text("title.overlap", others=self._names)
        if not kinds:
            return self._text("title.contradiction_plain", others=self._names)
        return self._text("title.contradiction", others=self._names, kinds=kinds)

    def _lead(self) -> str:
        kind = self._telling.kind
        if kind is AlertKind.OPENED:
            return self._case_lead()
        if kind is AlertKind.UPDATED:
            news = [self._text(f"news.{entry}") for entry in self._telling.news or (News.SEVERITY,)]
            return self._text("lead.updated", news=" ".join(news), lead=self._case_lead())
        if kind is AlertKind.REMINDER:
            if not self._is_before_deadline():
                return self._text("lead.repeated", lead=self._case_lead())
            return self._text("lead.reminder", left=self._left(), lead=self._case_lead())
        if kind in {AlertKind.PROPOSED, AlertKind.DECLINED}:
            return self._lead_of_talk()
        return self._text(f"lead.{kind.value.lower()}", lead=self._case_lead())

    def _lead_of_talk(self) -> str:
        proposal = self._event.proposal
        if self._telling.kind is AlertKind.DECLINED or proposal is None:
            return self._text("lead.declined", others=self._decliners())
        return self._text(
            "lead.proposed",
            agency=self._name_of(proposal.agency_id),
            resolution=self._resolution(proposal.kind),
        )

    def _case_lead(self) -> str:
        if self._telling.outsider:
            return self._text("lead.outside", others=self._names)
        contradicts = self._event.own_relation is Relation.CONTRADICTION
        key = "contradiction" if contradicts else "overlap"
        return self._text(f"lead.{key}", others=self._names)

    def _lead_resolved(self) -> str:
        known = self._event.resolution in _RESOLUTIONS
        resolution = self._text(f"resolution.{self._event.resolution if known else 'OTHER'}")
        key = "lead.resolved_outside" if self._telling.outsider else "lead.resolved"
        return self._text(key, others=self._names, resolution=resolution)

    def _said(self) -> list[str]:
        """The words of the other side."""
        proposal = self._event.proposal
        if proposal is None:
            return []
        if self._telling.kind is AlertKind.PROPOSED and proposal.note:
            agency = self._name_of(proposal.agency_id)
            return [self._text("body.note", agency=agency, note=note(proposal.note))]
        if self._telling.kind is AlertKind.DECLINED:
            return [
                self._text("body.note", agency=self._name_of(agency_id), note=note(why))
                for agency_id, why in proposal.declined_by
                if why
            ]
        return []

    def _authority(self) -> list[str]:
        """Whose figure counts, where somebody's does."""
        if self._event.party.authority:
            return [self._text("body.authority_own")]
        names = [self._name_of(party.agency_id) for party in self._event.parties if party.authority]
        return [self._text("body.authority", agency=", ".join(names))] if names else []

    def _is_before_deadline(self) -> bool:
        deadline = self._event.deadline
        return self._telling.slot.startswith("deadline") and bool(deadline and deadline > self._now)

    def _left(self) -> str:
        deadline = self._event.deadline or self._now
        return self._wording.left(deadline - self._now)

    def _resolution(self, kind: str) -> str:
        return self._text(f"proposal.{kind or 'other'}")

    def _decliners(self) -> str:
        proposal = self._event.proposal
        names = (
            [Agency(who, self._name_of(who)) for who, _ in proposal.declined_by] if proposal else []
        )
        return self._wording.agencies(names) if names else self._names

    def _name_of(self, agency_id: str) -> str:
        known = {
            agency.agency_id: agency for agency in (*self._event.agencies, *self._event.others)
        }
        return known[agency_id].display_name if agency_id in known else agency_id
