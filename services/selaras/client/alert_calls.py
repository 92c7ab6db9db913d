"""Every call about alerts, silences and crises as a value; see :mod:`selaras.client.calls`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypedDict

from selaras.api.v1 import alert_pb2, case_pb2, directory_pb2, finding_pb2
from selaras.client import alert_convert as convert
from selaras.client import alert_models as models
from selaras.client.calls import Call
from selaras.client.convert import to_proto_enum, to_proto_time
from selaras.client.models import ChannelKind, Relation, Severity
from selaras.client.names import (
    case_name,
    optional_agency,
    optional_case,
    optional_owner,
    owner_name,
    resource_name,
)

_PATH = "/selaras.api.v1.AlertService/"
_PAGE = 200
_TEST_SECONDS = 30.0  # a channel may be as slow as its own limits let it


class RouteQuery(TypedDict, total=False):
    """Of which case the routes are asked; see :meth:`AlertMethods.list_routes` for the defaults."""

    agency: str
    topic: str
    area_codes: Iterable[str]
    severity: Severity | str
    relation: Relation | str


def list_alerts(
    owner: str, case: str, page_token: str
) -> Call[tuple[list[models.AlertRecord], str]]:
    """A page of alerts and the token of the next."""
    request = alert_pb2.ListAlertsRequest(
        owner=optional_owner(owner),
        case=optional_case(case),
        page_size=_PAGE,
        page_token=page_token,
    )
    return Call(
        f"{_PATH}ListAlerts",
        request,
        alert_pb2.ListAlertsResponse,
        lambda answer: (
            [convert.from_proto_alert(alert) for alert in answer.alerts],
            answer.next_page_token,
        ),
    )


def explain_alerts(case: str, owner: str) -> Call[list[models.AlertDecision]]:
    """Why alerts were sent or not."""
    request = alert_pb2.ExplainAlertsRequest(case=case_name(case), owner=optional_owner(owner))
    return Call(
        f"{_PATH}ExplainAlerts",
        request,
        alert_pb2.ExplainAlertsResponse,
        lambda answer: [convert.from_proto_decision(entry) for entry in answer.decisions],
    )


def create_silence(
    matcher: models.SilenceMatcher, reason: str, end_time: datetime, start_time: datetime | None
) -> Call[models.Silence]:
    """Make a silence. Not repeated: a lost answer would leave two."""
    silence = convert.to_proto_silence(matcher, reason, end_time, start_time)
    return Call(
        f"{_PATH}CreateSilence",
        alert_pb2.CreateSilenceRequest(silence=silence),
        alert_pb2.CreateSilenceResponse,
        _read_silence,
        repeatable=False,
    )


def list_silences(*, ended: bool) -> Call[list[models.Silence]]:
    """Silences, those in force first."""
    return Call(
        f"{_PATH}ListSilences",
        alert_pb2.ListSilencesRequest(ended=ended),
        alert_pb2.ListSilencesResponse,
        lambda answer: [convert.from_proto_silence(silence) for silence in answer.silences],
    )


def expire_silence(silence: str) -> Call[models.Silence]:
    """End a silence now."""
    request = alert_pb2.ExpireSilenceRequest(name=resource_name("silences", silence))
    return Call(f"{_PATH}ExpireSilence", request, alert_pb2.ExpireSilenceResponse, _read_silence)


def declare_crisis(
    area_code: str, topic: str, reason: str, end_time: datetime
) -> Call[models.Crisis]:
    """Declare a crisis. Not repeated: a lost answer would leave two."""
    crisis = alert_pb2.Crisis(
        area_code=area_code,
        topic=topic,
        reason=reason,
        end_time=to_proto_time(end_time, "end_time"),
    )
    return Call(
        f"{_PATH}DeclareCrisis",
        alert_pb2.DeclareCrisisRequest(crisis=crisis),
        alert_pb2.DeclareCrisisResponse,
        _read_crisis,
        repeatable=False,
    )


def end_crisis(crisis: str) -> Call[models.Crisis]:
    """End a crisis now."""
    request = alert_pb2.EndCrisisRequest(name=resource_name("crises", crisis))
    return Call(f"{_PATH}EndCrisis", request, alert_pb2.EndCrisisResponse, _read_crisis)


def list_crises() -> Call[list[models.Crisis]]:
    """Crises in force."""
    return Call(
        f"{_PATH}ListCrises",
        alert_pb2.ListCrisesRequest(),
        alert_pb2.ListCrisesResponse,
        lambda answer: [convert.from_proto_crisis(crisis) for crisis in answer.crises],
    )


def list_routes(query: RouteQuery) -> Call[list[models.Route]]:
    """Who would be told of such a case."""
    severity = to_proto_enum(case_pb2.Severity, "SEVERITY", query.get("severity", "UNSPECIFIED"))
    relation = to_proto_enum(finding_pb2.Relation, "RELATION", query.get("relation", "UNSPECIFIED"))
    request = alert_pb2.ListRoutesRequest(
        agency=optional_agency(query.get("agency", "")),
        topic=query.get("topic", ""),
        area_codes=query.get("area_codes", ()),
        severity=severity,  # type: ignore[arg-type]
        relation=relation,  # type: ignore[arg-type]
    )
    return Call(
        f"{_PATH}ListRoutes",
        request,
        alert_pb2.ListRoutesResponse,
        lambda answer: [convert.from_proto_route(route) for route in answer.routes],
    )


def test_channel(owner: str, channel: ChannelKind | str) -> Call[models.ChannelTest]:
    """Send a test alert. Not repeated: the owner would get it twice."""
    kind = to_proto_enum(directory_pb2.ChannelKind, "CHANNEL_KIND", channel)
    request = alert_pb2.TestChannelRequest(
        owner=owner_name(owner),
        channel=kind,  # type: ignore[arg-type]
    )
    return Call(
        f"{_PATH}TestChannel",
        request,
        alert_pb2.TestChannelResponse,
        lambda answer: models.ChannelTest(answer.delivered, answer.reason, answer.detail),
        extra_seconds=_TEST_SECONDS,
        repeatable=False,
    )


def list_deliveries(
    state: models.DeliveryState | str, page_token: str
) -> Call[tuple[list[models.Delivery], str]]:
    """A page of deliveries and the token of the next."""
    number = to_proto_enum(alert_pb2.DeliveryState, "DELIVERY_STATE", state)
    request = alert_pb2.ListDeliveriesRequest(
        state=number,  # type: ignore[arg-type]
        page_size=_PAGE,
        page_token=page_token,
    )
    return Call(
        f"{_PATH}ListDeliveries",
        request,
        alert_pb2.ListDeliveriesResponse,
        lambda answer: (
            [convert.from_proto_delivery(delivery) for delivery in answer.deliveries],
            answer.next_page_token,
        ),
    )


def requeue_deliveries(names: Iterable[str]) -> Call[int]:
    """Try deliveries again. Not repeated: the second answer would count none."""
    request = alert_pb2.RequeueDeliveriesRequest(
        names=[resource_name("deliveries", name) for name in names]
    )
    return Call(
        f"{_PATH}RequeueDeliveries",
        request,
        alert_pb2.RequeueDeliveriesResponse,
        lambda answer: int(answer.requeued),
        repeatable=False,
    )


def list_contacts(case: str) -> Call[list[models.Contact]]:
    """The people of a case."""
    return Call(
        f"{_PATH}ListContacts",
        alert_pb2.ListContactsRequest(case=case_name(case)),
        alert_pb2.ListContactsResponse,
        lambda answer: [convert.from_proto_contact(contact) for contact in answer.contacts],
    )


def _read_silence(answer: Any) -> models.Silence:
    return convert.from_proto_silence(answer.silence)


def _read_crisis(answer: Any) -> models.Crisis:
    return convert.from_proto_crisis(answer.crisis)
