from __future__ import annotations

import pytest
from selaras.matching.domain.facts import Fact, FactKind
from selaras.matching.facts.compare import Comparison, compare

from tests.unit.matching.facts.samples import facts_in

E, C, P, D, X = (
    Comparison.EQUAL, Comparison.CONTAINS, Comparison.CONTAINED, Comparison.DIFFERENT,
    Comparison.INCOMPARABLE,
)  # fmt: skip
DATE, TIME, MONEY = FactKind.DATE, FactKind.TIME, FactKind.AMOUNT
COUNT, SHARE, LENGTH = FactKind.QUANTITY, FactKind.PERCENTAGE, FactKind.DURATION
AGE, STATE, PLACE = FactKind.ELIGIBILITY, FactKind.STATUS, FactKind.PLACE
CONTACT, PHASE = FactKind.CONTACT, FactKind.IDENTITY

PAIRS = [
    # dates
    (DATE, "3–8 Agustus 2026", "Senin (3/8) sampai Sabtu (8/8)", E),
    (DATE, "3–8 Agustus 2026", "mulai besok pagi", D),
    (DATE, "3–8 Agustus 2026", "mulai Senin pekan depan", C),
    (DATE, "12–14 Agustus", "pada 13 Agustus", C),
    (DATE, "12–14 Agustus", "pada 15 Agustus", D),
    (DATE, "4–18 Agustus", "4–14 Agustus", D),
    (DATE, "1–31 Agustus", "10–12 Agustus", C),
    (DATE, "mulai 11 Mei 2026", "baru cair mulai 25 Mei 2026", D),
    (DATE, "ditutup 18 Agustus 2026", "4–18 Agustus 2026", P),
    (DATE, "paling lambat 24 Juli 2026", "sampai 31 Juli 2026", D),
    (DATE, "mulai 4 Agustus", "sampai 18 Agustus", X),
    (DATE, "April sampai habis Juni 2026", "1 April s.d. 30 Juni 2026", E),
    (DATE, "dua pekan mulai 4 Agustus", "4–18 Agustus 2026", E),
    (DATE, "Senin sampai Jumat", "Senin sampai Sabtu", P),
    (DATE, "27 dan 28 Mei 2026", "27–28 Mei 2026", E),
    (DATE, "Rabu, 18 Maret 2026 pukul 23.00 WIB", "Kamis, 19 Maret 2026 pukul 00.00 WITA", E),
    # times
    (TIME, "pukul 08.00 WIB", "pukul 09.00 WITA", E),
    (TIME, "13.00–18.00 WIB", "jam 1 siang sampai 6 sore", E),
    (TIME, "13.00–18.00 WIB", "mulai pukul 14.00 WIB hingga 18.00 WIB", D),
    (TIME, "06.00–10.00", "selama empat jam sejak pukul enam pagi", E),
    (TIME, "06.00–10.00", "mulai pukul 06.00", C),
    (TIME, "06.00–10.00", "mulai pukul 07.00", D),
    (TIME, "buka 24 jam", "buka 08.00–14.00", D),
    (TIME, "08.00 s.d. selesai", "mulai jam 8 pagi", C),
    # money
    (MONEY, "Rp600 ribu per dua bulan", "Rp300.000 per bulan", E),
    (MONEY, "Rp600.000", "Rp200.000 per bulan, dibayarkan sekaligus untuk tiga bulan", E),
    (MONEY, "Beras 5 kg Rp57.500", "Beras Rp11.500 per kilogram", E),
    (MONEY, "Beras 5 kg Rp57.500", "Beras 5 kg Rp62.500", D),
    (MONEY, "gratis", "biaya Rp25.000 per ekor", D),
    (MONEY, "gratis", "tidak dipungut biaya", E),
    (MONEY, "harga Rp57.500", "harga 57,5 ribu", E),
    (MONEY, "denda Rp5 juta", "harga Rp6.000", X),
    (MONEY, "iuran Rp42.000 per bulan", "iuran Rp504.000 per tahun", E),
    # counts
    (COUNT, "seribu dua ratus lima puluh kursi", "1.250 kursi", E),
    (COUNT, "sekitar 25 ribu masker", "25.130 masker", E),
    (COUNT, "maksimal 4 orang", "maksimal 6 orang", D),
    (COUNT, "maksimal 2 sak", "dua sak", E),
    (COUNT, "120 tenan", "seratus dua puluh lapak", E),
    (COUNT, "120 tenan", "80 tenan", D),
    (COUNT, "22 puskesmas", "22 kader", X),
    (COUNT, "radius 4,5 km", "radius 4.500 meter", E),
    (COUNT, "gelombang 2,5–4,0 meter", "gelombang 4,0–6,0 meter", D),
    (COUNT, "gelombang 2,5–4,0 meter", "gelombang sekitar satu meter", D),
    (COUNT, "ISPU 215", "indeks pada nilai 125", D),
    (COUNT, "tidak ada yang meninggal", "nihil kematian", E),
    # shares and lengths
    (SHARE, "40 persen", "dua dari lima kursi", E),
    (SHARE, "sepertiga warga", "33 persen", E),
    (SHARE, "25%", "50%", D),
    (LENGTH, "±24 jam", "selama dua belas jam", D),
    (LENGTH, "paling lama 3 hari kerja", "paling cepat 14 hari kerja", D),
    (LENGTH, "selama dua pekan", "selama 14 hari", E),
    (LENGTH, "selama satu tahun", "selama 12 bulan", E),
    # who
    (AGE, "anak usia 0–7 tahun", "umurnya belum lewat 7 tahun", E),
    (AGE, "anak usia 0–7 tahun", "anak berusia 0–59 bulan", D),
    (AGE, "anak berusia 0–59 bulan", "anak umur di bawah 5 tahun", E),
    (AGE, "umur minimal 2 bulan", "berumur sekurang-kurangnya enam bulan", D),
    (AGE, "desil 1–4", "desil 1 hingga desil 5", D),
    # states
    (STATE, "jalan ditutup", "jalan dibuka", D),
    (STATE, "acara ditunda", "acara sesuai jadwal", D),
    (STATE, "kantor libur", "kantor buka", D),
    (FactKind.PROCEDURE, "sekolah daring", "sekolah tatap muka", D),
    (STATE, "Level III (Siaga)", "masih Waspada (Level II)", D),
    (STATE, "air tercemar", "acara ditunda", X),
    # names
    (PLACE, "lewat Jl. Ahmad Yani", "lewat Ahmad Yani", E),
    (PLACE, "di Lapangan Merdeka (View Tower)", "di bawah View Tower", E),
    (PLACE, "dari Monas", "di Monumen Nasional", E),
    (PLACE, "di Lapangan Merdeka", "di Pasar Panorama", X),
    (PLACE, "di Lapangan Sempur", "di Taman Heulang", D),
    (PLACE, "warga Kota Bogor", "warga Jawa Barat", P),
    (CONTACT, "0811-5600-712", "+62 811 5600 712", E),
    (CONTACT, "0811-5600-712", "0811-5600-721", D),
    (CONTACT, "spmb.palembang.go.id", "spmb-palembang.id", D),
    (PHASE, "putaran pertama", "putaran 1", E),
    (PHASE, "tahap 1", "tahap 2", D),
]


def test_hours_of_a_day_are_not_held_against_a_number_of_days() -> None:
    [hours] = facts_in("Buka 08.00–11.00 WIB.", TIME)
    [days] = facts_in("Digelar selama enam hari.", LENGTH)
    [short] = facts_in("Digelar selama empat jam.", LENGTH)
    assert compare(hours, days) is X
    assert compare(hours, short) is D


def first(text: str, kind: FactKind) -> Fact:
    return facts_in(text, kind)[0]


@pytest.mark.parametrize(("kind", "one", "other", "expected"), PAIRS)
def test_pairs(kind: FactKind, one: str, other: str, expected: Comparison) -> None:
    a, b = first(one, kind), first(other, kind)
    assert compare(a, b) is expected
    assert compare(b, a) is expected.flipped()


def test_kinds_that_meet() -> None:
    length = first("selama enam hari", LENGTH)
    assert compare(length, first("3–8 Agustus 2026", DATE)) is E
    assert compare(length, first("3–9 Agustus 2026", DATE)) is D
    hours = first("selama empat jam", LENGTH)
    assert compare(hours, first("pukul 06.00 sampai 09.00 WIB", TIME)) is D
    paid = first("layanan ini berbayar", STATE)
    assert compare(first("gratis", MONEY), paid) is D
    assert compare(first("3 Agustus 2026", DATE), first("pukul 08.00", TIME)) is X


def test_a_negated_value_clashes_with_itself_only() -> None:
    negated = facts_in("bukan 3 Agustus 2026", DATE)[0]
    assert compare(negated, first("3 Agustus 2026", DATE)) is D
    assert compare(negated, first("4 Agustus 2026", DATE)) is X


def test_comparison_is_symmetrical_and_every_fact_equals_itself() -> None:
    texts = dict.fromkeys(text for _, one, other, _ in PAIRS for text in (one, other))
    facts = [fact for text in texts for fact in facts_in(text)]
    for a in facts:
        assert compare(a, a) is E, a
        for b in facts:
            assert compare(a, b) is compare(b, a).flipped(), (a, b)
