"""The first notice of a case: whether it waits for more evidence, and who gets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from selaras.alerting.domain.case import CaseEvent, Relation
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Recipient
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.track import Timer, TimerKind, Track
from selaras.alerting.handlers.scene import Scene
from selaras.alerting.handlers.schedule import Schedule
from selaras.alerting.handlers.teller import Teller
from selaras.alerting.ports.store import AlertUnit
from selaras.alerting.route.noise import inhibited, wait_for_more
from selaras.alerting.route.routing import Plan, Route, matter_of, own_routes, plan


class Opening:
    """Tells the first who are to know."""

    def __init__(self, teller: Teller, schedule: Schedule) -> None:
        self._teller = teller
        self._schedule = schedule

    async def consider(
        self, unit: AlertUnit, track: Track, event: CaseEvent, now: datetime
    ) -> None:
        """Announce a case, or wait for more evidence of it."""
        if await self._is_inhibited(unit, event):
            await unit.drop_timers(event.case_id, event.agency_id, [TimerKind.GROUP])
            await unit.put_track(track)
            await self._teller.skip_all(unit, event, Reason.SKIPPED_INHIBITED)
            return
        wait = wait_for_more(event, (), now, self._teller.rules)
        if not wait:
            await self.announce(unit, track, event)
            return
        due = now + wait
        known = (await unit.timers(event.case_id, event.agency_id)).get(TimerKind.GROUP)
        if known is None:
            await unit.put_timer(Timer(event.case_id, event.agency_id, TimerKind.GROUP, due))
        await unit.put_track(track)
        await self._teller.skip_all(
            unit, event, Reason.HELD_GROUPING, until=known.due if known else due
        )

    async def at_last(self, unit: AlertUnit, track: Track, event: CaseEvent) -> None:
        """Announce a case that has waited for more evidence, or that nothing inhibits any more."""
        if await self._is_inhibited(unit, event):
            await self._teller.skip_all(unit, event, Reason.SKIPPED_INHIBITED)
            return
        await self.announce(unit, track, event)

    async def announce(self, unit: AlertUnit, track: Track, event: CaseEvent) -> None:
        """Tell those who are told first; without an owner it waits for one."""
        await unit.drop_timers(event.case_id, event.agency_id, [TimerKind.GROUP])
        scene = await self._teller.scene(unit, track, event)
        if not scene.record or not scene.owners:
            await unit.put_track(replace(track, waiting=True))
            await self._teller.skip(scene, Reason.SKIPPED_NO_OWNER)
            return
        routes = plan(scene.record, await unit.coordinators(), matter_of(event), scene.now)
        kind, slot = self._first_kind(event)
        holds = []
        for route in self._first(scene, routes):
            if route.to.owner.owner_id == event.party.acknowledged_by and self._is_own(
                event, route
            ):
                await self._teller.skip(scene, Reason.SKIPPED_OWN_ACTION, kind, route.to)
                continue
            what = kind if self._is_own(event, route) else AlertKind.OPENED
            holds.append(
                await self._teller.tell(
                    scene, route.to, what, slot=slot if what is kind else "", step=route.step
                )
            )
        await self._explain_others(scene, routes)
        opened = replace(track.heard(event), announced=True, waiting=False, step=0)
        if scene.fresh:
            opened = replace(opened, last_notice=scene.now)
        await unit.put_track(opened)
        await self._schedule.arm(scene, holds)

    async def _is_inhibited(self, unit: AlertUnit, event: CaseEvent) -> bool:
        if event.own_relation is Relation.CONTRADICTION:
            return False
        return inhibited(event, await unit.contradicting(event.agency_id, event.case_id))

    @staticmethod
    def _first_kind(event: CaseEvent) -> tuple[AlertKind, str]:
        """A case may come with a proposal already: then the answer is what is asked for."""
        proposal = event.proposal
        if proposal and proposal.awaits(event.agency_id):
            return AlertKind.PROPOSED, str(proposal.number)
        return AlertKind.OPENED, ""

    def _first(self, scene: Scene, routes: Plan) -> list[Route]:
        """Those of the first step; an authority is only told, so no coordinator is."""
        first = list(routes.at(0))
        if scene.record and scene.event.party.authority:
            return own_routes(first, scene.record)
        return first

    async def _explain_others(self, scene: Scene, routes: Plan) -> None:
        if scene.record is None:
            return
        later = [route for route in own_routes(routes.routes, scene.record) if route.step]
        for route in later:
            await self._teller.skip(scene, Reason.SKIPPED_LATER_STEP, to=route.to)
        for owner, why in routes.left_out:
            await self._teller.skip(scene, why, to=Recipient(scene.record.agency, owner))

    @staticmethod
    def _is_own(event: CaseEvent, route: Route) -> bool:
        return route.to.agency.agency_id == event.agency_id
