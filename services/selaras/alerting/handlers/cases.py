"""A change of a case: one notice for each owner who does not know yet, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from selaras.alerting.domain.decision import Decision, Reason, decide, epoch_of, skip_event
from selaras.alerting.domain.model import CaseEvent, CaseProgress, Contact, Notice, Owner
from selaras.alerting.handlers.compose import Composer
from selaras.alerting.ports.store import AlertStore, AlertUnit
from selaras.kit import metrics
from selaras.kit.clock import Clock
from selaras.kit.logging import get_logger

_log = get_logger(__name__)


class CaseHandler:
    """Decides for each owner of the receiving agency.

    Args:
        sent: called after a commit that may have left alerts to be sent.
    """

    def __init__(
        self, store: AlertStore, composer: Composer, clock: Clock, sent: Callable[[], None]
    ) -> None:
        self._store = store
        self._composer = composer
        self._clock = clock
        self.sent = sent

    async def changed(self, event: CaseEvent) -> None:
        """Handle one event; the same or an older one again changes nothing."""
        async with self._store.transaction() as unit:
            known = await unit.progress(event.case_id, event.agency_id)
            reason = skip_event(event, known)
            if reason is Reason.SKIPPED_OLDER_VERSION:
                await self._keep(unit, event, Decision(reason))
                return
            progress = CaseProgress(event.version, epoch_of(event, known), event.state)
            await unit.put_progress(event.case_id, event.agency_id, progress)
            if reason:
                await self._keep(unit, event, Decision(reason))
                return
            await self.serve(unit, event)
        self.sent()

    async def serve(self, unit: AlertUnit, event: CaseEvent) -> None:
        """Tell the owners of an event whose progress is recorded, or keep it for later."""
        progress = await unit.progress(event.case_id, event.agency_id)
        if progress is None:
            raise LookupError(f"no progress of {event.case_id} for {event.agency_id}")
        record = (await unit.agencies([event.agency_id])).get(event.agency_id)
        owners = record.owners if record else ()
        unserved = b"" if owners else event.payload
        if unserved != progress.unserved:
            await unit.put_progress(
                event.case_id, event.agency_id, replace(progress, unserved=unserved)
            )
        if not owners:
            await self._keep(unit, event, Decision(Reason.SKIPPED_NO_OWNER))
            return
        told = await unit.told(event.case_id, event.agency_id, progress.epoch)
        reasons = {
            owner: decide(event.status, told.get(owner.owner_id, frozenset())) for owner in owners
        }
        # Most events of a large case tell nobody anything new: ask for contacts only if needed.
        contacts = await _contacts(unit, event) if Reason.ALERTED in reasons.values() else ()
        for owner, reason in reasons.items():
            outcome = reason
            if reason is Reason.ALERTED:
                notice = self._notice(event, owner, progress.epoch, contacts)
                if not await unit.add_notice(notice):
                    outcome = Reason.SKIPPED_ALREADY_ALERTED
            await self._keep(unit, event, Decision(outcome, owner.owner_id))

    def _notice(
        self, event: CaseEvent, owner: Owner, epoch: int, contacts: tuple[Contact, ...]
    ) -> Notice:
        return Notice(
            event=event,
            owner=owner,
            epoch=epoch,
            contacts=contacts,
            title=self._composer.title(event),
            text=self._composer.body(event, owner, contacts),
            create_time=self._clock.now(),
        )

    async def _keep(self, unit: AlertUnit, event: CaseEvent, decision: Decision) -> None:
        await unit.add_decision(event, decision)
        metrics.ALERTS.labels(decision.reason).inc()
        warns = decision.reason in {Reason.SKIPPED_NO_OWNER, Reason.SKIPPED_NOTHING_TO_SHOW}
        log = _log.warning if warns else _log.info
        log(
            "alert_decision",
            reason=str(decision.reason),
            case=event.case_id,
            version=event.version,
            status=str(event.status),
            agency=event.agency_id,
            owner=decision.owner_id,
        )


async def _contacts(unit: AlertUnit, event: CaseEvent) -> tuple[Contact, ...]:
    """How to reach the owners of the other side, as they are known now."""
    records = await unit.agencies(other.agency_id for other in event.others)
    return tuple(
        Contact(other, owner.display_name, owner.contact)
        for other in event.others
        if other.agency_id in records
        for owner in records[other.agency_id].owners
    )
