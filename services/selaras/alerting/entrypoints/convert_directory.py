"""Changes of the directory into alerting's own words."""

from __future__ import annotations

from datetime import UTC

from selaras.alerting.domain.directory import (
    Agency,
    AgencyRecord,
    Channel,
    ChannelKind,
    Hours,
    Owner,
    OwnerRole,
    Shift,
)
from selaras.alerting.entrypoints.convert import malformed, parse
from selaras.api.v1 import directory_pb2
from selaras.event.v1 import directory_pb2 as directory_event_pb2

CHANNELS = {
    directory_pb2.CHANNEL_KIND_EMAIL: ChannelKind.EMAIL,
    directory_pb2.CHANNEL_KIND_WEBHOOK: ChannelKind.WEBHOOK,
    directory_pb2.CHANNEL_KIND_TELEGRAM: ChannelKind.TELEGRAM,
    directory_pb2.CHANNEL_KIND_WHATSAPP: ChannelKind.WHATSAPP,
    directory_pb2.CHANNEL_KIND_SLACK: ChannelKind.SLACK,
}
_ROLES = {
    directory_pb2.OWNER_ROLE_HEAD: OwnerRole.HEAD,
    directory_pb2.OWNER_ROLE_COORDINATOR: OwnerRole.COORDINATOR,
}


def from_proto_directory(payload: bytes) -> AgencyRecord:
    """An agency with its owners.

    Raises:
        InvalidRequest: EVENT_MALFORMED.
    """
    message = directory_event_pb2.DirectoryChanged()
    parse(message, payload)
    agency = message.agency
    if not agency.agency_id:
        raise malformed("agency.agency_id must be set")
    return AgencyRecord(
        Agency(agency.agency_id, agency.display_name, agency.level, agency.area_code),
        tuple(from_proto_owner(owner) for owner in message.owners),
        message.version,
    )


def from_proto_owner(owner: directory_pb2.Owner) -> Owner:
    """An owner. Channels of a kind that is newer than this are left out."""
    return Owner(
        owner_id=owner.owner_id,
        display_name=owner.display_name,
        contact=owner.contact,
        time_zone=owner.time_zone,
        role=_ROLES.get(owner.role, OwnerRole.OWNER),
        channels=tuple(
            Channel(CHANNELS[item.kind], item.address, item.secret, int(item.min_severity))
            for item in owner.channels
            if item.kind in CHANNELS
        ),
        hours=tuple(
            Hours(frozenset(item.days), _minutes(item.start), _minutes(item.end))
            for item in owner.working_hours
        ),
        topics=tuple(owner.topics),
        area_codes=tuple(owner.area_codes),
        min_severity=int(owner.min_severity),
        shifts=tuple(
            Shift(item.start_time.ToDatetime(tzinfo=UTC), item.end_time.ToDatetime(tzinfo=UTC))
            for item in owner.duty_shifts
        ),
        rank=owner.rank,
        language=owner.language,
    )


def _minutes(clock: str) -> int:
    """Minutes of the day in ``HH:MM``."""
    hours, _, minutes = clock.partition(":")
    try:
        return int(hours) * 60 + int(minutes)
    except ValueError as error:
        raise malformed(f"working hours {clock!r}") from error
