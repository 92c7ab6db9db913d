"""Erasures on the bus: what is to be erased, who is done, and the messages that must go."""

from __future__ import annotations

from collections.abc import Sequence

from google.protobuf.message import DecodeError

from selaras.event.v1 import erasure_pb2
from selaras.kit.bus import ALERTS, DEAD, EVENTS
from selaras.kit.consumer import Delivery
from selaras.kit.errors import InvalidRequest
from selaras.kit.marks import mark
from selaras.kit.outbox import new_event_id
from selaras.kit.sweep import StreamSweep
from selaras.matching.domain.erasure import ErasureOrder, Trace
from selaras.matching.entrypoints.convert import from_proto_time, to_proto_time
from selaras.matching.handlers.erase import EraseHandler
from selaras.matching.ports import Transaction

_REQUESTED = "selaras.v1.draft.erase."
_DONE = "selaras.v1.draft.erased."
ERASURES = (f"{_REQUESTED}>", f"{_DONE}>")


class ErasureEvents:
    """Hands each event about an erasure to the handler."""

    def __init__(self, handler: EraseHandler) -> None:
        self._handler = handler

    def handles(self, delivery: Delivery) -> bool:
        """Whether an event is about an erasure."""
        return delivery.subject.startswith((_REQUESTED, _DONE))

    async def handle(self, delivery: Delivery) -> None:
        """Handle one event.

        Raises:
            InvalidRequest: EVENT_MALFORMED; never worth a retry.
            Unavailable: a part is away.
        """
        try:
            if delivery.subject.startswith(_REQUESTED):
                order = erasure_pb2.ErasureRequested.FromString(delivery.payload).order
                await self._handler.requested(_from_proto(order))
                return
            done = erasure_pb2.ErasureDone.FromString(delivery.payload)
        except DecodeError as error:
            raise InvalidRequest("EVENT_MALFORMED", f"not an event: {error}") from error
        if done.service == "alerting":
            await self._handler.handed_back(done.erasure)


class ErasureOutbox:
    """See :class:`selaras.matching.handlers.erasure_ports.ErasureNews`."""

    async def erased(
        self, transaction: Transaction, service: str, order: ErasureOrder, trace: Trace | None
    ) -> None:
        """See the port."""
        event_id = new_event_id()
        done = erasure_pb2.ErasureDone(
            event_id=event_id, erasure=order.erasure_id, service=service, agency=order.agency
        )
        if trace is not None:
            done.order.CopyFrom(_to_proto(order))
            done.findings.extend(f"findings/{name}" for name in trace.findings)
        await transaction.emit(f"{_DONE}{order.agency}", done.SerializeToString(), event_id)


class StreamEraser:
    """See :class:`selaras.matching.handlers.erasure_ports.BusEraser`."""

    def __init__(self, sweep: StreamSweep) -> None:
        self._sweep = sweep

    async def erase(self, order: ErasureOrder, agencies: Sequence[str]) -> int:
        """See the port."""
        erased = 0
        for stream, subject, marks in _places(order, agencies):
            if marks:
                erased += await self._sweep.erase(stream, subject, marks)
        return erased


def _places(
    order: ErasureOrder, agencies: Sequence[str]
) -> list[tuple[str, str, tuple[bytes, ...]]]:
    """Stream, subject and marks of all that may speak of what is erased."""
    marks = order.marks
    if not order.draft_id:
        agency, name = order.agency, mark(order.subject)
        return [
            (EVENTS, f"selaras.v1.directory.changed.{agency}", (name, *marks)),
            (EVENTS, f"selaras.v1.draft.erase.{agency}", marks),
            (EVENTS, f"selaras.v1.draft.erased.{agency}", marks),
            (ALERTS, f"selaras.v1.alert.{agency}.{order.owner}", (name,)),
            # Whoever was told to call this person.
            (ALERTS, "selaras.v1.alert.>", marks),
            (DEAD, "selaras.v1.dead.>", (name, *marks)),
        ]
    places = [(DEAD, "selaras.v1.dead.>", marks)]
    for agency in agencies:
        places += [
            (EVENTS, f"selaras.v1.draft.*.{agency}", marks),
            (EVENTS, f"selaras.v1.case.*.{agency}", marks),
            (ALERTS, f"selaras.v1.alert.{agency}.*", marks),
        ]
    return places


def _from_proto(order: erasure_pb2.ErasureOrder) -> ErasureOrder:
    time = from_proto_time(order, "time")
    if time is None or not order.erasure or not (order.draft or order.owner):
        raise InvalidRequest("EVENT_MALFORMED", "an erasure needs an id, a subject and a time")
    return ErasureOrder(
        erasure_id=order.erasure,
        agency=order.agency,
        draft_id=order.draft.partition("/drafts/")[2],
        owner=order.owner.partition("/owners/")[2],
        version=order.version,
        revision=order.revision,
        pseudonym=order.pseudonym,
        actor=order.actor,
        reason=order.reason,
        time=time,
        marks=tuple(order.marks),
    )


def _to_proto(order: ErasureOrder) -> erasure_pb2.ErasureOrder:
    return erasure_pb2.ErasureOrder(
        erasure=order.erasure_id,
        agency=order.agency,
        draft=order.subject if order.draft_id else "",
        owner="" if order.draft_id else order.subject,
        version=order.version,
        revision=order.revision,
        pseudonym=order.pseudonym,
        actor=order.actor,
        reason=order.reason,
        time=to_proto_time(order.time),
        marks=order.marks,
    )
