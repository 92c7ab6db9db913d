"""The timers of a case: when it is escalated, when people are reminded and told again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from selaras.alerting.domain.case import CaseEvent, Severity
from selaras.alerting.domain.track import Timer, TimerKind, Track
from selaras.alerting.handlers.scene import Scene
from selaras.alerting.ports.store import AlertUnit
from selaras.alerting.route.escalation import (
    EscalationRules,
    counts_from,
    escalate_at,
    remind_at,
)
from selaras.alerting.route.noise import Hold, NoiseRules

_CHASING = (TimerKind.ESCALATE, TimerKind.REPEAT)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sets timers.

    What is of low severity is not escalated and not repeated: people can live with it. Nor is what
    somebody looks after, and an authority is only told.
    """

    noise: NoiseRules
    escalation: EscalationRules

    async def arm(self, scene: Scene, holds: Sequence[Hold | None]) -> None:
        """Set all timers after the first notice."""
        event = scene.event
        if event.party.authority:
            return
        if not event.looked_after and event.severity > Severity.LOW:
            start = counts_from(event, holds, scene.now, self.escalation)
            due = escalate_at(start, event.deadline, self.escalation)
            await self._set(scene.unit, event, TimerKind.ESCALATE, due)
            await self._set(scene.unit, event, TimerKind.REPEAT, start + self.noise.repeat)
        await self.set_reminder(scene.unit, event, scene.now)

    async def restart(self, scene: Scene, holds: Sequence[Hold | None]) -> None:
        """Give those who were told now the time to acknowledge."""
        event = scene.event
        if event.looked_after or event.party.authority or event.severity <= Severity.LOW:
            return
        start = counts_from(event, holds, scene.now, self.escalation)
        due = escalate_at(start, event.deadline, self.escalation)
        await self._set(scene.unit, event, TimerKind.ESCALATE, due)

    async def follow(
        self, unit: AlertUnit, known: CaseEvent | None, event: CaseEvent, now: datetime
    ) -> None:
        """Bring the timers of an announced case in line with its newest state."""
        if event.looked_after:
            await unit.drop_timers(event.case_id, event.agency_id, _CHASING)
        if known is None or known.deadline == event.deadline or event.party.authority:
            return
        await unit.drop_timers(event.case_id, event.agency_id, [TimerKind.REMIND])
        await self.set_reminder(unit, event, now)
        pending = (await unit.timers(event.case_id, event.agency_id)).get(TimerKind.ESCALATE)
        due = escalate_at(now, event.deadline, self.escalation)
        if pending and due < pending.due:
            await unit.put_timer(replace(pending, due=due, lease=""))

    async def set_reminder(self, unit: AlertUnit, event: CaseEvent, now: datetime) -> None:
        """Set the reminder before the first post goes out, where there is time for one."""
        moment = remind_at(now, event.deadline)
        if moment is not None:
            await self._set(unit, event, TimerKind.REMIND, moment)

    async def repeat(self, unit: AlertUnit, track: Track, step: int, now: datetime) -> None:
        """Set the next repetition."""
        due = (track.last_notice or now) + self.noise.repeat
        timer = Timer(track.case_id, track.agency_id, TimerKind.REPEAT, max(due, now), step)
        await unit.put_timer(timer)

    @staticmethod
    async def _set(unit: AlertUnit, event: CaseEvent, kind: TimerKind, due: datetime) -> None:
        await unit.put_timer(Timer(event.case_id, event.agency_id, kind, due))
