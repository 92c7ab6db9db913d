"""Periods and agencies that somebody asks about, from protobuf."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp

from selaras.kit.errors import InvalidRequest

_AGENCY: Final = re.compile(r"agencies/([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)")


def from_proto_moment(stamp: Timestamp, field: str) -> datetime:
    """An aware time in UTC.

    Raises:
        InvalidRequest: TIME_OUT_OF_RANGE.
    """
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidRequest.field("TIME_OUT_OF_RANGE", field, "is no time of our age") from error


def agency_id_of(name: str) -> str:
    """Id of an agency from its resource name; empty stays empty: all.

    Raises:
        InvalidRequest: NAME_INVALID.
    """
    if not name:
        return ""
    match = _AGENCY.fullmatch(name)
    if match is None:
        raise InvalidRequest.field("NAME_INVALID", "agency", "write agencies/{agency}")
    return match[1]
