"""Alerts as events carry them, into what templates need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from google.protobuf.message import DecodeError

from selaras.alerting.ports.channel import (
    AlertView,
    ClashView,
    ContactView,
    Refused,
    SaidView,
)
from selaras.api.v1 import alert_pb2 as alert_api_pb2
from selaras.api.v1 import case_pb2 as case_api_pb2
from selaras.api.v1 import finding_pb2
from selaras.catalogue import LANGUAGES, text
from selaras.event.v1 import alert_pb2, case_pb2

_ZONE = "Asia/Jakarta"
_SENTENCE = 300
_MARK = 60  # code points of a sentence that tell where it is
_SHOWN = 5  # clashes in one message; the rest is a click away


def read_facts(payload: bytes) -> tuple[str, int]:
    """Kind of an alert and severity of its case, ``("OPENED", 3)``: all that a store must know."""
    alert = _parse(payload)
    return _kind(alert), int(alert.severity)


def read_alert(payload: bytes, zone: str = "", language: str = "") -> AlertView:
    """An alert for a template.

    Args:
        payload: a serialised ``selaras.event.v1.Alert``.
        zone: IANA name of the reader's zone; empty: Asia/Jakarta.
        language: ``id`` or ``en``; empty: that of the alert.

    Raises:
        Refused: ALERT_MALFORMED.
    """
    alert = _parse(payload)
    language = language or (alert.language if alert.language in LANGUAGES else LANGUAGES[0])
    clashes = _clashes(alert, language)
    deadline = alert.deadline.ToDatetime(tzinfo=UTC) if alert.HasField("deadline") else None
    return AlertView(
        alert_id=alert.alert_id,
        kind=_kind(alert),
        severity=_name(case_api_pb2.Severity, "SEVERITY_", alert.severity),
        state=_name(case_pb2.CaseState, "CASE_STATE_", alert.state),
        relation=_name(finding_pb2.Relation, "RELATION_", alert.relation),
        language=language,
        owner=alert.owner,
        case=alert.case,
        title=" ".join(alert.title.split()),
        intro=_intro(alert.text, clashes),
        text=alert.text,
        others=tuple(other.name for other in alert.others),
        other_names=tuple(other.display_name or other.name for other in alert.others),
        contacts=tuple(
            ContactView(entry.agency.display_name, entry.display_name, entry.contact)
            for entry in alert.contacts
        ),
        clashes=clashes[:_SHOWN],
        more=len(clashes[_SHOWN:]),
        deadline=deadline,
        deadline_text=format_time(deadline, zone, language) if deadline else "",
        create_time=alert.create_time.ToDatetime(tzinfo=UTC),
        open_url=_web(alert.open_url),
        acknowledge_url=_web(alert.acknowledge_url),
        said=_said(alert),
        digest=tuple(zip(alert.digest_cases, alert.digest_titles, strict=False)),
    )


def format_time(moment: datetime, zone: str, language: str) -> str:
    """A time as people write it, with the name of its zone."""
    local = moment.astimezone(_zone(zone))
    return text(
        "alert.time.full",
        lang=language,
        weekday=text("alert.time.weekdays", lang=language).split()[local.weekday()],
        day=local.day,
        month=text("alert.time.months", lang=language).split()[local.month - 1],
        year=local.year,
        hour=f"{local.hour:02}",
        minute=f"{local.minute:02}",
        zone=local.strftime("%Z"),
    )


def _parse(payload: bytes) -> alert_pb2.Alert:
    alert = alert_pb2.Alert()
    try:
        alert.ParseFromString(payload)
    except DecodeError as error:
        raise Refused("ALERT_MALFORMED", "the alert cannot be read", asked=False) from error
    return alert


def _kind(alert: alert_pb2.Alert) -> str:
    """Alerts that were made before there were kinds tell it by their state."""
    name = _name(alert_api_pb2.AlertKind, "ALERT_KIND_", alert.kind)
    if name:
        return name
    return "RESOLVED" if alert.state == case_pb2.CASE_STATE_RESOLVED else "OPENED"


def _name(enum: Any, prefix: str, value: int) -> str:
    """``SEVERITY_HIGH`` as ``HIGH``; empty for no value, and for one that is newer than this."""
    if value == 0 or value not in enum.values():
        return ""
    return str(enum.Name(value)).removeprefix(prefix)


def _clashes(alert: alert_pb2.Alert, language: str) -> tuple[ClashView, ...]:
    """As the text has them: contradictions first, the certain ones before the others.

    The overlap of a pair that contradicts too is left out.
    """
    clashing = {_pair(finding) for finding in alert.findings if _contradicts(finding)}
    ordered = sorted(
        (
            finding
            for finding in alert.findings
            if _contradicts(finding) or _pair(finding) not in clashing
        ),
        key=lambda finding: (
            not _contradicts(finding),
            finding.confidence != finding_pb2.CONFIDENCE_CONFIRMED,
        ),
    )
    return tuple(
        _clash(finding, evidence, language)
        for finding in ordered
        for evidence in finding.evidence or [finding_pb2.Evidence()]
    )


def _clash(
    finding: finding_pb2.Finding, evidence: finding_pb2.Evidence, language: str
) -> ClashView:
    return ClashView(
        kind=_name(finding_pb2.FactKind, "FACT_KIND_", evidence.kind).lower(),
        agency=finding.other_agency.display_name,
        title=_short(finding.other_title),
        own=_short(evidence.own_sentence or evidence.own.text),
        other=_short(evidence.other_sentence or evidence.other.text),
        difference=_difference(finding, evidence, language),
        contradiction=_contradicts(finding),
        aligned=_short(evidence.own_aligned),
    )


def _contradicts(finding: finding_pb2.Finding) -> bool:
    return finding.relation == finding_pb2.RELATION_CONTRADICTION


def _pair(finding: finding_pb2.Finding) -> tuple[str, str]:
    return finding.own_draft, finding.other_agency.name


def _intro(words: str, clashes: Sequence[ClashView]) -> tuple[str, ...]:
    """What a text says before the first clash: all of it where there is none.

    Where the sentences of that clash are not found in it, the first paragraph.
    """
    paragraphs = [part for part in words.split("\n\n") if part.strip()]
    if not clashes:
        return tuple(paragraphs)
    marks = [mark[:_MARK] for mark in (clashes[0].own, clashes[0].other) if mark]
    for index, paragraph in enumerate(paragraphs):
        if any(mark in paragraph for mark in marks):
            return tuple(paragraphs[:index])
    return tuple(paragraphs[:1])


def _difference(finding: finding_pb2.Finding, evidence: finding_pb2.Evidence, language: str) -> str:
    """What differs in the reader's language; in Bahasa Indonesia where the alert has no other."""
    for entry in evidence.translations:
        if entry.language == language and (entry.difference or entry.explanation):
            return entry.difference or entry.explanation
    return evidence.difference or evidence.explanation or finding.explanation


def _said(alert: alert_pb2.Alert) -> SaidView | None:
    """What the alert quotes of a person: the proposal that is awaited, else what just happened."""
    if alert.HasField("proposal"):
        proposal = alert.proposal
        detail = _name(case_api_pb2.ResolutionKind, "RESOLUTION_KIND_", proposal.kind)
        return SaidView("PROPOSED", detail, proposal.note, _agency(alert, proposal.agency))
    change = alert.change
    if not alert.HasField("change") or not change.text:
        return None
    kind = _name(case_api_pb2.TimelineEntry.Kind, "KIND_", change.kind)
    return SaidView(kind, change.detail, change.text, _agency(alert, change.agency))


def _agency(alert: alert_pb2.Alert, name: str) -> str:
    """Name as people write it, as far as the alert knows it."""
    known = {other.name: other.display_name for other in alert.others}
    return known.get(name) or name.removeprefix("agencies/")


def _short(sentence: str) -> str:
    flat = " ".join(sentence.split())
    return flat if len(flat) <= _SENTENCE else flat[: _SENTENCE - 1].rstrip() + "…"


def _web(url: str) -> str:
    """A link that may be put into a page: nothing but http and https."""
    return url if url.startswith(("https://", "http://")) else ""


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or _ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(_ZONE)
