"""The form of an owner: what is in it, and what it makes of the directory's lists.

Rows of a list are told apart by their number, ``channel-0-kind``; a row whose first field is empty
is left out, which is how one is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from selaras.client import DutyShift, Owner, OwnerChannel, WorkingHours
from selaras.client.directory_models import OwnerChanges

# Empty rows below what is there; more come with each time it is saved.
_MORE_CHANNELS = 2
_MORE_HOURS = 1
_MORE_SHIFTS = 3
_MOST_ROWS = 200
_SEPARATORS = re.compile(r"[,;\s]+")


class FormError(ValueError):
    """A field that cannot be read: its name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: values by name, and all values of a name that is there several times."""

    values: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """The value of a field without space around it; empty: none."""
        found = self.values.get(name, ())
        return found[0].strip() if found else ""

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return [value.strip() for value in self.values.get(name, ()) if value.strip()]

    def rows(self, group: str, first: str) -> list[int]:
        """Numbers of the rows of a list whose first field is filled."""
        pattern = re.compile(rf"{re.escape(group)}-(\d{{1,3}})-{re.escape(first)}")
        numbers = sorted(
            int(match[1]) for name in self.values if (match := pattern.fullmatch(name))
        )
        return [n for n in numbers[:_MOST_ROWS] if self.one(f"{group}-{n}-{first}")]


def read_owner(form: Form, zone: ZoneInfo) -> OwnerChanges:
    """What the form says of an owner.

    Args:
        zone: of the owner; turns of duty are written in it.

    Raises:
        FormError: a number or a time that is none.
    """
    return OwnerChanges(
        display_name=form.one("display_name"),
        contact=form.one("contact"),
        time_zone=form.one("time_zone"),
        role=form.one("role") or "OWNER",
        language=form.one("language"),
        min_severity=form.one("min_severity") or "UNSPECIFIED",
        rank=_number(form, "rank"),
        topics=form.all("topics"),
        area_codes=[code for code in _SEPARATORS.split(form.one("area_codes")) if code],
        channels=read_channels(form),
        working_hours=_read_hours(form),
        duty_shifts=_read_shifts(form, zone),
    )


def read_channels(form: Form) -> list[OwnerChannel]:
    """The ways to reach an owner."""
    return [
        OwnerChannel(
            kind=form.one(f"channel-{n}-kind"),
            address=form.one(f"channel-{n}-address"),
            secret=form.one(f"channel-{n}-secret"),
            min_severity=form.one(f"channel-{n}-severity") or "UNSPECIFIED",
        )
        for n in form.rows("channel", "address")
    ]


def _read_hours(form: Form) -> list[WorkingHours]:
    return [
        WorkingHours(
            tuple(sorted({int(day) for day in form.all(f"hours-{n}-days") if day.isdigit()})),
            form.one(f"hours-{n}-start"),
            form.one(f"hours-{n}-end"),
        )
        for n in form.rows("hours", "start")
    ]


def _read_shifts(form: Form, zone: ZoneInfo) -> list[DutyShift]:
    return [
        DutyShift(_moment(form, f"shift-{n}-start", zone), _moment(form, f"shift-{n}-end", zone))
        for n in form.rows("shift", "start")
    ]


def _moment(form: Form, name: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(form.one(name)).replace(tzinfo=zone)
    except ValueError as error:
        raise FormError(name) from error


def _number(form: Form, name: str) -> int:
    try:
        return int(form.one(name) or "0")
    except ValueError as error:
        raise FormError(name) from error


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One row of the form's channels; empty for one to be filled in."""

    kind: str = ""
    address: str = ""
    severity: str = ""
    has_secret: bool = False


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One row of the form's working hours."""

    days: tuple[int, ...] = ()
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One row of the form's turns of duty, in the owner's zone."""

    start: str = ""
    end: str = ""


def channel_rows(owner: Owner) -> list[ChannelRow]:
    """What is there, and room for more."""
    rows = [
        ChannelRow(str(item.kind), item.address, str(item.min_severity), item.has_secret)
        for item in owner.channels
    ]
    return rows + [ChannelRow()] * _MORE_CHANNELS


def hours_rows(owner: Owner) -> list[HoursRow]:
    """What is there, and room for more."""
    rows = [HoursRow(item.days, item.start, item.end) for item in owner.working_hours]
    return rows + [HoursRow()] * _MORE_HOURS


def shift_rows(owner: Owner, zone: ZoneInfo, now: datetime) -> list[ShiftRow]:
    """Turns that are not over, and room for more."""
    rows = [
        ShiftRow(_local(item.start_time, zone), _local(item.end_time, zone))
        for item in owner.duty_shifts
        if item.end_time > now
    ]
    return rows + [ShiftRow()] * _MORE_SHIFTS


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
