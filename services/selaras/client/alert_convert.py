"""Alerts, silences, crises and routes of the API as the client's values, and back."""

from __future__ import annotations

from datetime import datetime

from selaras.api.v1 import alert_pb2, case_pb2, directory_pb2
from selaras.client import alert_models as models
from selaras.client.case_convert import from_proto_severity
from selaras.client.convert import to_proto_enum, to_proto_time
from selaras.client.models import ChannelKind, OwnerRole
from selaras.client.names import optional_agency, optional_case, optional_owner
from selaras.client.values import from_proto_enum, from_proto_time


def from_proto_alert(alert: alert_pb2.AlertRecord) -> models.AlertRecord:
    """One alert with its deliveries."""
    return models.AlertRecord(
        alert_id=alert.alert_id,
        owner=alert.owner,
        case=alert.case,
        kind=_kind(alert.kind),
        severity=from_proto_severity(alert.severity),
        title=alert.title,
        create_time=from_proto_time(alert, "create_time"),
        deliveries=tuple(from_proto_delivery(delivery) for delivery in alert.deliveries),
    )


def from_proto_delivery(delivery: alert_pb2.Delivery) -> models.Delivery:
    """One alert through one channel."""
    return models.Delivery(
        name=delivery.name,
        alert_id=delivery.alert_id,
        owner=delivery.owner,
        case=delivery.case,
        channel=_channel(delivery.channel),
        state=from_proto_enum(
            models.DeliveryState, alert_pb2.DeliveryState, "DELIVERY_STATE", delivery.state
        ),
        attempts=delivery.attempts,
        reason=delivery.reason,
        detail=delivery.detail,
        next_time=from_proto_time(delivery, "next_time"),
        update_time=from_proto_time(delivery, "update_time"),
    )


def from_proto_decision(decision: alert_pb2.AlertDecision) -> models.AlertDecision:
    """One decision to tell an owner or not."""
    return models.AlertDecision(
        time=from_proto_time(decision, "time"),
        case_version=decision.case_version,
        kind=_kind(decision.kind),
        owner=decision.owner,
        reason=decision.reason,
        explanation=decision.explanation,
        explanation_en=decision.explanation_en,
        until=from_proto_time(decision, "until"),
        subject=decision.subject,
    )


def from_proto_silence(silence: alert_pb2.Silence) -> models.Silence:
    """A silence."""
    matcher = silence.matcher
    return models.Silence(
        name=silence.name,
        matcher=models.SilenceMatcher(
            agency=matcher.agency,
            owner=matcher.owner,
            case=matcher.case,
            topic=matcher.topic,
            area_code=matcher.area_code,
            max_severity=from_proto_severity(matcher.max_severity),
            other=matcher.other,
        ),
        reason=silence.reason,
        author=silence.author,
        start_time=from_proto_time(silence, "start_time"),
        end_time=from_proto_time(silence, "end_time"),
        create_time=from_proto_time(silence, "create_time"),
    )


def to_proto_silence(
    matcher: models.SilenceMatcher, reason: str, end_time: datetime, start_time: datetime | None
) -> alert_pb2.Silence:
    """A silence to be made.

    Raises:
        ValueError: a time without a zone, or an owner without an agency.
    """
    severity = to_proto_enum(case_pb2.Severity, "SEVERITY", matcher.max_severity)
    silence = alert_pb2.Silence(
        matcher=alert_pb2.SilenceMatcher(
            agency=optional_agency(matcher.agency),
            owner=optional_owner(matcher.owner),
            case=optional_case(matcher.case),
            topic=matcher.topic,
            area_code=matcher.area_code,
            max_severity=severity,  # type: ignore[arg-type]
            other=optional_agency(matcher.other),
        ),
        reason=reason,
        end_time=to_proto_time(end_time, "end_time"),
    )
    if start_time:
        silence.start_time.CopyFrom(to_proto_time(start_time, "start_time"))
    return silence


def from_proto_crisis(crisis: alert_pb2.Crisis) -> models.Crisis:
    """A crisis."""
    return models.Crisis(
        name=crisis.name,
        area_code=crisis.area_code,
        topic=crisis.topic,
        reason=crisis.reason,
        author=crisis.author,
        start_time=from_proto_time(crisis, "start_time"),
        end_time=from_proto_time(crisis, "end_time"),
    )


def from_proto_route(route: alert_pb2.Route) -> models.Route:
    """Who would be told."""
    return models.Route(
        owner=route.owner,
        display_name=route.display_name,
        step=route.step,
        channels=tuple(_channel(channel) for channel in route.channels),
        reason=route.reason,
        time=from_proto_time(route, "time"),
        held=route.held,
    )


def from_proto_contact(contact: alert_pb2.Contact) -> models.Contact:
    """Somebody of a case."""
    return models.Contact(
        owner=contact.owner,
        agency=contact.agency,
        display_name=contact.display_name,
        contact=contact.contact,
        role=from_proto_enum(OwnerRole, directory_pb2.OwnerRole, "OWNER_ROLE", contact.role),
        on_duty=contact.on_duty,
        first=contact.first,
    )


def _kind(value: int) -> models.AlertKind:
    return from_proto_enum(models.AlertKind, alert_pb2.AlertKind, "ALERT_KIND", value)


def _channel(value: int) -> ChannelKind:
    return from_proto_enum(ChannelKind, directory_pb2.ChannelKind, "CHANNEL_KIND", value)
