"""Writes down what is shown of unpublished texts, before it is shown."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from selaras.kit.clock import Clock
from selaras.matching.domain.audit import AuditRecord
from selaras.matching.domain.reveal import reveals_in
from selaras.matching.domain.view import AnyView
from selaras.matching.domain.viewer import Viewer
from selaras.matching.handlers.case_ports import CaseStore
from selaras.matching.ports import Transaction

_REMEMBERED = 20_000
_Key = tuple[str, str, str, tuple[str, ...]]


class Reveals:
    """The reveals of answers; those of events are written by :func:`note_reveals`.

    What was written down before is remembered, so that reading the same again costs nothing, and
    is looked up before anything is written, so that reading after a restart does not wait for
    those who write.
    """

    def __init__(self, store: CaseStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: OrderedDict[_Key, None] = OrderedDict()

    async def shown(self, viewer: Viewer, views: Iterable[AnyView], *, whole: bool = True) -> None:
        """Write down what some views show that this viewer was not shown before.

        Args:
            whole: the whole views are shown; else only what clashes in them.

        Raises:
            Unavailable: it cannot be written down; then it must not be shown.
        """
        await self.note(reveals_in(viewer, views, self._clock.now(), whole=whole))

    async def note(self, records: Sequence[AuditRecord]) -> None:
        """Write down those of some reveals that were not written down before.

        Raises:
            Unavailable: it cannot be written down; then it must not be shown.
        """
        news = [record for record in records if _key(record) not in self._known]
        if not news:
            return
        unknown = await self._store.unknown_reveals(news)
        if unknown:
            async with self._store.transaction() as transaction:
                await transaction.record(*unknown)
        self._remember(news)

    def _remember(self, records: Sequence[AuditRecord]) -> None:
        for record in records:
            self._known[_key(record)] = None
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


async def note_reveals(
    transaction: Transaction, agency: str, views: Sequence[AnyView], clock: Clock
) -> None:
    """Write down what an event shows to an agency, in the transaction that sends it."""
    await transaction.record(*reveals_in(Viewer(agency), views, clock.now()))


def _key(record: AuditRecord) -> _Key:
    return (record.action, record.actor, record.subject, tuple(record.detail.values()))
