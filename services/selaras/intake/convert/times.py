"""Times between protos (nanoseconds) and Python (microseconds, UTC)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp

from selaras.intake.domain.errors import RuleBroken

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_proto_time(value: datetime | None) -> Timestamp | None:
    """A timestamp; None: unset."""
    if value is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(value)
    return stamp


def from_proto_time(stamp: Timestamp, field: str) -> datetime:
    """A time, cut to microseconds.

    Raises:
        RuleBroken: TIME_OUT_OF_RANGE, also for numbers that are no timestamp at all.
    """
    if not 0 <= stamp.nanos < 1_000_000_000:
        raise _out_of_range(field)
    try:
        return _EPOCH + timedelta(seconds=stamp.seconds, microseconds=stamp.nanos // 1000)
    except OverflowError as error:
        raise _out_of_range(field) from error


def _out_of_range(field: str) -> RuleBroken:
    return RuleBroken.field("TIME_OUT_OF_RANGE", field, "is no time between 2000 and 2099")
