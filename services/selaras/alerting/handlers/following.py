"""What happens in a case that was announced: who is told of it, and who need not be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from selaras.alerting.domain.case import CaseEvent, ProposalState, Status
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Recipient
from selaras.alerting.domain.notice import AlertKind, News
from selaras.alerting.domain.track import Timer, TimerKind, Track
from selaras.alerting.handlers.scene import Scene
from selaras.alerting.handlers.schedule import Schedule
from selaras.alerting.handlers.teller import Teller
from selaras.alerting.ports.store import AlertUnit
from selaras.alerting.route.noise import Hold, graver, wait_for_more
from selaras.alerting.route.routing import Plan, RouteReason, matter_of, plan


class Following:
    """Tells what is new, to whom it concerns.

    What there is to tell follows from the state of the case, not from the event alone: one that was
    overtaken by a newer event is told all the same.
    """

    def __init__(self, teller: Teller, schedule: Schedule) -> None:
        self._teller = teller
        self._schedule = schedule

    async def update(
        self, unit: AlertUnit, track: Track, event: CaseEvent, known: CaseEvent | None
    ) -> None:
        """Tell what changed since the event that was known."""
        scene = await self._teller.scene(unit, track, event)
        if not scene.record or not scene.owners:
            await unit.put_track(track)
            await self._teller.skip(scene, Reason.SKIPPED_NO_OWNER)
            return
        routes = plan(scene.record, await unit.coordinators(), matter_of(event), scene.now)
        await self._talk(scene, routes, known)
        await self._newcomers(scene, routes)
        await self._grow(scene, routes)
        await self._reconsider(scene, known)
        if not scene.decisions:
            await self._nothing_new(scene)
        await unit.put_track(self._noted(scene))
        await self._schedule.follow(unit, known, event, scene.now)

    async def tell_grown(self, unit: AlertUnit, track: Track, event: CaseEvent) -> None:
        """Tell what a case has grown by, after the wait for more."""
        scene = await self._teller.scene(unit, track, event)
        if scene.record and scene.owners:
            routes = plan(scene.record, (), matter_of(event), scene.now)
            news = self._news(scene)
            if news:
                await self._tell_news(scene, routes, news)
        await unit.put_track(self._noted(scene))

    async def _talk(self, scene: Scene, routes: Plan, known: CaseEvent | None) -> None:
        """Assignments, proposals and answers."""
        await self._assigned(scene, known)
        proposal = scene.event.proposal
        if proposal is None:
            return
        slot = str(proposal.number)
        if proposal.awaits(scene.event.agency_id):
            await self._once(scene, self._active(scene, routes), AlertKind.PROPOSED, slot)
        declined = proposal.state is ProposalState.DECLINED
        if declined and proposal.agency_id == scene.event.agency_id:
            proposer = scene.own(proposal.person.rpartition("/")[2])
            people = [proposer] if proposer else self._active(scene, routes)
            await self._once(scene, people, AlertKind.DECLINED, slot)

    async def _assigned(self, scene: Scene, known: CaseEvent | None) -> None:
        assignee = scene.own(scene.event.party.assignee)
        before = known.party.assignee if known else ""
        if assignee is None or assignee.owner.owner_id == before:
            return
        scene.track = replace(scene.track, step=0)
        holds: list[Hold | None] = []
        if self._is_own_action(scene, assignee):
            await self._teller.skip(scene, Reason.SKIPPED_OWN_ACTION, AlertKind.ASSIGNED, assignee)
        else:
            slot = str(scene.event.version)
            holds = [await self._teller.tell(scene, assignee, AlertKind.ASSIGNED, slot=slot)]
        await self._schedule.restart(scene, holds)

    async def _once(
        self, scene: Scene, people: Sequence[Recipient], kind: AlertKind, slot: str
    ) -> None:
        """Tell each of them, unless it was told or waits already."""
        done = {entry.who for entry in scene.told if (entry.kind, entry.slot) == (kind, slot)}
        done |= {item.who for item in scene.held if (item.kind, item.slot) == (kind, slot)}
        for to in people:
            if to.who not in done:
                await self._teller.tell(scene, to, kind, slot=slot)

    async def _newcomers(self, scene: Scene, routes: Plan) -> None:
        """Those who would be told now and were not: a new owner, a new turn of duty."""
        for route in routes.up_to(scene.track.step):
            if route.to.who in scene.reached or route.reason is RouteReason.ASSIGNEE:
                continue
            outside = route.to.agency.agency_id != scene.event.agency_id
            if outside and scene.event.party.authority:
                continue
            if scene.event.looked_after and not (outside and route.step == 0):
                await self._teller.skip(scene, Reason.SKIPPED_ACKNOWLEDGED, to=route.to)
                continue
            await self._teller.tell(scene, route.to, AlertKind.OPENED, step=route.step)

    async def _grow(self, scene: Scene, routes: Plan) -> None:
        """Tell in what the case became graver, at once or after a wait for more."""
        news = self._news(scene)
        event, unit = scene.event, scene.unit
        if not news:
            if not scene.track.heard_severity:
                scene.track = scene.track.heard(event)
            return
        wait = wait_for_more(event, news, scene.now, self._teller.rules)
        if not wait:
            await self._tell_news(scene, routes, news)
            return
        waiting = (await unit.timers(event.case_id, event.agency_id)).get(TimerKind.GROUP)
        due = waiting.due if waiting else scene.now + wait
        if waiting is None:
            await unit.put_timer(Timer(event.case_id, event.agency_id, TimerKind.GROUP, due, 1))
        await self._teller.skip(scene, Reason.HELD_GROUPING, AlertKind.UPDATED, until=due)

    def _news(self, scene: Scene) -> tuple[News, ...]:
        knows = any(entry.status is Status.OPEN_CONTRADICTION for entry in scene.told)
        # Who is told of the case only later hears of it as it is then.
        nobody = not scene.knowing
        return graver(scene.track, scene.event, knows_contradiction=knows or nobody)

    async def _tell_news(self, scene: Scene, routes: Plan, news: Collection[News]) -> None:
        event = scene.event
        scene.track = scene.track.heard(event)
        await scene.unit.drop_timers(event.case_id, event.agency_id, [TimerKind.GROUP])
        if event.party.authority:
            reason = Reason.SKIPPED_AUTHORITY_ONLY_TOLD
            await self._teller.skip(scene, reason, AlertKind.UPDATED)
            return
        for to in self._active(scene, routes):
            if to.who in scene.fresh or to.who not in scene.knowing:
                continue  # told a moment ago of the case as it is now, or told later as it is then
            if self._is_own_action(scene, to):
                await self._teller.skip(scene, Reason.SKIPPED_OWN_ACTION, AlertKind.UPDATED, to)
                continue
            slot = str(event.version)
            await self._teller.tell(scene, to, AlertKind.UPDATED, slot=slot, news=news)

    async def _reconsider(self, scene: Scene, known: CaseEvent | None) -> None:
        """What waits may not wait any longer, once the case is graver or its deadline nearer."""
        before = (known.severity, known.deadline) if known else None
        if before == (scene.event.severity, scene.event.deadline):
            return
        waiting = {item.who: item for item in scene.held}
        for to in await scene.people(waiting):
            item = waiting[to.who]
            if await self._teller.hold(scene, to, item.kind) is None:
                await self._teller.tell(
                    scene, to, item.kind, slot=item.slot, step=item.step, news=item.news
                )

    @staticmethod
    def _noted(scene: Scene) -> Track:
        return replace(scene.track, last_notice=scene.now) if scene.fresh else scene.track

    def _active(self, scene: Scene, routes: Plan) -> list[Recipient]:
        """Whom the case is with: the assignee alone, else all who know, else those told first."""
        assignee = scene.own(scene.event.party.assignee)
        if assignee:
            return [assignee]
        return scene.knowing_owners() or [
            route.to for route in routes.at(0) if route.to.agency.agency_id == scene.event.agency_id
        ]

    async def _nothing_new(self, scene: Scene) -> None:
        for to in scene.knowing_owners():
            await self._teller.skip(scene, Reason.SKIPPED_ALREADY_ALERTED, to=to)

    @staticmethod
    def _is_own_action(scene: Scene, to: Recipient) -> bool:
        return scene.event.change.person == to.name
