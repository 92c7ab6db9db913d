"""Who is told of a case, step by step.

====== ================================ =========================================================
step   who                              reason
====== ================================ =========================================================
0      the assignee alone               ASSIGNEE
0      else owners that fit, on duty,   OWNER_ON_DUTY, OWNER_TOPIC, OWNER_AREA, OWNER
       of the lowest rank
0      else all owners                  OWNER_FALLBACK: nothing is ever lost
next   the other owners that fit        NEXT_OWNER, by turns of duty and rank
next   heads of the agency              HEAD
last   coordinators of any agency       COORDINATOR; at once when the case is CRITICAL
====== ================================ =========================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.alerting.domain.areas import touch
from selaras.alerting.domain.case import CaseEvent, Severity
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import AgencyRecord, Owner, OwnerRole, Recipient


class RouteReason(StrEnum):
    """Why this owner."""

    OWNER = "OWNER"
    OWNER_TOPIC = "OWNER_TOPIC"
    OWNER_AREA = "OWNER_AREA"
    OWNER_ON_DUTY = "OWNER_ON_DUTY"
    OWNER_FALLBACK = "OWNER_FALLBACK"
    ASSIGNEE = "ASSIGNEE"
    NEXT_OWNER = "NEXT_OWNER"
    HEAD = "HEAD"
    COORDINATOR = "COORDINATOR"


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a case decides who is told: an unknown topic is empty, no area is the country."""

    severity: Severity
    topic: str = ""
    area_codes: tuple[str, ...] = ()
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """One owner, told at a step: 0 at once, 1 and up when nobody acknowledged in time."""

    to: Recipient
    step: int
    reason: RouteReason


@dataclass(frozen=True, slots=True)
class Plan:
    """All routes by step, and why the other owners of the agency are not among them."""

    routes: tuple[Route, ...]
    left_out: tuple[tuple[Owner, Reason], ...] = ()

    def at(self, step: int) -> tuple[Route, ...]:
        """The routes of one step."""
        return tuple(route for route in self.routes if route.step == step)

    def up_to(self, step: int) -> tuple[Route, ...]:
        """The routes of a step and of those before it."""
        return tuple(route for route in self.routes if route.step <= step)

    def next_after(self, told: frozenset[tuple[str, str]]) -> tuple[Route, ...]:
        """Those of the first step that has somebody who was not told yet, without the others.

        Coordinators who know of a grave case from the start are no step: they may have been told on
        behalf of another agency, and the next to act is one of this agency all the same.
        """
        fresh = [
            route
            for route in self.routes
            if route.to.who not in told
            and not (route.step == 0 and route.reason is RouteReason.COORDINATOR)
        ]
        first = min((route.step for route in fresh), default=-1)
        return tuple(route for route in fresh if route.step == first)


def matter_of(event: CaseEvent) -> Matter:
    """What decides who is told of an event."""
    return Matter(event.severity, event.topic, event.area_codes, event.party.assignee)


def misfit(owner: Owner, matter: Matter) -> Reason | None:
    """Why a case is none of an owner's; None: it is."""
    if matter.severity < owner.min_severity:
        return Reason.SKIPPED_BELOW_SEVERITY
    if owner.topics and matter.topic not in owner.topics:
        return Reason.SKIPPED_OTHER_TOPIC
    if not touch(owner.area_codes, matter.area_codes):
        return Reason.SKIPPED_OTHER_AREA
    return None


def plan(
    record: AgencyRecord, coordinators: Iterable[Recipient], matter: Matter, now: datetime
) -> Plan:
    """Who is told of a case on behalf of an agency.

    Args:
        record: the agency with its owners.
        coordinators: those of all agencies.
        now: decides who is on duty.
    """
    steps, left_out = _owner_steps(record, matter, now)
    assignee = record.owner(matter.assignee) if matter.assignee else None
    if assignee:
        later = [[(owner, RouteReason.NEXT_OWNER) for owner, _ in step] for step in steps]
        steps = [[(assignee, RouteReason.ASSIGNEE)], *later]
    steps.append(_heads(record, matter))
    own = [[(Recipient(record.agency, who), why) for who, why in step] for step in steps]
    routes = _numbered([step for step in own if step])
    taken = {route.to.who for route in routes}
    last = max((route.step for route in routes), default=-1) + 1
    for to in coordinators:
        if to.owner.role is not OwnerRole.COORDINATOR or misfit(to.owner, matter):
            continue
        if to.who in taken:
            continue
        # Grave enough to be known at once, beside those who are to act.
        step = 0 if matter.severity is Severity.CRITICAL else last
        routes.append(Route(to, step, RouteReason.COORDINATOR))
    ordered = sorted(routes, key=lambda route: route.step)
    routed = {route.to.owner.owner_id for route in own_routes(ordered, record)}
    return Plan(
        tuple(ordered),
        tuple((owner, why) for owner, why in left_out if owner.owner_id not in routed),
    )


def own_routes(routes: Iterable[Route], record: AgencyRecord) -> list[Route]:
    """The routes to owners of the agency itself."""
    return [route for route in routes if route.to.agency.agency_id == record.agency.agency_id]


_Step = list[tuple[Owner, RouteReason]]


def _owner_steps(
    record: AgencyRecord, matter: Matter, now: datetime
) -> tuple[list[_Step], list[tuple[Owner, Reason]]]:
    owners = [owner for owner in record.owners if owner.role is OwnerRole.OWNER]
    misfits = [(owner, misfit(owner, matter)) for owner in owners]
    fitting = [owner for owner, why in misfits if why is None]
    left_out = [(owner, why) for owner, why in misfits if why is not None]
    if not fitting:
        return [_fallback(record, owners)], []
    duty = any(owner.on_duty(now) for owner in owners)
    classes = {owner: (_turn(owner, now) if duty else 0, owner.rank) for owner in fitting}
    steps: list[_Step] = []
    for number, place in enumerate(sorted(set(classes.values()))):
        members = [owner for owner in fitting if classes[owner] == place]
        steps.append(
            [(owner, _why(owner, number, on_duty=duty and place[0] == 0)) for owner in members]
        )
    return steps, left_out


def _turn(owner: Owner, now: datetime) -> int:
    """Those on duty, then those who take no turns, then those whose turn it is not."""
    if owner.on_duty(now):
        return 0
    return 2 if owner.shifts else 1


def _why(owner: Owner, step: int, *, on_duty: bool) -> RouteReason:
    if step:
        return RouteReason.NEXT_OWNER
    if on_duty:
        return RouteReason.OWNER_ON_DUTY
    if owner.topics:
        return RouteReason.OWNER_TOPIC
    return RouteReason.OWNER_AREA if owner.area_codes else RouteReason.OWNER


def _fallback(record: AgencyRecord, owners: Sequence[Owner]) -> _Step:
    """All owners; where the agency has none, its heads, else whoever it has."""
    heads = [owner for owner in record.owners if owner.role is OwnerRole.HEAD]
    everybody = owners or heads or record.owners
    return [(owner, RouteReason.OWNER_FALLBACK) for owner in everybody]


def _heads(record: AgencyRecord, matter: Matter) -> _Step:
    heads = [
        owner
        for owner in record.owners
        if owner.role is OwnerRole.HEAD and matter.severity >= owner.min_severity
    ]
    fitting = [owner for owner in heads if misfit(owner, matter) is None]
    return [(owner, RouteReason.HEAD) for owner in fitting or heads]


def _numbered(steps: Sequence[Sequence[tuple[Recipient, RouteReason]]]) -> list[Route]:
    """Routes with their steps; who stands in several is told at the first."""
    routes: list[Route] = []
    seen: set[str] = set()
    number = 0
    for step in steps:
        fresh = [(to, why) for to, why in step if to.owner.owner_id not in seen]
        routes.extend(Route(to, number, why) for to, why in fresh)
        seen.update(to.owner.owner_id for to, _ in fresh)
        number += 1 if fresh else 0
    return routes
