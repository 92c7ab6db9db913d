"""How grave a case is: what clashes, whom it reaches, how soon it goes out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from selaras.matching.domain.case import Severity
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.message import AgencyLevel, Message

# Safety, money, date and place before wording; the order is that of Case.kinds too.
_WEIGHTS = {
    FactKind.STATUS: Severity.HIGH,
    FactKind.AMOUNT: Severity.HIGH,
    FactKind.DATE: Severity.HIGH,
    FactKind.TIME: Severity.HIGH,
    FactKind.PLACE: Severity.HIGH,
    FactKind.ELIGIBILITY: Severity.HIGH,
    FactKind.REQUIREMENT: Severity.MEDIUM,
    FactKind.CONTACT: Severity.MEDIUM,
    FactKind.QUANTITY: Severity.MEDIUM,
    FactKind.PERCENTAGE: Severity.MEDIUM,
    FactKind.DURATION: Severity.MEDIUM,
    FactKind.PROCEDURE: Severity.MEDIUM,
    FactKind.CAUSE: Severity.MEDIUM,
    FactKind.ACTOR: Severity.MEDIUM,
    FactKind.IDENTITY: Severity.MEDIUM,
}
_ORDER = {kind: place for place, kind in enumerate(_WEIGHTS)}
# Words of danger to life, in what clashes: a wrong word here may kill.
_SAFETY = re.compile(
    r"\b(?:awas|siaga|evakuasi|mengungsi|pengungsi\w*|tsunami|erupsi|gempa|longsor|banjir|bandang|"
    r"kebakaran|karhutla|keracunan|beracun|tercemar|pencemaran|wabah|klb|kejadian luar biasa|"
    r"layak minum|layak konsumsi|aman (?:dikonsumsi|diminum|dimakan)|ditarik dari peredaran|"
    r"radius|zona merah|zona bahaya|darurat|korban|meninggal|hilang kontak|gas bocor)\b",
    re.IGNORECASE,
)
_SOON = timedelta(hours=2)
_MANY_AGENCIES = 5


def kinds_of(findings: Iterable[Finding]) -> tuple[FactKind, ...]:
    """Kinds of the facts that clash, the gravest first."""
    kinds = {
        item.kind
        for finding in findings
        if finding.verdict.relation is Relation.CONTRADICTION
        for item in finding.verdict.evidence
        if item.kind is not None
    }
    return tuple(sorted(kinds, key=lambda kind: _ORDER[kind]))


def severity_of(
    findings: Collection[Finding],
    messages: Collection[Message],
    deadline: datetime | None,
    now: datetime,
) -> Severity:
    """How grave a case with these findings and messages is.

    Each of reach and haste raises it by one step; safety makes it at least HIGH, and CRITICAL where
    one of them comes on top. An overlap is never more than MEDIUM: nobody is told anything wrong.
    """
    raised = _is_wide(messages) + _is_soon(deadline, now)
    clashing = [item for item in findings if item.verdict.relation is Relation.CONTRADICTION]
    if not clashing:
        return min(Severity.MEDIUM, Severity(Severity.LOW + min(raised, 1)))
    base = max((_WEIGHTS[kind] for kind in kinds_of(clashing)), default=Severity.MEDIUM)
    if _is_about_safety(clashing):
        base = Severity.HIGH
        raised += 1
    return Severity(min(Severity.CRITICAL, base + (raised >= _steps(base))))


def _steps(base: Severity) -> int:
    """How many reasons it takes to raise it: what is HIGH must be both wide and soon, or unsafe."""
    return 2 if base is Severity.HIGH else 1


def _is_about_safety(findings: Iterable[Finding]) -> bool:
    return any(
        _SAFETY.search(passage.sentence)
        for finding in findings
        for item in finding.verdict.evidence
        for passage in (item.left, item.right)
    )


def _is_wide(messages: Collection[Message]) -> bool:
    """Whether it reaches a whole province or more, or many agencies speak of it."""
    if len({message.agency.id for message in messages}) >= _MANY_AGENCIES:
        return True
    return any(
        message.agency.level is AgencyLevel.PUSAT
        and all("." not in code for code in message.area_codes)
        for message in messages
    )


def _is_soon(deadline: datetime | None, now: datetime) -> bool:
    return deadline is not None and deadline - now <= _SOON
