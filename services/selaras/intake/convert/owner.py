"""Owners: without the secrets of their channels for administrators, with them for the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from selaras.api.v1 import case_pb2, directory_pb2
from selaras.intake.convert.times import from_proto_time, to_proto_time
from selaras.intake.domain import names
from selaras.intake.domain.channel import ChannelKind, OwnerChannel
from selaras.intake.domain.duty import DutyShift, WorkingHours
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.owner import DEFAULT_TIME_ZONE, Owner, OwnerRole

_NOT_YET = datetime.fromtimestamp(0, UTC)
# Stands for a secret in an owner that was read from a stored answer, which has none.
_STORED = "(stored)"
_ROLES = {
    directory_pb2.OWNER_ROLE_UNSPECIFIED: OwnerRole.OWNER,
    directory_pb2.OWNER_ROLE_OWNER: OwnerRole.OWNER,
    directory_pb2.OWNER_ROLE_HEAD: OwnerRole.HEAD,
    directory_pb2.OWNER_ROLE_COORDINATOR: OwnerRole.COORDINATOR,
}
_KINDS = {
    directory_pb2.CHANNEL_KIND_EMAIL: ChannelKind.EMAIL,
    directory_pb2.CHANNEL_KIND_WEBHOOK: ChannelKind.WEBHOOK,
    directory_pb2.CHANNEL_KIND_TELEGRAM: ChannelKind.TELEGRAM,
    directory_pb2.CHANNEL_KIND_WHATSAPP: ChannelKind.WHATSAPP,
    directory_pb2.CHANNEL_KIND_SLACK: ChannelKind.SLACK,
}
_SEVERITIES = {
    0: case_pb2.SEVERITY_UNSPECIFIED,
    1: case_pb2.SEVERITY_LOW,
    2: case_pb2.SEVERITY_MEDIUM,
    3: case_pb2.SEVERITY_HIGH,
    4: case_pb2.SEVERITY_CRITICAL,
}
_PROTO_ROLES = {role: number for number, role in _ROLES.items()}
_PROTO_KINDS = {kind: number for number, kind in _KINDS.items()}


def to_proto_role(role: OwnerRole) -> directory_pb2.OwnerRole:
    """The role."""
    return _PROTO_ROLES[role]


def to_proto_owner(owner: Owner, *, secrets: bool = False) -> directory_pb2.Owner:
    """An owner; with ``secrets`` only for services, never in an answer of the API."""
    return directory_pb2.Owner(
        name=names.owner_name(owner.agency_id, owner.owner_id),
        owner_id=owner.owner_id,
        display_name=owner.display_name,
        contact=owner.contact,
        time_zone=owner.time_zone,
        create_time=to_proto_time(owner.create_time),
        role=to_proto_role(owner.role),
        channels=[_to_proto_channel(channel, secrets=secrets) for channel in owner.channels],
        working_hours=[_to_proto_hours(hours) for hours in owner.working_hours],
        topics=owner.topics,
        area_codes=owner.area_codes,
        min_severity=_SEVERITIES[owner.min_severity],
        duty_shifts=[
            directory_pb2.DutyShift(
                start_time=to_proto_time(shift.start_time), end_time=to_proto_time(shift.end_time)
            )
            for shift in owner.duty_shifts
        ],
        rank=owner.rank,
        language=owner.language,
    )


def from_proto_owner(agency_id: str, owner: directory_pb2.Owner) -> Owner:
    """An owner as a caller sent it.

    Raises:
        RuleBroken: ROLE_UNKNOWN, CHANNEL_KIND_UNKNOWN, SEVERITY_UNKNOWN, HOURS_INVALID,
            SHIFT_TIME_MISSING or TIME_OUT_OF_RANGE.
    """
    return Owner(
        agency_id=agency_id,
        owner_id=owner.owner_id,
        display_name=owner.display_name,
        contact=owner.contact,
        time_zone=owner.time_zone or DEFAULT_TIME_ZONE,
        create_time=from_proto_time(owner.create_time, "owner.create_time")
        if owner.HasField("create_time")
        else _NOT_YET,
        role=_from_proto_role(owner.role),
        channels=tuple(
            _from_proto_channel(channel, f"owner.channels[{index}]")
            for index, channel in enumerate(owner.channels)
        ),
        working_hours=tuple(
            _from_proto_hours(hours, f"owner.working_hours[{index}]")
            for index, hours in enumerate(owner.working_hours)
        ),
        topics=tuple(owner.topics),
        area_codes=tuple(owner.area_codes),
        min_severity=owner.min_severity,
        duty_shifts=tuple(
            _from_proto_shift(shift, f"owner.duty_shifts[{index}]")
            for index, shift in enumerate(owner.duty_shifts)
        ),
        rank=owner.rank,
        language=owner.language,
    )


class OwnerCodec:
    """Writes an owner down as it was answered: without the secrets of the channels."""

    def encode(self, value: Owner) -> bytes:
        """The owner as bytes."""
        return to_proto_owner(value).SerializeToString()

    def decode(self, data: bytes) -> Owner:
        """The owner from bytes, good for answering it again."""
        message = directory_pb2.Owner.FromString(data)
        owner = from_proto_owner(names.parse_owner(message.name)[0], message)
        channels = tuple(
            replace(channel, secret=_STORED if answered.has_secret else "")
            for channel, answered in zip(owner.channels, message.channels, strict=True)
        )
        return replace(owner, channels=channels)


def _from_proto_role(number: directory_pb2.OwnerRole) -> OwnerRole:
    role = _ROLES.get(number)
    if role is None:
        raise RuleBroken.field("ROLE_UNKNOWN", "owner.role", "must be one of the roles")
    return role


def _to_proto_channel(channel: OwnerChannel, *, secrets: bool) -> directory_pb2.OwnerChannel:
    return directory_pb2.OwnerChannel(
        kind=_PROTO_KINDS[channel.kind],
        address=channel.address,
        secret=channel.secret if secrets else "",
        has_secret=bool(channel.secret),
        min_severity=_SEVERITIES[channel.min_severity],
    )


def _from_proto_channel(channel: directory_pb2.OwnerChannel, path: str) -> OwnerChannel:
    kind = _KINDS.get(channel.kind)
    if kind is None:
        raise RuleBroken.field(
            "CHANNEL_KIND_UNKNOWN", f"{path}.kind", "must be one of the kinds beside NATS"
        )
    return OwnerChannel(
        kind=kind,
        address=channel.address,
        secret=channel.secret,
        min_severity=channel.min_severity,
    )


def _to_proto_hours(hours: WorkingHours) -> directory_pb2.WorkingHours:
    return directory_pb2.WorkingHours(
        days=hours.days, start=_clock_text(hours.start), end=_clock_text(hours.end)
    )


def _from_proto_hours(hours: directory_pb2.WorkingHours, path: str) -> WorkingHours:
    return WorkingHours(
        days=tuple(hours.days),
        start=_minutes(hours.start, f"{path}.start"),
        end=_minutes(hours.end, f"{path}.end"),
    )


def _from_proto_shift(shift: directory_pb2.DutyShift, path: str) -> DutyShift:
    if not shift.HasField("start_time") or not shift.HasField("end_time"):
        raise RuleBroken.field("SHIFT_TIME_MISSING", path, "must have a start and an end")
    return DutyShift(
        start_time=from_proto_time(shift.start_time, f"{path}.start_time"),
        end_time=from_proto_time(shift.end_time, f"{path}.end_time"),
    )


def _clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(text: str, path: str) -> int:
    hour, minute = text[:2], text[3:]
    well_formed = len(text) == 5 and text[2] == ":" and text.isascii()
    if not well_formed or not (hour + minute).isdigit() or int(minute) >= 60:
        raise RuleBroken.field("HOURS_INVALID", path, "must be a time as 08:00")
    return int(hour) * 60 + int(minute)
