"""Reading the calendar: pages of plans, each as the caller may see it."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from selaras.kit.auth import MEMBERS, Caller, Role
from selaras.kit.clock import Clock
from selaras.kit.errors import InvalidRequest
from selaras.matching.domain.audit import Action, AuditRecord
from selaras.matching.domain.calendar import (
    DAY,
    PlanCard,
    PlanFilter,
    PlanView,
    card_of,
    plan_id,
    see,
    title_of,
)
from selaras.matching.domain.collisions import CasePair, Collision, Collisions
from selaras.matching.domain.viewer import Viewer
from selaras.matching.handlers.calendar_ports import CalendarStore
from selaras.matching.handlers.cases import require
from selaras.matching.handlers.period import check_period
from selaras.matching.handlers.reveals import Reveals

CALENDAR_READERS = MEMBERS | {Role.FEED}
_LONGEST = timedelta(days=100)
_DEFAULT_PAGE = 200
# How many plans are looked at in one go; those of a day before and after come on top.
_STRETCH = 1000
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan as it is shown; ``draft`` and ``title`` are empty where the caller may not know."""

    view: PlanView
    draft: str
    title: str
    collisions: tuple[Collision, ...]


class CalendarReader:
    """The calendar as somebody may see it; what that shows is in the audit trail before."""

    def __init__(self, store: CalendarStore, reveals: Reveals, clock: Clock) -> None:
        self._store = store
        self._reveals = reveals
        self._clock = clock
        self._secret = b""

    async def page(
        self, caller: Caller, wanted: PlanFilter, page_size: int, page_token: str
    ) -> tuple[list[ShownPlan], str]:
        """A page of plans by time, and the token of the next page.

        A feed is shown what a plugin of its agency is.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED.
            InvalidRequest: PERIOD_INVALID, PAGE_TOKEN_INVALID.
        """
        viewer = require(caller, CALENDAR_READERS)
        check_period(wanted.start, wanted.end, _LONGEST)
        after = _read_token(page_token)
        size = page_size or _DEFAULT_PAGE
        # One more than wanted, to know whether there is another page.
        found = await self._find(viewer, wanted, after, size + 1)
        page = found[:size]
        token = _write_token(page[-1][0].position) if len(found) > size else ""
        return await self._shown(viewer, page), token

    async def _find(
        self, viewer: Viewer, wanted: PlanFilter, after: tuple[datetime, str] | None, most: int
    ) -> list[tuple[PlanView, tuple[Collision, ...]]]:
        """The first plans that fit, as many as are wanted, a stretch of time after the other."""
        found: list[tuple[PlanView, tuple[Collision, ...]]] = []
        since = max(wanted.start, after[0]) if after else wanted.start
        while since < wanted.end and len(found) < most:
            until = await self._store.time_of(since, wanted.end, _STRETCH) or wanted.end
            views = await self._views(viewer, since - DAY, until + DAY)
            fitting = [
                view
                for view in views
                if view.fits(wanted)
                and since <= view.card.publish_time <= until
                and (after is None or view.position > after)
            ]
            fitting.sort(key=lambda view: view.position)
            if not wanted.colliding:
                del fitting[most - len(found) :]
            met = await self._collisions(viewer, views, fitting)
            found += [pair for pair in met if pair[1] or not wanted.colliding]
            since = until + _TICK
        return found[:most]

    async def _views(self, viewer: Viewer, start: datetime, end: datetime) -> list[PlanView]:
        return await self._seen(viewer, await self._store.cards(start, end))

    async def _seen(self, viewer: Viewer, cards: Sequence[PlanCard]) -> list[PlanView]:
        if not self._secret:
            self._secret = await self._store.secret()
        views = (see(viewer, card, plan_id(self._secret, card.key)) for card in cards)
        return [view for view in views if view is not None]

    async def _collisions(
        self, viewer: Viewer, views: list[PlanView], asked: list[PlanView]
    ) -> list[tuple[PlanView, tuple[Collision, ...]]]:
        if not asked:
            return []
        pairs = await self._store.pairs_in_cases([view.card.key for view in asked])
        views = views + await self._far_sides(viewer, views, pairs)
        # Many plans on one topic take a while to compare; other calls must not wait for that.
        return await asyncio.to_thread(_collide, viewer, views, pairs, asked)

    async def _far_sides(
        self, viewer: Viewer, views: list[PlanView], pairs: list[CasePair]
    ) -> list[PlanView]:
        """The other sides of findings that go out at quite another time."""
        keys = {key for pair in pairs for key in (pair.left_key, pair.right_key)}
        missing = keys - {view.card.key for view in views}
        if not missing:
            return []
        return await self._seen(viewer, await self._store.cards_by_key(sorted(missing)))

    async def _shown(
        self, viewer: Viewer, page: list[tuple[PlanView, tuple[Collision, ...]]]
    ) -> list[ShownPlan]:
        """The plans with their titles, by what their messages are now."""
        keys = [view.card.key for view, _ in page if view.whole]
        messages = await self._store.messages(keys)
        shown: list[ShownPlan] = []
        for view, collisions in page:
            if not view.whole:
                shown.append(ShownPlan(view, "", "", collisions))
                continue
            message = messages.get(view.card.key)
            # It may have changed since the calendar was read; then the newer state holds.
            card = card_of(message, view.card.topic) if message else None
            now = see(viewer, card, view.plan_id) if card else None
            if message is not None and now is not None:
                name, title = (message.draft_name, title_of(message)) if now.whole else ("", "")
                shown.append(ShownPlan(now, name, title, collisions))
        time = self._clock.now()
        await self._reveals.note(
            [_reveal(viewer, item.view, time) for item in shown if item.view.is_reveal]
        )
        return shown


def _collide(
    viewer: Viewer, views: list[PlanView], pairs: list[CasePair], asked: list[PlanView]
) -> list[tuple[PlanView, tuple[Collision, ...]]]:
    collisions = Collisions(viewer, views, pairs)
    return [(view, collisions.of(view)) for view in asked]


def _reveal(viewer: Viewer, view: PlanView, now: datetime) -> AuditRecord:
    """A title that is shown, by its plan: the CMS's own id may tell what is in a draft."""
    owner = view.card.agency.id
    return AuditRecord(
        action=Action.EXCERPT_REVEALED,
        actor=viewer.name,
        subject=f"plans/{view.plan_id}",
        time=now,
        detail={"of": f"agencies/{owner}", "revision": str(view.card.revision), "in": "calendar"},
        agencies=tuple(sorted({owner, viewer.agency})),
    )


def _write_token(position: tuple[datetime, str]) -> str:
    time, name = position
    return base64.urlsafe_b64encode(json.dumps([time.isoformat(), name]).encode()).decode()


def _read_token(token: str) -> tuple[datetime, str] | None:
    if not token:
        return None
    try:
        time, name = json.loads(base64.urlsafe_b64decode(token.encode()))
        return datetime.fromisoformat(time).astimezone(UTC), str(name)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise InvalidRequest.field(
            "PAGE_TOKEN_INVALID", "page_token", "not a token of this service"
        ) from error
