"""A change of the directory: remember it, and tell owners what nobody could be told before."""

from __future__ import annotations

from collections.abc import Callable

from selaras.alerting.domain.model import AgencyRecord, CaseEvent
from selaras.alerting.handlers.cases import CaseHandler
from selaras.alerting.ports.store import AlertStore
from selaras.alerting.ports.subscriptions import Subscriptions


class DirectoryHandler:
    """Keeps alerting's own view of agencies and owners.

    Args:
        read_event: makes a case event of the bytes that were kept of it.
    """

    def __init__(
        self,
        store: AlertStore,
        subscriptions: Subscriptions,
        cases: CaseHandler,
        read_event: Callable[[bytes], CaseEvent],
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._cases = cases
        self._read_event = read_event

    async def changed(self, record: AgencyRecord) -> None:
        """Take over a newer record; older ones change nothing."""
        async with self._store.transaction() as unit:
            if await unit.put_agency(record) and record.owners:
                for payload in await unit.unserved(record.agency.agency_id):
                    await self._cases.serve(unit, self._read_event(payload))
        # After the commit: a subscription that is made too early is harmless, one that is
        # forgotten would lose nothing either, for it is made again at the next start.
        self._subscriptions.ensure(record.agency.agency_id)
        self._cases.sent()
