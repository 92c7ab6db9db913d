"""Plans of the calendar by day, and what gets in the way of each.

What a person may not know of a plan comes empty from the service. It stays so here: nothing is put
in the place of a title but words that say that it is not shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from selaras.client import AgencyRef, CollisionKind, Plan
from selaras.console.content.free_days import FreeDay
from selaras.console.content.period import Period, View

# So many plans of a day stand in the month; the rest is on the page of the day.
_IN_MONTH = 5


@dataclass(frozen=True, slots=True)
class Clash:
    """What gets in the way of a plan, once for each case and each other reason.

    Attributes:
        kind: ``case``, ``same_topic`` or ``other``.
        agencies: names of the other agencies; one is empty whose plan is not among those that were
            read.
        case_id: empty: there is no case.
    """

    kind: str
    agencies: tuple[str, ...]
    case_id: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A plan on its day.

    Attributes:
        at: when, in the zone of who looks.
        draft_id: id of the draft where it is the person's agency's own; empty: there is no page.
    """

    plan: Plan
    at: datetime
    clashes: tuple[Clash, ...]
    draft_id: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar.

    Attributes:
        is_inside: of the month itself, not only of its first or last week.
        free: why offices are closed; None: they are not.
        more: how many further plans the day has.
    """

    date: date
    is_inside: bool
    is_today: bool
    free: FreeDay | None
    plans: tuple[PlanItem, ...]
    more: int = 0


def by_day(
    period: Period,
    plans: Iterable[PlanItem],
    free: Mapping[date, FreeDay],
    today: date,
) -> tuple[Day, ...]:
    """All days of a period with their plans, in order."""
    found: dict[date, list[PlanItem]] = {}
    for item in plans:
        found.setdefault(item.at.date(), []).append(item)
    return tuple(_day(period, day, found.get(day, []), free.get(day), today) for day in period.days)


def items(
    plans: Sequence[Plan], zone: tzinfo, agency: str, names: Mapping[str, str]
) -> tuple[PlanItem, ...]:
    """Plans that have a time, by time.

    Args:
        agency: resource name of the agency of who looks.
        names: see :func:`agency_names`.
    """
    made = [
        PlanItem(
            plan=plan,
            at=plan.publish_time.astimezone(zone),
            clashes=clashes(plan, names),
            draft_id=_own_draft(plan, agency),
        )
        for plan in plans
        if plan.publish_time is not None
    ]
    return tuple(sorted(made, key=lambda item: (item.at, item.plan.plan_id)))


def agency_names(plans: Iterable[Plan]) -> dict[str, str]:
    """Names of the agencies that plan something, by resource name, in the order of the names."""
    agencies: dict[str, AgencyRef] = {plan.agency.name: plan.agency for plan in plans}
    ordered = sorted(agencies.values(), key=lambda item: (item.display_name.casefold(), item.name))
    return {agency.name: agency.display_name for agency in ordered}


def clashes(plan: Plan, names: Mapping[str, str]) -> tuple[Clash, ...]:
    """What gets in the way of a plan, the gravest first."""
    kinds = {CollisionKind.CASE: "case", CollisionKind.SAME_TOPIC: "same_topic"}
    found: dict[tuple[str, str], dict[str, None]] = {}
    for item in plan.collisions:
        reason = (kinds.get(item.kind, "other"), item.case.removeprefix("cases/"))
        found.setdefault(reason, {})[names.get(item.agency, "")] = None
    return tuple(Clash(kind, tuple(agencies), case) for (kind, case), agencies in found.items())


def _day(
    period: Period, day: date, plans: list[PlanItem], free: FreeDay | None, today: date
) -> Day:
    most = _IN_MONTH if period.view is View.MONTH else None
    # Of the days around the month only the number is shown: they have a page of their own.
    shown = _foremost(plans, most) if period.holds(day) else []
    return Day(
        date=day,
        is_inside=period.holds(day),
        is_today=day == today,
        free=free,
        plans=tuple(shown),
        more=len(plans) - len(shown),
    )


def _foremost(plans: list[PlanItem], most: int | None) -> list[PlanItem]:
    """So many plans, by time: those with a case, then those that collide, then one's own first."""
    if most is None or len(plans) <= most:
        return plans
    by_weight = sorted(plans, key=_weight)[:most]
    return [item for item in plans if item in by_weight]


def _weight(item: PlanItem) -> tuple[bool, bool, bool]:
    has_case = any(clash.case_id for clash in item.clashes)
    return (not has_case, not item.clashes, not item.plan.own)


def _own_draft(plan: Plan, agency: str) -> str:
    prefix = f"{agency}/drafts/"
    return plan.draft.removeprefix(prefix) if plan.own and plan.draft.startswith(prefix) else ""
