"""Which silence holds an alert back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from selaras.alerting.domain.areas import lies_in
from selaras.alerting.domain.case import CaseEvent, Severity
from selaras.alerting.domain.directory import Recipient
from selaras.alerting.domain.quiet import Matcher, Silence


def matches(matcher: Matcher, event: CaseEvent, to: Recipient) -> bool:
    """Whether an alert about a case for an owner is one of those held back."""
    most = matcher.max_severity or Severity.HIGH
    return (
        matcher.agency_id in {"", to.agency.agency_id}
        and matcher.owner_id in {"", to.owner.owner_id}
        and matcher.case_id in {"", event.case_id}
        and matcher.topic in {"", event.topic}
        and _in_area(matcher.area_code, event.area_codes)
        and event.severity <= most
        and (not matcher.other_id or matcher.other_id in {a.agency_id for a in event.others})
    )


def silence_on(
    silences: Iterable[Silence], event: CaseEvent, to: Recipient, now: datetime
) -> Silence | None:
    """The silence that lasts longest of those that hold an alert now; None: none does."""
    holding = [
        silence
        for silence in silences
        if silence.start <= now < silence.end and matches(silence.matcher, event, to)
    ]
    return max(holding, key=lambda silence: silence.end, default=None)


def _in_area(area_code: str, areas: tuple[str, ...]) -> bool:
    """Whether the case lies wholly in an area: one of the whole country lies in none."""
    if not area_code:
        return True
    return bool(areas) and all(lies_in(code, area_code) for code in areas)
