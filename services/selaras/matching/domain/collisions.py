"""Plans that get in each other's way: a case has both, or two agencies speak of one topic."""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from selaras.matching.domain.calendar import DAY, PlanView
from selaras.matching.domain.case import Case
from selaras.matching.domain.viewer import Viewer, is_touched, scope_of

# Of one topic in one day; a calendar that names more of them helps nobody.
_MOST_OF_A_TOPIC = 20


class CollisionKind(enum.StrEnum):
    """Why two plans get in each other's way; the names are those of ``PlanCollision.Kind``."""

    CASE = "case"
    SAME_TOPIC = "same_topic"


@dataclass(frozen=True, slots=True)
class Collision:
    """What gets in the way of a plan.

    Attributes:
        plan_id: the other plan; empty: it has no time yet, or the viewer may not see it.
        agency: id of its agency.
        case_id: the case; only of the kind CASE.
    """

    kind: CollisionKind
    plan_id: str
    agency: str
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class CasePair:
    """A finding of a live case, by the keys of its two messages."""

    case: Case
    left_key: str
    right_key: str

    def other(self, key: str) -> str:
        """The key of the other side."""
        return self.right_key if key == self.left_key else self.left_key


class Collisions:
    """Finds what gets in the way of plans.

    Args:
        viewer: who looks.
        views: all plans that the viewer may see from a day before the first to a day after the
            last one that is asked about, and the other sides of ``pairs`` that the viewer may see.
        pairs: the findings of live cases on the plans that are asked about.
    """

    def __init__(
        self, viewer: Viewer, views: Iterable[PlanView], pairs: Iterable[CasePair]
    ) -> None:
        self._viewer = viewer
        self._by_key = {view.card.key: view for view in views}
        self._by_topic = _by_topic(self._by_key)
        self._pairs: defaultdict[str, list[CasePair]] = defaultdict(list)
        for pair in pairs:
            if viewer.sees(scope_of(pair.case)):
                self._pairs[pair.left_key].append(pair)
                self._pairs[pair.right_key].append(pair)

    def of(self, view: PlanView) -> tuple[Collision, ...]:
        """What gets in the way of a plan, the gravest first."""
        cases = self._cases(view)
        named = {item.plan_id for item in cases}
        near = (item for item in self._same_topic(view) if item.plan_id not in named)
        return (*cases, *near)

    def _cases(self, view: PlanView) -> list[Collision]:
        key = view.card.key
        pairs = sorted(
            self._pairs.get(key, ()),
            key=lambda pair: (-pair.case.severity, pair.case.id, pair.other(key)),
        )
        found = [self._case(view, pair) for pair in pairs]
        return list(dict.fromkeys(item for item in found if item is not None))

    def _case(self, view: PlanView, pair: CasePair) -> Collision | None:
        """What a plan clashes with; None: the viewer may not know that these two do."""
        key = pair.other(view.card.key)
        agency = key.partition("/")[0]
        other = self._by_key.get(key)
        is_party = view.own or agency == self._viewer.agency
        if other is None and not (is_party or self._viewer.coordinates):
            return None
        name = other.plan_id if other is not None else ""
        return Collision(CollisionKind.CASE, name, agency, pair.case.id)

    def _same_topic(self, view: PlanView) -> list[Collision]:
        if not view.card.topic:
            return []
        time = view.card.publish_time
        same = self._by_topic.get(view.card.topic, [])
        first = bisect_left(same, time - DAY, key=_time)
        last = bisect_right(same, time + DAY, key=_time)
        met = [other for other in same[first:last] if _meets(view, other)]
        met.sort(key=lambda other: (abs(other.card.publish_time - time), other.plan_id))
        return [
            Collision(CollisionKind.SAME_TOPIC, other.plan_id, other.card.agency.id)
            for other in met[:_MOST_OF_A_TOPIC]
        ]


def _time(view: PlanView) -> datetime:
    return view.card.publish_time


def _by_topic(views: Mapping[str, PlanView]) -> dict[str, list[PlanView]]:
    found: defaultdict[str, list[PlanView]] = defaultdict(list)
    for view in sorted(views.values(), key=lambda item: item.position):
        found[view.card.topic].append(view)
    return found


def _meets(view: PlanView, other: PlanView) -> bool:
    """Whether two agencies speak to the same public, as far as the viewer may know."""
    if other.card.agency.id == view.card.agency.id:
        return False
    if view.audience and other.audience and not view.audience & other.audience:
        return False
    return is_touched(view.reach, other.reach)
