"""Events from the bus, one after the other in the order of the stream."""

from __future__ import annotations

from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.entrypoints.convert_directory import from_proto_directory
from selaras.alerting.entrypoints.convert_erasure import from_proto_erasure
from selaras.alerting.handlers.cases import CaseHandler
from selaras.alerting.handlers.directory import DirectoryHandler
from selaras.alerting.handlers.erase import EraseHandler
from selaras.kit.bus import EVENTS, Bus
from selaras.kit.consumer import Consumer, Delivery
from selaras.kit.errors import InvalidRequest

DURABLE = "alerting"
_DIRECTORY = "selaras.v1.directory.changed."
_CASE = "selaras.v1.case."
_ERASED = "selaras.v1.draft.erased."


class AlertingEvents:
    """Feeds the handlers.

    One consumer reads directory and cases together and handles one event at a time: an owner who
    was registered before a draft was submitted is then known when that draft opens a case.
    """

    def __init__(
        self, bus: Bus, cases: CaseHandler, directory: DirectoryHandler, erase: EraseHandler
    ) -> None:
        self._cases = cases
        self._erase = erase
        self._directory = directory
        self._consumer = Consumer(
            bus,
            service="alerting",
            durable=DURABLE,
            stream=EVENTS,
            subjects=[f"{_DIRECTORY}*", f"{_CASE}>", f"{_ERASED}>"],
            handler=self.handle,
            ordered=True,
        )

    async def run(self) -> None:
        """Consume until cancelled."""
        await self._consumer.run()

    async def handle(self, delivery: Delivery) -> None:
        """Handle one event.

        Raises:
            InvalidRequest: EVENT_MALFORMED or SUBJECT_UNKNOWN; the event is given up.
            Unavailable: a part is away; the event comes again.
        """
        if delivery.subject.startswith(_DIRECTORY):
            await self._directory.changed(from_proto_directory(delivery.payload))
        elif delivery.subject.startswith(_CASE):
            await self._cases.changed(from_proto_case(delivery.payload))
        elif delivery.subject.startswith(_ERASED):
            order = from_proto_erasure(delivery.payload)
            if order is not None:
                await self._erase.erase(order)
        else:
            raise InvalidRequest("SUBJECT_UNKNOWN", f"nothing handles {delivery.subject}")
