"""Plans for tests of the calendar."""

from __future__ import annotations

from datetime import timedelta

from selaras.matching.domain.message import Agency, AgencyLevel, Message, ShareLevel

from tests.support.matching import NOW, message

HEALTH = "Vaksinasi dan imunisasi di puskesmas."
SCHOOL = "Ujian sekolah bagi siswa dan guru."
EXCERPT, FULL, CONTACT = ShareLevel.EXCERPT, ShareLevel.FULL, ShareLevel.CONTACT


def planned(
    owner: str, external_id: str = "1", hours: float = 1, area: str = "32.78", **fields: object
) -> Message:
    """A draft about health that goes out some hours from now, of an agency of an area."""
    values: dict[str, object] = {
        "title": f"Judul {owner} {external_id}",
        "body": HEALTH,
        "publish_time": NOW + timedelta(hours=hours),
        "agency": Agency(owner, owner.title(), AgencyLevel.KOTA, area),
        "area_codes": (area,) if area else (),
    } | fields
    made = message(owner, external_id)
    kept = {
        name: getattr(made, name) for name in ("external_id", "revision", "version", "authored")
    }
    return Message(**(kept | values))  # type: ignore[arg-type]
