"""The events of matching as protobuf, put in the outbox within the caller's transaction.

What an event shows of another agency's unpublished text is written into the audit trail in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from selaras.api.v1 import draft_pb2
from selaras.event.v1 import case_pb2
from selaras.event.v1 import draft_pb2 as draft_event_pb2
from selaras.kit.clock import Clock
from selaras.kit.outbox import new_event_id
from selaras.matching.domain.case import Case, TimelineEntry
from selaras.matching.domain.case_view import CaseView
from selaras.matching.domain.finding import Relation
from selaras.matching.domain.message import Agency, Message
from selaras.matching.domain.view import FindingView
from selaras.matching.entrypoints.case_convert import to_proto_case, to_proto_entry
from selaras.matching.entrypoints.convert import (
    to_proto_agency,
    to_proto_finding,
    to_proto_time,
)
from selaras.matching.handlers.reveals import note_reveals
from selaras.matching.ports import Transaction

# Findings of one check that travel in an event; the rest can be listed.
_MOST_FINDINGS = 100
_RELATIONS = {
    Relation.CONTRADICTION: "RELATION_CONTRADICTION",
    Relation.OVERLAP: "RELATION_OVERLAP",
}


class ProtoEvents:
    """See :class:`selaras.matching.ports.Events`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def draft_checked(
        self,
        transaction: Transaction,
        message: Message,
        views: Sequence[FindingView],
        at: datetime,
        *,
        failed: bool = False,
    ) -> None:
        """See :class:`selaras.matching.ports.Events`."""
        views = views[:_MOST_FINDINGS]
        await note_reveals(transaction, message.agency.id, views, self._clock)
        event_id = new_event_id()
        state = draft_pb2.CHECK_STATE_FAILED if failed else draft_pb2.CHECK_STATE_CHECKED
        event = draft_event_pb2.DraftChecked(
            event_id=event_id,
            draft=message.draft_name,
            check=draft_pb2.Check(
                state=state,
                revision=message.revision,
                check_time=to_proto_time(at),
                findings=[to_proto_finding(view) for view in views],
            ),
            check_time=to_proto_time(at),
        )
        subject = f"selaras.v1.draft.checked.{message.agency.id}"
        await transaction.emit(subject, event.SerializeToString(), event_id)

    async def case_changed(
        self,
        transaction: Transaction,
        verb: str,
        case: Case,
        *,
        agency: Agency,
        agencies: Sequence[Agency],
        views: Sequence[FindingView],
        deadline: datetime | None,
        change: TimelineEntry | None,
        view: CaseView,
    ) -> None:
        """See :class:`selaras.matching.ports.Events`."""
        views = views[:_MOST_FINDINGS]
        await note_reveals(transaction, agency.id, views, self._clock)
        event_id = new_event_id()
        event = case_pb2.CaseChanged(
            event_id=event_id,
            case=case.name,
            state=case_pb2.CASE_STATE_OPEN if case.is_live else case_pb2.CASE_STATE_RESOLVED,
            relation=_RELATIONS[case.relation],
            version=case.version,
            side=case_pb2.CaseSide(
                agency=to_proto_agency(agency),
                findings=[to_proto_finding(item) for item in views],
            ),
            agencies=[to_proto_agency(other) for other in agencies],
            change_time=to_proto_time(case.change_time),
            resolution=case.resolution or "",
            view=to_proto_case(replace(view, findings=(), timeline=())),
        )
        if deadline is not None:
            event.deadline.CopyFrom(to_proto_time(deadline))
        if change is not None:
            event.change.CopyFrom(to_proto_entry(change))
        subject = f"selaras.v1.case.{verb}.{agency.id}"
        await transaction.emit(subject, event.SerializeToString(), event_id)
