"""What a place is named for, and which places are rivals."""

from __future__ import annotations

import pytest
from selaras.matching.domain.facts import FactKind, IdentityValue, PlaceValue, Role
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in


def _roles(text: str) -> dict[str, Role]:
    return {fact.surface: fact.role for fact in facts_in(text, FactKind.PLACE)}


def _compared(one: str, other: str) -> set[Comparison]:
    return {
        compare(mine, theirs)
        for mine in facts_in(one, FactKind.PLACE)
        for theirs in facts_in(other, FactKind.PLACE)
    }


@pytest.mark.parametrize(
    ("text", "surface", "role"),
    [("Pawai bertolak dari Lapangan Ampera", "Lapangan Ampera", Role.START),
     ("Garis start di Lapangan Ampera", "Lapangan Ampera", Role.START),
     ("Start dan finis di Lapangan Ampera", "Lapangan Ampera", Role.POINT),
     ("Pawai berakhir di Alun-Alun Timur", "Alun-Alun Timur", Role.END),
     ("Pasar pindah ke Lapangan Ampera", "Lapangan Ampera", Role.END),
     ("Kendaraan dialihkan lewat Jalan Mawar", "Jalan Mawar", Role.VIA),
     ("Alternatif: Jalan Mawar", "Jalan Mawar", Role.VIA),
     ("Parkir motor di Lapangan Ampera", "Lapangan Ampera", Role.PARKING),
     ("Pendaftaran di Gedung Melati", "Gedung Melati", Role.SUPPORT),
     ("ujarnya usai rapat di Gedung Melati", "Gedung Melati", Role.PUBLISHED),
     ("Pemkot Malang membagikan bibit", "Pemkot Malang", Role.AUTHORITY),
     ("Warga Kota Malang diminta hadir", "Kota Malang", Role.AUDIENCE),
     ("Acara di Gedung Melati, Jalan Mawar", "Jalan Mawar", Role.SITE),
     ("Acara di Gedung Melati, Jalan Mawar", "Gedung Melati", Role.POINT),
     ("Wali Kota Bandung hadir", "Kota Bandung", Role.AUTHORITY),
     ("BANDUNG – Pasar murah dibuka", "BANDUNG", Role.PUBLISHED)],
)  # fmt: skip
def test_the_part_of_a_place(text: str, surface: str, role: Role) -> None:
    assert _roles(text)[surface] is role


@pytest.mark.parametrize(
    ("one", "other"),
    [("Pawai mulai dari Lapangan Ampera", "Garis start di Gedung Melati"),
     ("Salat di Masjid Besar", "Salat pindah ke Lapangan Gatot"),
     ("Arus lewat Jalan Mawar", "Arus dialihkan melalui Jalan Melati"),
     ("Kendaraan lewat S. Parman", "Kendaraan melalui Jalan Melati"),
     ("Posko di Guest House Ampera", "Posko di Stadion Melati"),
     ("Parkir di Lapangan Ampera", "Parkir bus di Terminal Timur"),
     ("IGD tetap di gedung lama", "IGD kini di lantai dasar gedung baru"),
     ("Listrik padam di Jalan Mawar, Jalan Melati", "Listrik padam di Jalan Mawar, Jalan Dahlia")],
)  # fmt: skip
def test_places_for_one_thing_are_rivals(one: str, other: str) -> None:
    assert Comparison.DIFFERENT in _compared(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Pawai dari Lapangan Ampera", "Pawai berakhir di Alun-Alun Timur"),
     ("Acara di Gedung Melati", "Parkir di Lapangan Ampera"),
     ("Acara di Gedung Melati", "Pendaftaran di Kantor Dahlia"),
     ("Acara di Gedung Melati, Jalan Mawar", "Jalan Dahlia ditutup"),
     ("Listrik padam di Jalan Mawar, Jalan Melati", "Listrik padam di Jalan Melati"),
     ("Jl. Mawar, Dahlia, Melati ditutup", "Jalan Dahlia ditutup"),
     ("Ditutup:\n- Jalan Mawar\n- Jalan Melati", "Jalan Melati ditutup"),
     ("Jalan Mawar ditutup", "dari Simpang Lima sampai Simpang Tujuh"),
     ("Buaya terlihat di Sungai Mawar", "Korban tinggal di Dahlia"),
     ("Pemkot Malang menutup jalan", "Pemkot Batu menutup jalan"),
     ("tetap di gedung lama", "Layanan di tempat lama")],
)  # fmt: skip
def test_places_for_other_things_are_no_rivals(one: str, other: str) -> None:
    assert Comparison.DIFFERENT not in _compared(one, other)


@pytest.mark.parametrize(
    "text",
    ["Poliklinik Rawat Jalan Pindah ke lantai dua", "sewa stadion Rp350 juta",
     "longsor di Km 23", "Balai Pelaksanaan Jalan menutup ruas"],
)  # fmt: skip
def test_what_is_no_venue(text: str) -> None:
    assert not [f for f in facts_in(text, FactKind.PLACE) if isinstance(f.value, PlaceValue)]


def test_verbs_in_headlines_are_no_part_of_a_name() -> None:
    (fact,) = facts_in("Pasar Mawar Pindah Besok", FactKind.PLACE)
    assert fact.surface == "Pasar Mawar"


def test_two_streets_are_two_places() -> None:
    surfaces = {fact.surface for fact in facts_in("di Jalan Mawar dan Jalan Melati")}
    assert {"Jalan Mawar", "Jalan Melati"} <= surfaces


def test_an_unnamed_site_is_the_old_or_the_new_one() -> None:
    values = [fact.value for fact in facts_in("IGD tetap di tempat lama", FactKind.PLACE)]
    assert values == [IdentityValue("letak", name="lama")]
