"""Notices that waited are decided anew when their time comes; some of them become one digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from selaras.alerting.domain.case import CaseEvent, Severity
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Recipient
from selaras.alerting.domain.notice import Held, Telling
from selaras.alerting.domain.track import Track
from selaras.alerting.handlers.scene import Scene
from selaras.alerting.handlers.teller import Teller
from selaras.alerting.ports.store import AlertStore, AlertUnit
from selaras.alerting.route.noise import RATE_WINDOW, Hold, has_room
from selaras.alerting.route.release import moot, told_now
from selaras.kit import tracing
from selaras.kit.clock import Clock
from selaras.kit.errors import Unavailable
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_OWNERS = 50
_LEASE = timedelta(seconds=60)
_COLLECTED = frozenset({Reason.HELD_DIGEST.value, Reason.HELD_RATE_LIMIT.value})
_GATED = frozenset({Reason.HELD_SILENCE, Reason.HELD_WORKING_HOURS})


class HeldHandler:
    """Lets go of what was held."""

    def __init__(self, store: AlertStore, teller: Teller, clock: Clock) -> None:
        self._store = store
        self._teller = teller
        self._clock = clock

    async def release(self) -> int:
        """Decide what is due; answers how many notices that were."""
        groups = await self._store.claim_held(self._clock.now(), _OWNERS, _LEASE)
        for group in groups:
            await self._try(group)
        return sum(map(len, groups))

    async def _try(self, group: Sequence[Held]) -> None:
        try:
            async with self._store.transaction() as unit:
                await self._let_go(unit, group)
        except Unavailable:
            raise
        except Exception as error:
            first = group[0]
            _log.error("held_failed", agency=first.agency_id, owner=first.owner_id, exc_info=error)

    async def _let_go(self, unit: AlertUnit, group: Sequence[Held]) -> None:
        """All that is due of one owner."""
        collected: list[tuple[Scene, Telling]] = []
        # In one order everywhere, so that two transactions never wait for each other.
        for item in sorted(group, key=lambda held: (held.case_id, held.track_id)):
            track = await unit.track(item.case_id, item.track_id)
            if not await unit.take_held(item) or track is None or track.event is None:
                continue
            scene = await self._teller.scene(unit, track, track.event)
            to = await self._still_counts(scene, track, track.event, item)
            if to is None:
                continue
            if item.reason in _COLLECTED:
                collected.append((scene, await self._telling(scene, to, item)))
            else:
                with tracing.span("held", parent=track.traceparent):
                    await self._tell(scene, to, item)
        if collected:
            await self._collect(unit, collected)

    async def _collect(self, unit: AlertUnit, collected: list[tuple[Scene, Telling]]) -> None:
        """A digest belongs to the trace of its first case and is linked to those of the others."""
        first, *others = [scene.track.traceparent for scene, _ in collected]
        with tracing.span("digest", parent=first, links=others):
            await self._digest(unit, collected)

    async def _still_counts(
        self, scene: Scene, track: Track, event: CaseEvent, item: Held
    ) -> Recipient | None:
        """Whom it is for, where it is still to be told; else the reason is kept."""
        people = await scene.people([item.who])
        why = moot(item, track, scene.now, knows=item.who in scene.knowing)
        if not people:
            why = Reason.SKIPPED_OWNER_GONE
        if why:
            await self._teller.skip_held(scene.unit, event, item, why)
            return None
        return people[0]

    async def _tell(self, scene: Scene, to: Recipient, item: Held) -> None:
        kind, slot = told_now(item, scene.track, knows=item.who in scene.knowing)
        await self._teller.tell(scene, to, kind, slot=slot, step=item.step, news=item.news)

    async def _telling(self, scene: Scene, to: Recipient, item: Held) -> Telling:
        kind, slot = told_now(item, scene.track, knows=item.who in scene.knowing)
        return await self._teller.telling(
            scene, to, kind, slot=slot, step=item.step, news=item.news
        )

    async def _digest(self, unit: AlertUnit, collected: list[tuple[Scene, Telling]]) -> None:
        ready: list[tuple[Scene, Telling]] = []
        for scene, telling in collected:
            hold = await self._teller.hold(scene, telling.to, telling.kind)
            if hold is not None and hold.reason in _GATED:
                await self._teller.keep_for_later(scene, telling, hold)
            elif await unit.known_alerts([telling.alert_id]):
                reason = Reason.SKIPPED_ALREADY_ALERTED
                await self._teller.skip(scene, reason, telling.kind, telling.to)
            else:
                ready.append((scene, telling))
        if ready:
            await self._send(unit, ready)

    async def _send(self, unit: AlertUnit, ready: list[tuple[Scene, Telling]]) -> None:
        scene, telling = ready[0]
        recent = await unit.recent(*telling.to.who, scene.now - RATE_WINDOW)
        room = has_room(recent, self._teller.rules, scene.now)
        if room > scene.now:
            for waiting, held in ready:
                await self._teller.keep_for_later(waiting, held, Hold(Reason.HELD_RATE_LIMIT, room))
            return
        if len(ready) == 1 and scene.event.severity is not Severity.LOW:
            await self._teller.tell(
                scene,
                telling.to,
                telling.kind,
                slot=telling.slot,
                step=telling.step,
                news=telling.news,
            )
            return
        digest = self._teller.composer.digest(telling.to, [entry for _, entry in ready])
        await unit.add_digest(digest)
        for told, entry in ready:
            await self._teller.skip(told, Reason.ALERTED, entry.kind, entry.to)
