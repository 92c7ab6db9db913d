"""Erases on request: a draft with all that was made from it, or a person's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from selaras.kit.clock import Clock
from selaras.kit.logging import get_logger
from selaras.kit.marks import mark
from selaras.matching.cases.assembly import replace_findings
from selaras.matching.domain.audit import Action, AuditRecord
from selaras.matching.domain.case import Resolution
from selaras.matching.domain.erasure import ErasureOrder, Trace
from selaras.matching.domain.message import Agency, AgencyLevel, Message, MessageState
from selaras.matching.handlers.erasure_ports import (
    BusEraser,
    ErasureNews,
    ErasureStore,
    ErasureTransaction,
)
from selaras.matching.handlers.report import report_cases
from selaras.matching.pipeline import Pipeline
from selaras.matching.ports import Events

_log = get_logger(__name__)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_FINDING_NAME = 1  # number of the field `name` in a finding


class EraseHandler:
    """Erases matching's part, and at the end what lies on the event bus."""

    def __init__(
        self,
        *,
        store: ErasureStore,
        pipeline: Pipeline,
        events: Events,
        news: ErasureNews,
        bus: BusEraser,
        clock: Clock,
    ) -> None:
        self._store = store
        self._pipeline = pipeline
        self._events = events
        self._news = news
        self._bus = bus
        self._clock = clock

    async def requested(self, order: ErasureOrder) -> None:
        """Erase matching's part and hand on to the next. Safe to repeat.

        Raises:
            Unavailable: a part is away; try again.
        """
        async with self._store.transaction() as transaction:
            known = await transaction.erasure(order.erasure_id)
            trace = known[1] if known else await self._erase(transaction, order)
            marked = _marked(order, trace)
            await transaction.put_erasure(marked, trace)
            await self._news.erased(transaction, "matching", marked, trace)
        if order.draft_id:
            await self._pipeline.take_out(order.key)
            self._pipeline.forget(order.key)
        await self._store.scrub()

    async def handed_back(self, erasure_id: str) -> None:
        """All services have erased their part: erase what lies on the bus. Safe to repeat.

        Raises:
            Unavailable: a part is away; try again.
        """
        async with self._store.transaction() as transaction:
            known = await transaction.erasure(erasure_id)
        if known is None:
            return
        order, trace = known
        erased = await self._bus.erase(order, sorted({order.agency, *trace.agencies}))
        async with self._store.transaction() as transaction:
            await transaction.forget_events(order.marks)
            await transaction.put_erasure(replace(order, marks=()), trace)
            await self._news.erased(transaction, "bus", order, None)
        await self._store.scrub()
        _log.info("erased", erasure=erasure_id, messages=erased, findings=len(trace.findings))

    async def _erase(self, transaction: ErasureTransaction, order: ErasureOrder) -> Trace:
        now = self._clock.now()
        trace = Trace()
        if order.draft_id:
            trace = await self._erase_draft(transaction, order, now)
        else:
            await transaction.rename_owner(order.agency, order.owner, order.pseudonym)
        action = Action.DRAFT_ERASED if order.draft_id else Action.OWNER_ERASED
        detail = {"reason": order.reason, "erasure": order.erasure_id}
        await transaction.record(
            AuditRecord(
                action,
                order.actor,
                order.subject,
                now,
                detail=detail,
                agencies=(order.agency,),
            )
        )
        return trace

    async def _erase_draft(
        self, transaction: ErasureTransaction, order: ErasureOrder, now: datetime
    ) -> Trace:
        """First what is there, then what tells of it, so that no new event tells of the old."""
        trace = await transaction.trace(order.key)
        await transaction.forget_events(_marked(order, trace).marks)
        await transaction.put_message(await _blank(transaction, order))
        await transaction.drop_vectors(order.key)
        assembly = await replace_findings(
            transaction, order.key, (), now, when_gone=Resolution.WITHDRAWN
        )
        await transaction.delete_findings(trace.findings)
        await report_cases(transaction, self._events, assembly)
        return trace


def _marked(order: ErasureOrder, trace: Trace) -> ErasureOrder:
    """The order with the marks of the findings too."""
    found = (mark(f"findings/{name}", _FINDING_NAME) for name in trace.findings)
    return replace(order, marks=tuple(dict.fromkeys((*order.marks, *found))))


async def _blank(transaction: ErasureTransaction, order: ErasureOrder) -> Message:
    """A message that says nothing, newer than any event of the old one.

    It stays in the place of the old one so that an event that comes late, and be it the first,
    brings nothing back, and so that the agency is known in its cases.
    """
    known = await transaction.message(order.key)
    agency = known.message.agency if known else await transaction.agency(order.agency)
    return Message(
        agency=agency or Agency(order.agency, order.agency, AgencyLevel.VERTIKAL, ""),
        external_id=order.draft_id,
        revision=order.revision + 1,
        version=order.version,
        title="",
        body="",
        # Any other message says better what the agency is called.
        authored=known.message.authored if known else _LONG_AGO,
        state=MessageState.WITHDRAWN,
    )
