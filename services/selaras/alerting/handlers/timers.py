"""What is due: looked at again with the state of the case as it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from selaras.alerting.domain.case import CaseEvent, CaseState
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.track import Timer, TimerKind, Track
from selaras.alerting.handlers.following import Following
from selaras.alerting.handlers.held import HeldHandler
from selaras.alerting.handlers.opening import Opening
from selaras.alerting.handlers.schedule import Schedule
from selaras.alerting.handlers.steady import Steady
from selaras.alerting.handlers.teller import Teller
from selaras.alerting.ports.store import AlertStore, AlertUnit
from selaras.alerting.route.routing import matter_of, plan
from selaras.kit import tracing
from selaras.kit.clock import Clock
from selaras.kit.errors import Unavailable
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_LIMIT = 100
# Longer than any transaction takes; after a crash the timer is taken over by then.
_LEASE = timedelta(seconds=60)
_KINDS = {
    TimerKind.GROUP: AlertKind.OPENED,
    TimerKind.ESCALATE: AlertKind.ESCALATED,
    TimerKind.REMIND: AlertKind.REMINDER,
    TimerKind.REPEAT: AlertKind.REMINDER,
}


class TimerHandler:
    """Fires timers and lets go of what was held.

    Args:
        sent: called after commits that may have left alerts to be sent.
    """

    def __init__(
        self,
        store: AlertStore,
        teller: Teller,
        *,
        opening: Opening,
        following: Following,
        schedule: Schedule,
        held: HeldHandler,
        steady: Steady,
        clock: Clock,
        sent: Callable[[], None],
    ) -> None:
        self._store = store
        self._teller = teller
        self._opening = opening
        self._following = following
        self._schedule = schedule
        self._held = held
        self._steady = steady
        self._clock = clock
        self._sent = sent

    async def tick(self) -> int:
        """Handle what is due now; answers how much that was.

        Each is decided in a transaction of its own; one that fails is tried again later.

        Raises:
            Unavailable: the database does not answer.
        """
        by = self._steady.jump()
        if by is not None and await self._store.shift(by, self._clock.now()):
            _log.warning("clock_jumped", seconds=round(by.total_seconds()))
        timers = await self._store.claim_timers(self._clock.now(), _LIMIT, _LEASE)
        for timer in timers:
            await self._try(timer)
        released = await self._held.release()
        if timers or released:
            self._sent()
        return len(timers) + released

    async def _try(self, timer: Timer) -> None:
        try:
            await self._fire(timer)
        except Unavailable:
            raise
        except Exception as error:
            # One case that cannot be handled must not hold up the others.
            _log.error("timer_failed", case=timer.case_id, agency=timer.agency_id, exc_info=error)

    async def _fire(self, timer: Timer) -> None:
        async with self._store.transaction() as unit:
            track = await unit.track(timer.case_id, timer.agency_id)
            if not await unit.take_timer(timer) or track is None or track.event is None:
                return
            # What is told now belongs to the trace of the event that made the timer.
            with tracing.span(f"timer {timer.kind.lower()}", parent=track.traceparent):
                await self._work(unit, track, track.event, timer)

    async def _work(self, unit: AlertUnit, track: Track, event: CaseEvent, timer: Timer) -> None:
        why = self._moot(timer, track, event)
        if why:
            await self._teller.skip_all(unit, event, why, _KINDS[timer.kind])
        elif timer.kind is TimerKind.GROUP:
            await self._group(unit, track, event)
        elif timer.kind is TimerKind.ESCALATE:
            await self._escalate(unit, track, event)
        else:
            await self._remind(unit, track, event, timer)

    @staticmethod
    def _moot(timer: Timer, track: Track, event: CaseEvent) -> Reason | None:
        """Why there is nothing to do any more."""
        if track.state is CaseState.RESOLVED:
            return Reason.SKIPPED_RESOLVED_MEANWHILE
        if not event.findings:
            return Reason.SKIPPED_NOTHING_TO_SHOW
        if event.party.authority and timer.kind is not TimerKind.GROUP:
            return Reason.SKIPPED_AUTHORITY_ONLY_TOLD
        chases = timer.kind in {TimerKind.ESCALATE, TimerKind.REPEAT}
        return Reason.SKIPPED_ACKNOWLEDGED if chases and event.looked_after else None

    async def _group(self, unit: AlertUnit, track: Track, event: CaseEvent) -> None:
        if track.announced:
            await self._following.tell_grown(unit, track, event)
        else:
            await self._opening.at_last(unit, track, event)

    async def _escalate(self, unit: AlertUnit, track: Track, event: CaseEvent) -> None:
        """Go one step further, and give those people their time."""
        scene = await self._teller.scene(unit, track, event)
        if scene.record is None:
            return
        routes = plan(scene.record, await unit.coordinators(), matter_of(event), scene.now)
        step = routes.next_after(scene.reached)
        if not step:
            await self._teller.skip(scene, Reason.SKIPPED_NO_NEXT_STEP, AlertKind.ESCALATED)
            return
        holds = [
            await self._teller.tell(scene, route.to, AlertKind.ESCALATED, step=route.step)
            for route in step
        ]
        further = replace(track, step=max(track.step, step[0].step))
        if scene.fresh:
            further = replace(further, last_notice=scene.now)
        await unit.put_track(further)
        if scene.fresh or any(holds):  # else all of them had been told on behalf of another agency
            await self._schedule.restart(scene, holds)

    async def _remind(self, unit: AlertUnit, track: Track, event: CaseEvent, timer: Timer) -> None:
        """Remind those who know: that the post goes out, or that nobody looks after the case."""
        before = timer.kind is TimerKind.REMIND
        now = self._clock.now()
        if not before and track.last_notice and track.last_notice + self._teller.rules.repeat > now:
            await self._schedule.repeat(unit, track, timer.step, now)  # told since: count anew
            return
        if before and (event.deadline is None or event.deadline <= now):
            await self._teller.skip_all(
                unit, event, Reason.SKIPPED_DEADLINE_PASSED, AlertKind.REMINDER
            )
            return
        scene = await self._teller.scene(unit, track, event)
        slot = f"repeat-{timer.step}"
        people = scene.knowing_owners()
        if before and event.deadline:
            slot = f"deadline-{event.deadline.isoformat()}"
            people = [*people, *await scene.knowing_outsiders()]
        for to in people:
            await self._teller.tell(scene, to, AlertKind.REMINDER, slot=slot)
        if scene.fresh:
            track = replace(track, last_notice=now)
        await unit.put_track(track)
        if not before:
            await self._schedule.repeat(unit, replace(track, last_notice=now), timer.step + 1, now)
