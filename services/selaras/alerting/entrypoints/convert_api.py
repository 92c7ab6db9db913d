"""What AlertService takes and answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from selaras.alerting.domain.decision import DecisionRecord
from selaras.alerting.domain.directory import ChannelKind, owner_name
from selaras.alerting.domain.notice import AlertKind
from selaras.alerting.domain.quiet import Crisis, Matcher, Silence
from selaras.alerting.entrypoints.convert_directory import CHANNELS
from selaras.alerting.handlers.contacts import CaseContact
from selaras.alerting.handlers.records import DryRoute
from selaras.alerting.ports.deliveries import Delivery, DeliveryState
from selaras.alerting.ports.reader import AlertRow
from selaras.api.v1 import alert_pb2, case_pb2, directory_pb2
from selaras.catalogue import text
from selaras.kit.errors import InvalidRequest

_CHANNEL_VALUES = {kind.value: value for value, kind in CHANNELS.items()}
_STATES: dict[int, DeliveryState] = {
    alert_pb2.DeliveryState.Value(f"DELIVERY_STATE_{state.value}"): state for state in DeliveryState
}


def from_proto_agency_name(name: str, field: str) -> str:
    """Id in ``agencies/{agency}``; empty stays empty.

    Raises:
        InvalidRequest: NAME_INVALID.
    """
    return _parts(name, field, "agencies/{agency}")[0] if name else ""


def from_proto_owner_name(name: str, field: str) -> tuple[str, str]:
    """Ids in ``agencies/{agency}/owners/{owner}``; empty stays empty.

    Raises:
        InvalidRequest: NAME_INVALID.
    """
    if not name:
        return "", ""
    agency_id, owner_id = _parts(name, field, "agencies/{agency}/owners/{owner}")
    return agency_id, owner_id


def from_proto_case_name(name: str, field: str) -> str:
    """The resource name of a case as it is; empty stays empty.

    Raises:
        InvalidRequest: NAME_INVALID.
    """
    if name:
        _parts(name, field, "cases/{case}")
    return name


def from_proto_id(name: str, collection: str) -> str:
    """Id in ``{collection}/{id}``.

    Raises:
        InvalidRequest: NAME_INVALID.
    """
    return _parts(name, "name", f"{collection}/{{id}}")[0]


def from_proto_matcher(matcher: alert_pb2.SilenceMatcher) -> Matcher:
    """What a silence holds back; an owner's name tells the agency too.

    Raises:
        InvalidRequest: NAME_INVALID.
    """
    field = "silence.matcher"
    agency_id = from_proto_agency_name(matcher.agency, f"{field}.agency")
    owners_agency, owner_id = from_proto_owner_name(matcher.owner, f"{field}.owner")
    if agency_id and owners_agency and agency_id != owners_agency:
        raise InvalidRequest.field(
            "NAME_INVALID", f"{field}.owner", "must be an owner of the agency that is named"
        )
    return Matcher(
        agency_id=agency_id or owners_agency,
        owner_id=owner_id,
        case_id=from_proto_case_name(matcher.case, f"{field}.case"),
        topic=matcher.topic,
        area_code=matcher.area_code,
        max_severity=int(matcher.max_severity),
        other_id=from_proto_agency_name(matcher.other, f"{field}.other"),
    )


def from_proto_time(stamp: Timestamp, field: str) -> datetime:
    """An aware time.

    Raises:
        InvalidRequest: TIME_OUT_OF_RANGE.
    """
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidRequest.field("TIME_OUT_OF_RANGE", field, "is no time of our age") from error


def from_proto_state(state: int) -> DeliveryState:
    """State of deliveries to be listed; those given up where none is said."""
    return _STATES.get(state, DeliveryState.DEAD)


def to_proto_silence(silence: Silence) -> alert_pb2.Silence:
    """A silence."""
    matcher = silence.matcher
    return alert_pb2.Silence(
        name=silence.name,
        matcher=alert_pb2.SilenceMatcher(
            agency=f"agencies/{matcher.agency_id}" if matcher.agency_id else "",
            owner=owner_name(matcher.agency_id, matcher.owner_id) if matcher.owner_id else "",
            case=matcher.case_id,
            topic=matcher.topic,
            area_code=matcher.area_code,
            max_severity=_severity(matcher.max_severity),
            other=f"agencies/{matcher.other_id}" if matcher.other_id else "",
        ),
        reason=silence.reason,
        author=silence.author,
        start_time=_stamp(silence.start),
        end_time=_stamp(silence.end),
        create_time=_stamp(silence.create_time),
    )


def to_proto_crisis(crisis: Crisis) -> alert_pb2.Crisis:
    """A crisis."""
    return alert_pb2.Crisis(
        name=crisis.name,
        area_code=crisis.area_code,
        topic=crisis.topic,
        reason=crisis.reason,
        author=crisis.author,
        start_time=_stamp(crisis.start),
        end_time=_stamp(crisis.end),
    )


def to_proto_record(row: AlertRow, deliveries: Sequence[Delivery]) -> alert_pb2.AlertRecord:
    """An alert with its deliveries."""
    return alert_pb2.AlertRecord(
        alert_id=row.alert_id,
        owner=owner_name(row.agency_id, row.owner_id),
        case=row.case_id,
        kind=_kind(row.kind),
        severity=_severity(row.severity),
        title=row.title,
        create_time=_stamp(row.create_time),
        deliveries=[to_proto_delivery(delivery) for delivery in deliveries],
    )


def to_proto_delivery(delivery: Delivery) -> alert_pb2.Delivery:
    """A delivery, without address and secret."""
    message = alert_pb2.Delivery(
        name=f"deliveries/{delivery.id}",
        alert_id=delivery.alert_id,
        owner=owner_name(delivery.agency_id, delivery.owner_id),
        case=delivery.case_id,
        channel=_CHANNEL_VALUES[delivery.channel.value],
        state=f"DELIVERY_STATE_{delivery.state.value}",
        attempts=delivery.attempts,
        reason=delivery.reason,
        detail=delivery.detail,
        update_time=_stamp(delivery.update_time),
    )
    if delivery.next_time and delivery.state is DeliveryState.PENDING:
        message.next_time.CopyFrom(_stamp(delivery.next_time))
    return message


def to_proto_decision(record: DecisionRecord) -> alert_pb2.AlertDecision:
    """A decision with its reason in both languages."""
    decision = record.decision
    message = alert_pb2.AlertDecision(
        time=_stamp(record.time),
        case_version=record.case_version,
        kind=_kind(decision.kind),
        owner=owner_name(record.agency_id, decision.owner_id) if decision.owner_id else "",
        reason=decision.reason.value,
        explanation=text(f"alert.reason.{decision.reason.value}", lang="id"),
        explanation_en=text(f"alert.reason.{decision.reason.value}", lang="en"),
        subject=decision.subject,
    )
    if decision.until:
        message.until.CopyFrom(_stamp(decision.until))
    return message


def to_proto_route(dry: DryRoute) -> alert_pb2.Route:
    """Who would be told, and how."""
    route = dry.route
    return alert_pb2.Route(
        owner=route.to.name,
        display_name=route.to.owner.display_name,
        step=route.step,
        channels=[
            directory_pb2.CHANNEL_KIND_NATS,
            *(_CHANNEL_VALUES[channel.value] for channel in dry.channels),
        ],
        reason=route.reason.value,
        time=_stamp(dry.time),
        held=dry.hold.reason.value if dry.hold else "",
    )


def to_proto_contact(contact: CaseContact) -> alert_pb2.Contact:
    """Somebody of a case."""
    owner = contact.to.owner
    return alert_pb2.Contact(
        owner=contact.to.name,
        agency=f"agencies/{contact.to.agency.agency_id}",
        display_name=owner.display_name,
        contact=owner.contact,
        role=f"OWNER_ROLE_{owner.role.value}",
        on_duty=contact.on_duty,
        first=contact.first,
    )


def from_proto_channel(kind: int) -> ChannelKind | None:
    """A channel; None: the event bus."""
    return CHANNELS.get(kind)  # type: ignore[call-overload, no-any-return]  # a number of the enum


def _kind(kind: AlertKind) -> str:
    return f"ALERT_KIND_{kind.value}"


def _severity(value: int) -> str:
    """Name of a severity; 0: not known."""
    return case_pb2.Severity.Name(value)


def _stamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp


def _parts(name: str, field: str, pattern: str) -> list[str]:
    """The ids in a name, by a pattern such as ``cases/{case}``."""
    wanted, given = pattern.split("/"), name.split("/")
    fits = len(wanted) == len(given) and all(
        given_part and (part.startswith("{") or part == given_part)
        for part, given_part in zip(wanted, given, strict=False)
    )
    if not fits:
        raise InvalidRequest.field("NAME_INVALID", field, f"write {pattern}")
    return [got for part, got in zip(wanted, given, strict=True) if part.startswith("{")]
