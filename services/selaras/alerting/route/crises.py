"""Where a crisis is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from selaras.alerting.domain.areas import touch
from selaras.alerting.domain.quiet import Crisis


def concerns(crisis: Crisis, topic: str, area_codes: tuple[str, ...]) -> bool:
    """Whether a crisis is about a case of a topic in areas; no area: the whole country."""
    area = (crisis.area_code,) if crisis.area_code else ()
    return crisis.topic in {"", topic} and touch(area, area_codes)


def crisis_on(
    crises: Iterable[Crisis], topic: str, area_codes: tuple[str, ...], now: datetime
) -> Crisis | None:
    """A crisis that is in force now for a case; None: there is none."""
    in_force = (crisis for crisis in crises if crisis.start <= now < crisis.end)
    return next((crisis for crisis in in_force if concerns(crisis, topic, area_codes)), None)
