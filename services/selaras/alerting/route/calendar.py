"""Working hours: by owner and time zone, with holidays and the deployment's own days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from selaras.alerting.domain.areas import lies_in
from selaras.alerting.domain.directory import Owner

DEFAULT_ZONE = "Asia/Jakarta"
# Nobody is off for longer; whoever seems to be is told rather than never.
_LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that the deployment adds to the holidays, or takes from them.

    Attributes:
        free: nobody works; False: people work though it is a holiday.
        zone: only there, ``WIB``, ``WITA``, ``WIT`` or an IANA name; empty: everywhere.
        area: only in this area and those in it; empty: everywhere.
    """

    day: date
    name: str
    free: bool = True
    zone: str = ""
    area: str = ""


class Calendar:
    """Says when somebody works.

    Args:
        is_holiday: whether a day is a national holiday or cuti bersama.
        special: days that go before the holidays; the narrower ones before the others.
    """

    def __init__(
        self, is_holiday: Callable[[date], bool], special: Iterable[SpecialDay] = ()
    ) -> None:
        self._is_holiday = is_holiday
        self._special: dict[date, list[SpecialDay]] = {}
        for entry in sorted(special, key=lambda item: (not item.area, not item.zone)):
            self._special.setdefault(entry.day, []).append(entry)

    def is_free(self, day: date, zone: ZoneInfo, area_code: str) -> bool:
        """Whether nobody works on a local day."""
        for entry in self._special.get(day, ()):
            if _concerns(entry, zone, area_code):
                return entry.free
        return self._is_holiday(day)

    def next_working(self, owner: Owner, area_code: str, now: datetime) -> datetime:
        """The first moment from ``now`` on at which an owner may be told.

        Args:
            owner: one without working hours may always be told.
            area_code: of the owner's agency.
        """
        if not owner.hours:
            return now
        zone = zone_of(owner)
        local = now.astimezone(zone)
        for offset in range(_LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=offset)
            for start, end in self._spans(owner, day, zone, area_code):
                if now < end:
                    return max(start, now)
        return now

    def next_working_day(self, owner: Owner, area_code: str, now: datetime, at: time) -> datetime:
        """The start of the owner's next working day after ``now``.

        ``at`` is the local time at which the day of an owner without working hours starts.
        """
        zone = zone_of(owner)
        local = now.astimezone(zone)
        for offset in range(_LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=offset)
            if owner.hours:
                start = next((span[0] for span in self._spans(owner, day, zone, area_code)), None)
            else:
                start = datetime.combine(day, at, zone)
            if start is not None and start > now:
                return start.astimezone(now.tzinfo)
        return now

    def _spans(
        self, owner: Owner, day: date, zone: ZoneInfo, area_code: str
    ) -> list[tuple[datetime, datetime]]:
        """Working spans of a local day, in order."""
        if self.is_free(day, zone, area_code):
            return []
        spans = sorted(
            (hours.start, hours.end) for hours in owner.hours if day.isoweekday() in hours.days
        )
        midnight = datetime.combine(day, time(), zone)
        # No zone of Indonesia has summer time: minutes of the day can be added.
        return [
            (midnight + timedelta(minutes=start), midnight + timedelta(minutes=end))
            for start, end in spans
        ]


def zone_of(owner: Owner) -> ZoneInfo:
    """The time zone of an owner."""
    try:
        return ZoneInfo(owner.time_zone or DEFAULT_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        # The directory refuses unknown zones; an older record must not keep an alert back.
        return ZoneInfo(DEFAULT_ZONE)


def _concerns(entry: SpecialDay, zone: ZoneInfo, area_code: str) -> bool:
    if entry.area and not lies_in(area_code, entry.area):
        return False
    if not entry.zone:
        return True
    short = datetime.combine(entry.day, time(12), zone).strftime("%Z")
    return entry.zone in {zone.key, short}
