"""A change of a case: who is told what, in one transaction with what it follows from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from selaras.alerting.domain.case import CaseEvent, CaseState
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.track import Track, first_track
from selaras.alerting.handlers.closing import Closing
from selaras.alerting.handlers.following import Following
from selaras.alerting.handlers.opening import Opening
from selaras.alerting.handlers.teller import Teller
from selaras.alerting.ports.store import AlertStore, AlertUnit
from selaras.kit import tracing
from selaras.kit.clock import Clock


class CaseHandler:
    """Handles changes of cases, each for its receiving agency.

    Args:
        sent: called after a commit that may have left alerts to be sent.
    """

    def __init__(
        self,
        store: AlertStore,
        teller: Teller,
        *,
        opening: Opening,
        following: Following,
        closing: Closing,
        clock: Clock,
        sent: Callable[[], None],
    ) -> None:
        self._store = store
        self._teller = teller
        self._opening = opening
        self._following = following
        self._closing = closing
        self._clock = clock
        self.sent = sent

    async def changed(self, event: CaseEvent) -> None:
        """Handle one event; the same or an older one again changes nothing."""
        async with self._store.transaction() as unit:
            known = await unit.track(event.case_id, event.agency_id)
            if known and event.version <= known.version:
                await self._teller.skip_all(unit, event, Reason.SKIPPED_OLDER_VERSION)
                return
            track = known.follow(event) if known else first_track(event)
            track = replace(track, traceparent=tracing.current_traceparent())
            await self._follow(unit, track, event, known.event if known else None)
            if known and known.contradicts and not track.contradicts:
                await self._closing.wake_overlaps(unit, event.agency_id, self._clock.now())
        self.sent()

    async def serve(self, unit: AlertUnit, track: Track) -> None:
        """Tell the owners of a case that nobody could be told of before."""
        if track.event and track.state is CaseState.OPEN and track.event.findings:
            now = tracing.current_traceparent()
            with tracing.span("serve", parent=track.traceparent, links=[now]):
                await self._opening.at_last(unit, track, track.event)

    async def _follow(
        self, unit: AlertUnit, track: Track, event: CaseEvent, known: CaseEvent | None
    ) -> None:
        if event.state is CaseState.RESOLVED:
            await self._closing.resolve(unit, track, event)
        elif not event.findings:
            await unit.put_track(track)
            await unit.drop_timers(event.case_id, event.agency_id)
            await self._teller.skip_all(unit, event, Reason.SKIPPED_NOTHING_TO_SHOW)
        elif track.announced:
            await self._following.update(unit, track, event, known)
        else:
            await self._opening.consider(unit, track, event, self._clock.now())
