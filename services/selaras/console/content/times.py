"""Times as people read them, in their zone and language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime, format_time

from selaras.catalogue import text

_DEFAULT = "Asia/Jakarta"
# Names that everybody in Indonesia writes; tzdata has them for these three.
_ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}


def zone(name: str) -> ZoneInfo:
    """A time zone by its IANA name; that of Jakarta where it is not known."""
    try:
        return ZoneInfo(name or _DEFAULT)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(_DEFAULT)


class Times:
    """Times in one language and zone.

    Args:
        lang: ``id`` or ``en``.
        zone_name: IANA name.
        now: the time of the visit.
    """

    def __init__(self, lang: str, zone_name: str, now: datetime | None = None) -> None:
        self.lang = lang
        self.zone = zone(zone_name)
        self.now = now or datetime.now(UTC)

    def full(self, at: datetime) -> str:
        """``Senin, 3 Agustus 2026 pukul 08.00 WIB``."""
        local = at.astimezone(self.zone)
        day = format_date(local, "EEEE, d MMMM y", locale=self.lang)
        return text("web.time.full", lang=self.lang, day=day, time=self.clock(at))

    def short(self, at: datetime) -> str:
        """``3 Agu 08.00 WIB``; with the year where it is another."""
        local = at.astimezone(self.zone)
        same_year = local.year == self.now.astimezone(self.zone).year
        day = format_date(local, "d MMM" if same_year else "d MMM y", locale=self.lang)
        return f"{day}, {self.clock(at)}"

    def clock(self, at: datetime) -> str:
        """``08.00 WIB``."""
        local = at.astimezone(self.zone)
        pattern = "HH.mm" if self.lang == "id" else "HH:mm"
        return f"{format_time(local, pattern, locale=self.lang)} {self.zone_label(local)}"

    def day(self, at: datetime | date) -> str:
        """``Senin, 3 Agustus 2026``."""
        local = at.astimezone(self.zone) if isinstance(at, datetime) else at
        return format_date(local, "EEEE, d MMMM y", locale=self.lang)

    def month(self, at: datetime | date) -> str:
        """``Agustus 2026``."""
        local = at.astimezone(self.zone) if isinstance(at, datetime) else at
        return format_date(local, "MMMM y", locale=self.lang)

    def zone_label(self, local: datetime) -> str:
        """``WIB``; for a zone without such a name its offset."""
        return _ZONES.get(self.zone.key) or format_datetime(local, "ZZZZ", locale=self.lang)

    def relative(self, at: datetime) -> str:
        """``2 jam 10 menit lagi``, ``3 hari yang lalu``."""
        key = "web.time.left" if at >= self.now else "web.time.ago"
        return text(key, lang=self.lang, span=self.span(abs(at - self.now)))

    def span(self, length: timedelta) -> str:
        """The two largest units of a span: ``2 hari 3 jam``."""
        minutes = int(length.total_seconds() // 60)
        if minutes < 1:
            return text("web.time.moment", lang=self.lang)
        days, rest = divmod(minutes, 24 * 60)
        hours, minutes = divmod(rest, 60)
        counts = [("day", days), ("hour", hours), ("minute", minutes)]
        first = next(place for place, (_, count) in enumerate(counts) if count)
        return " ".join(
            self._unit(unit, count) for unit, count in counts[first : first + 2] if count
        )

    def span_of_hours(self, hours: int) -> str:
        """A whole number of hours as a span: ``3 hari``."""
        return self.span(timedelta(hours=hours))

    def _unit(self, unit: str, count: int) -> str:
        return text(f"unit.{unit}.{'one' if count == 1 else 'many'}", lang=self.lang, count=count)
