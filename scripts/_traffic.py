"""Drafts for load and chaos: pairs made to clash, each in an area and of a matter of its own."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.gazetteer import Gazetteer

OFFICES = ("dinas", "kominfo")
OWNER = "humas"
# What it is about, and what an office writes of it. Far enough from each other, also in their dates
# and wording, that two of them in one regency are two cases and not one (of which owners would be
# told once).
MATTERS = (
    (
        "Vaksinasi rabies",
        "Vaksinasi rabies digelar {day} November 2026 pukul 08.00 di Pasar Hewan {place}. Kegiatan "
        "ini untuk pemilik anjing dan kucing. Peserta cukup membawa buku vaksin.",
    ),
    (
        "Donor darah",
        "PMI {place} menerima pendonor darah pada {day} Januari 2027 mulai pukul 09.30. Pendonor "
        "sehat dan berusia 17 tahun ke atas.",
    ),
    (
        "Uji emisi",
        "Sepeda motor diuji emisinya tanpa biaya di Terminal {place} tanggal {day} Februari 2027. "
        "Pengendara diminta membawa STNK asli.",
    ),
    (
        "KTP keliling",
        "Mobil layanan perekaman KTP singgah di Kantor Kecamatan {place} pada {day} April 2027. "
        "Warga yang belum punya KTP membawa akta kelahiran.",
    ),
    (
        "Pelatihan wirausaha",
        "Pendaftaran pelatihan wirausaha di Balai Latihan Kerja {place} ditutup {day} Juni 2027. "
        "Pelaku usaha kecil melampirkan nomor induk berusaha.",
    ),
)
_DAYS = (12, 14)


@dataclass(frozen=True, slots=True)
class Post:
    """What one agency submits."""

    agency: str
    external_id: str
    title: str
    body: str
    areas: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Resource name of the draft."""
        return f"agencies/{self.agency}/drafts/{self.external_id}"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two posts of two offices of one regency that name two days for one event."""

    number: int
    area: str
    matter: int
    prefix: str

    def agency(self, side: int) -> str:
        """Id of the agency of a side, 0 or 1."""
        return agency_id(self.prefix, self.area, side)

    def post(self, side: int) -> Post:
        """What the agency of a side submits."""
        matter, text = MATTERS[self.matter]
        place = Gazetteer.load().area(self.area).name
        body = text.format(day=_DAYS[side], place=place)
        external_id = f"{self.prefix}clash-{self.number}"
        return Post(self.agency(side), external_id, f"{matter} di {place}", body)


def agency_id(prefix: str, area: str, side: int) -> str:
    """Id of an office of a regency."""
    return f"{prefix}{OFFICES[side]}-{area.replace('.', '-')}"


def spread_areas(count: int) -> list[str]:
    """So many regencies and cities, far from each other; at most all that there are."""
    every = Gazetteer.load().regencies()
    step = max(len(every) // max(count, 1), 1)
    return list(every[::step][:count])


def clashes(areas: list[str], count: int, prefix: str = "", first: int = 0) -> list[Clash]:
    """Up to ``count`` clashes from number ``first`` on, no two of one matter in one regency."""
    most = len(areas) * len(MATTERS)
    return [
        Clash(number, areas[number % len(areas)], number // len(areas), prefix)
        for number in range(first, min(first + count, most))
    ]
