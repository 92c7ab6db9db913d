"""A case is resolved: whoever was alerted hears of it, and nothing else is sent any more."""

from __future__ import annotations

from datetime import datetime

from selaras.alerting.domain.case import CaseEvent
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.track import Timer, TimerKind, Track
from selaras.alerting.handlers.scene import Scene
from selaras.alerting.handlers.teller import Teller
from selaras.alerting.ports.store import AlertUnit


class Closing:
    """Tells that a case is resolved."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller

    async def resolve(self, unit: AlertUnit, track: Track, event: CaseEvent) -> None:
        """Stop what was to come, and tell those who know of the case."""
        scene = await self._teller.scene(unit, track, event)
        await unit.put_track(track)
        await self._stop(scene)
        if not scene.record or not scene.owners:
            await self._teller.skip(scene, Reason.SKIPPED_NO_OWNER, AlertKind.RESOLVED)
            return
        await self._tell(scene)

    async def wake_overlaps(self, unit: AlertUnit, agency_id: str, now: datetime) -> None:
        """Look again at overlaps that were not told because their pairs contradicted elsewhere."""
        for track in await unit.unannounced(agency_id):
            timers = await unit.timers(track.case_id, agency_id)
            if TimerKind.GROUP not in timers:
                await unit.put_timer(Timer(track.case_id, agency_id, TimerKind.GROUP, now))

    async def _stop(self, scene: Scene) -> None:
        event, unit = scene.event, scene.unit
        await unit.drop_timers(event.case_id, event.agency_id)
        for item in await unit.held(event.case_id, event.agency_id):
            await unit.drop_held(item.case_id, item.agency_id, item.owner_id)
            await self._teller.skip_held(unit, event, item, Reason.SKIPPED_RESOLVED_MEANWHILE)
        scene.held = []
        agencies = {event.agency_id} | {agency_id for agency_id, _ in scene.knowing}
        for agency_id in sorted(agencies):
            await unit.drop_deliveries(event.case_id, agency_id)

    async def _tell(self, scene: Scene) -> None:
        knowing = scene.knowing_owners()
        for to in [*knowing, *await scene.knowing_outsiders()]:
            if to.name == scene.event.change.person:
                await self._teller.skip(scene, Reason.SKIPPED_OWN_ACTION, AlertKind.RESOLVED, to)
            else:
                await self._teller.tell(scene, to, AlertKind.RESOLVED)
        never = Reason.SKIPPED_RESOLVED_NEVER_ALERTED
        for owner in scene.owners:
            other = scene.own(owner.owner_id)
            if other and other not in knowing:
                await self._teller.skip(scene, never, AlertKind.RESOLVED, other)
