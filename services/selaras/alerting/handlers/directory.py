"""A change of the directory: remember it, and tell owners what nobody could be told before."""

from __future__ import annotations

from selaras.alerting.domain.directory import AgencyRecord
from selaras.alerting.handlers.cases import CaseHandler
from selaras.alerting.ports.store import AlertStore
from selaras.alerting.ports.subscriptions import Subscriptions


class DirectoryHandler:
    """Keeps alerting's own view of agencies and owners."""

    def __init__(self, store: AlertStore, subscriptions: Subscriptions, cases: CaseHandler) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._cases = cases

    async def changed(self, record: AgencyRecord) -> None:
        """Take over a newer record; older ones change nothing."""
        async with self._store.transaction() as unit:
            if await unit.put_agency(record) and record.owners:
                for track in await unit.waiting(record.agency.agency_id):
                    await self._cases.serve(unit, track)
        # After the commit: a subscription that is made too early is harmless, one that is
        # forgotten would lose nothing either, for it is made again at the next start.
        self._subscriptions.ensure(record.agency.agency_id)
        self._cases.sent()
