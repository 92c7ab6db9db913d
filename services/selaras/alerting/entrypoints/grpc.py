"""AlertService."""

# ruff: noqa: ARG002, N802 - gRPC gives every method a request and a context, and names them

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from selaras.alerting.domain.case import Severity
from selaras.alerting.entrypoints.convert import RELATIONS
from selaras.alerting.entrypoints.convert_api import (
    from_proto_agency_name,
    from_proto_case_name,
    from_proto_channel,
    from_proto_id,
    from_proto_matcher,
    from_proto_owner_name,
    from_proto_state,
    from_proto_time,
    to_proto_contact,
    to_proto_crisis,
    to_proto_decision,
    to_proto_delivery,
    to_proto_record,
    to_proto_route,
    to_proto_silence,
)
from selaras.alerting.handlers.compose import Composer
from selaras.alerting.handlers.contacts import Contacts
from selaras.alerting.handlers.quiet import QuietHandler
from selaras.alerting.handlers.records import Question, Records
from selaras.alerting.handlers.scope import check_agency, readable_agency, role_not_allowed
from selaras.alerting.ports.desk import Desk, Tester
from selaras.api.v1 import alert_pb2, alert_pb2_grpc, directory_pb2
from selaras.kit.auth import Caller, Role, current_caller
from selaras.kit.errors import FailedPrecondition
from selaras.kit.grpc_server import Context

if TYPE_CHECKING:
    from selaras.alerting.domain.directory import Channel, Recipient

_DELIVERIES = 100


class AlertServicer(alert_pb2_grpc.AlertServiceServicer):
    """Alerts, why they were sent or not, and what keeps them quiet."""

    def __init__(
        self,
        *,
        records: Records,
        contacts: Contacts,
        quiet: QuietHandler,
        composer: Composer,
        desk: Desk,
        tester: Tester,
    ) -> None:
        self._records = records
        self._contacts = contacts
        self._quiet = quiet
        self._composer = composer
        self._desk = desk
        self._tester = tester

    async def ListAlerts(
        self, request: alert_pb2.ListAlertsRequest, context: Context
    ) -> alert_pb2.ListAlertsResponse:
        """See alert.proto."""
        agency_id, owner_id = from_proto_owner_name(request.owner, "owner")
        rows, token = await self._records.alerts(
            current_caller(),
            agency_id,
            owner_id,
            from_proto_case_name(request.case, "case"),
            size=request.page_size,
            token=request.page_token,
        )
        deliveries = await self._desk.of_alerts([row.alert_id for row in rows])
        return alert_pb2.ListAlertsResponse(
            alerts=[to_proto_record(row, deliveries.get(row.alert_id, ())) for row in rows],
            next_page_token=token,
        )

    async def ExplainAlerts(
        self, request: alert_pb2.ExplainAlertsRequest, context: Context
    ) -> alert_pb2.ExplainAlertsResponse:
        """See alert.proto."""
        agency_id, owner_id = from_proto_owner_name(request.owner, "owner")
        case_id = from_proto_case_name(request.case, "case")
        found = await self._records.explain(current_caller(), case_id, agency_id, owner_id)
        return alert_pb2.ExplainAlertsResponse(
            decisions=[to_proto_decision(record) for record in found]
        )

    async def CreateSilence(
        self, request: alert_pb2.CreateSilenceRequest, context: Context
    ) -> alert_pb2.CreateSilenceResponse:
        """See alert.proto."""
        wanted = request.silence
        start: datetime | None = None
        if wanted.HasField("start_time"):
            start = from_proto_time(wanted.start_time, "silence.start_time")
        silence = await self._quiet.silence(
            current_caller(),
            from_proto_matcher(wanted.matcher),
            wanted.reason,
            start,
            from_proto_time(wanted.end_time, "silence.end_time"),
        )
        return alert_pb2.CreateSilenceResponse(silence=to_proto_silence(silence))

    async def ListSilences(
        self, request: alert_pb2.ListSilencesRequest, context: Context
    ) -> alert_pb2.ListSilencesResponse:
        """See alert.proto."""
        found = await self._quiet.silences(current_caller(), ended=request.ended)
        return alert_pb2.ListSilencesResponse(silences=[to_proto_silence(item) for item in found])

    async def ExpireSilence(
        self, request: alert_pb2.ExpireSilenceRequest, context: Context
    ) -> alert_pb2.ExpireSilenceResponse:
        """See alert.proto."""
        silence_id = from_proto_id(request.name, "silences")
        silence = await self._quiet.end_silence(current_caller(), silence_id)
        return alert_pb2.ExpireSilenceResponse(silence=to_proto_silence(silence))

    async def DeclareCrisis(
        self, request: alert_pb2.DeclareCrisisRequest, context: Context
    ) -> alert_pb2.DeclareCrisisResponse:
        """See alert.proto."""
        wanted = request.crisis
        crisis = await self._quiet.declare(
            current_caller(),
            wanted.area_code,
            wanted.topic,
            wanted.reason,
            from_proto_time(wanted.end_time, "crisis.end_time"),
        )
        return alert_pb2.DeclareCrisisResponse(crisis=to_proto_crisis(crisis))

    async def EndCrisis(
        self, request: alert_pb2.EndCrisisRequest, context: Context
    ) -> alert_pb2.EndCrisisResponse:
        """See alert.proto."""
        crisis_id = from_proto_id(request.name, "crises")
        crisis = await self._quiet.end_crisis(current_caller(), crisis_id)
        return alert_pb2.EndCrisisResponse(crisis=to_proto_crisis(crisis))

    async def ListCrises(
        self, request: alert_pb2.ListCrisesRequest, context: Context
    ) -> alert_pb2.ListCrisesResponse:
        """See alert.proto."""
        found = await self._quiet.crises()
        return alert_pb2.ListCrisesResponse(crises=[to_proto_crisis(item) for item in found])

    async def ListRoutes(
        self, request: alert_pb2.ListRoutesRequest, context: Context
    ) -> alert_pb2.ListRoutesResponse:
        """See alert.proto."""
        default = Question()
        question = Question(
            request.topic,
            tuple(request.area_codes),
            Severity(request.severity) if request.severity else default.severity,
            RELATIONS.get(request.relation, default.relation),
        )
        agency_id = from_proto_agency_name(request.agency, "agency")
        found = await self._records.routes(current_caller(), agency_id, question)
        return alert_pb2.ListRoutesResponse(routes=[to_proto_route(item) for item in found])

    async def TestChannel(
        self, request: alert_pb2.TestChannelRequest, context: Context
    ) -> alert_pb2.TestChannelResponse:
        """See alert.proto."""
        agency_id, owner_id = from_proto_owner_name(request.owner, "owner")
        _check_test(current_caller(), agency_id, owner_id)
        to = await self._records.recipient(agency_id, owner_id)
        channel = _channel(to, request.channel)
        outcome = await self._tester.test(to, channel, self._composer.test(to))
        return alert_pb2.TestChannelResponse(
            delivered=outcome.delivered, reason=outcome.reason, detail=outcome.detail
        )

    async def ListDeliveries(
        self, request: alert_pb2.ListDeliveriesRequest, context: Context
    ) -> alert_pb2.ListDeliveriesResponse:
        """See alert.proto."""
        agency_id = _delivery_agency(current_caller())
        size = request.page_size or _DELIVERIES
        state = from_proto_state(request.state)
        found, token = await self._desk.list(state, size, request.page_token, agency_id)
        return alert_pb2.ListDeliveriesResponse(
            deliveries=[to_proto_delivery(item) for item in found], next_page_token=token
        )

    async def RequeueDeliveries(
        self, request: alert_pb2.RequeueDeliveriesRequest, context: Context
    ) -> alert_pb2.RequeueDeliveriesResponse:
        """See alert.proto."""
        agency_id = _delivery_agency(current_caller())
        count = await self._desk.requeue(list(request.names), agency_id)
        return alert_pb2.RequeueDeliveriesResponse(requeued=count)

    async def ListContacts(
        self, request: alert_pb2.ListContactsRequest, context: Context
    ) -> alert_pb2.ListContactsResponse:
        """See alert.proto."""
        case_id = from_proto_case_name(request.case, "case")
        found = await self._contacts.of_case(current_caller(), case_id)
        return alert_pb2.ListContactsResponse(contacts=[to_proto_contact(item) for item in found])


def _check_test(caller: Caller, agency_id: str, owner_id: str) -> None:
    """An owner tests the own channels, a head those of the agency, an administrator all."""
    check_agency(caller, agency_id)
    if caller.role in {Role.ADMIN, Role.HEAD}:
        return
    if caller.role is Role.AGENCY or caller.owner_id != owner_id:
        raise role_not_allowed(caller, "the owner itself, its head or an administrator")


def _delivery_agency(caller: Caller) -> str:
    """Whose deliveries a caller looks after: a head those of the agency, an administrator all."""
    if caller.role not in {Role.ADMIN, Role.HEAD}:
        raise role_not_allowed(caller, "a head or an administrator")
    return readable_agency(caller, "")


def _channel(to: Recipient, kind: int) -> Channel | None:
    """The owner's channel of a kind, the first; None: the event bus."""
    if kind == directory_pb2.CHANNEL_KIND_NATS:
        return None
    wanted = from_proto_channel(kind)
    for channel in to.owner.channels:
        if channel.kind is wanted:
            return channel
    raise FailedPrecondition("CHANNEL_NOT_SET", f"{to.name} has no such channel")
