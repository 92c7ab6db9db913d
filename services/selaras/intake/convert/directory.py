"""Agencies, keys and the event of the directory; owners are in ``owner.py``."""

from __future__ import annotations

from datetime import UTC, datetime

from selaras.api.v1 import agency_pb2, directory_pb2
from selaras.event.v1 import directory_pb2 as event_pb2
from selaras.intake.convert.owner import to_proto_owner
from selaras.intake.convert.times import from_proto_time, to_proto_time
from selaras.intake.domain import names
from selaras.intake.domain.agency import Agency, AgencyLevel
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.events import DirectoryEvent
from selaras.intake.domain.key import Key

_NOT_YET = datetime.fromtimestamp(0, UTC)
_LEVELS = {
    agency_pb2.AGENCY_LEVEL_PUSAT: AgencyLevel.PUSAT,
    agency_pb2.AGENCY_LEVEL_PROVINSI: AgencyLevel.PROVINSI,
    agency_pb2.AGENCY_LEVEL_KABUPATEN: AgencyLevel.KABUPATEN,
    agency_pb2.AGENCY_LEVEL_KOTA: AgencyLevel.KOTA,
    agency_pb2.AGENCY_LEVEL_VERTIKAL: AgencyLevel.VERTIKAL,
    agency_pb2.AGENCY_LEVEL_BUMN: AgencyLevel.BUMN,
}
_PROTO_LEVELS = {level: number for number, level in _LEVELS.items()}


def to_proto_level(level: AgencyLevel) -> agency_pb2.AgencyLevel:
    """The level."""
    return _PROTO_LEVELS[level]


def from_proto_level(number: agency_pb2.AgencyLevel) -> AgencyLevel:
    """The level.

    Raises:
        RuleBroken: LEVEL_UNKNOWN.
    """
    level = _LEVELS.get(number)
    if level is None:
        raise RuleBroken.field("LEVEL_UNKNOWN", "agency.level", "must be one of the levels")
    return level


def to_proto_agency(agency: Agency) -> directory_pb2.Agency:
    """The whole agency, for administrators."""
    return directory_pb2.Agency(
        name=names.agency_name(agency.agency_id),
        agency_id=agency.agency_id,
        display_name=agency.display_name,
        level=to_proto_level(agency.level),
        area_code=agency.area_code,
        parent=names.agency_name(agency.parent_id) if agency.parent_id else "",
        create_time=to_proto_time(agency.create_time),
    )


def from_proto_agency(agency: directory_pb2.Agency) -> Agency:
    """An agency as a caller sent it or as it was answered before.

    Raises:
        RuleBroken: LEVEL_UNKNOWN or NAME_INVALID (of the parent).
    """
    return Agency(
        agency_id=agency.agency_id,
        display_name=agency.display_name,
        level=from_proto_level(agency.level),
        area_code=agency.area_code,
        parent_id=from_proto_parent(agency.parent),
        create_time=from_proto_time(agency.create_time, "agency.create_time")
        if agency.HasField("create_time")
        else _NOT_YET,
    )


def from_proto_parent(name: str) -> str:
    """Id of the parent agency; empty: none.

    Raises:
        RuleBroken: NAME_INVALID.
    """
    return names.parse_agency(name, field="agency.parent") if name else ""


def to_proto_agency_ref(agency: Agency) -> agency_pb2.AgencyRef:
    """What other agencies may know of an agency."""
    return agency_pb2.AgencyRef(
        name=names.agency_name(agency.agency_id),
        display_name=agency.display_name,
        level=to_proto_level(agency.level),
        area_code=agency.area_code,
    )


def to_proto_key(key: Key) -> directory_pb2.Key:
    """A key without its secret."""
    return directory_pb2.Key(
        name=names.key_name(key.agency_id, key.key_id),
        prefix=key.key_id,
        display_name=key.display_name,
        create_time=to_proto_time(key.create_time),
        last_use_time=to_proto_time(key.last_use_time),
        expire_time=to_proto_time(key.expire_time),
        revoke_time=to_proto_time(key.revoke_time),
        owner=names.owner_name(key.agency_id, key.owner_id) if key.owner_id else "",
    )


def to_proto_directory_changed(event: DirectoryEvent, event_id: str) -> event_pb2.DirectoryChanged:
    """The event that an agency or its owners changed; only services may read its subject."""
    return event_pb2.DirectoryChanged(
        event_id=event_id,
        agency=to_proto_agency(event.agency),
        owners=[to_proto_owner(owner, secrets=True) for owner in event.owners],
        version=event.agency.version,
    )


class AgencyCodec:
    """Writes an agency down as it was answered."""

    def encode(self, value: Agency) -> bytes:
        """The agency as bytes."""
        return to_proto_agency(value).SerializeToString()

    def decode(self, data: bytes) -> Agency:
        """The agency from bytes."""
        return from_proto_agency(directory_pb2.Agency.FromString(data))
