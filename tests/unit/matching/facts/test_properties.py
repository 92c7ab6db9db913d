"""Whatever the text: no crash, and every span is exact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words
from selaras.matching.domain.facts import (
    DateValue,
    DurationValue,
    FactKind,
    MoneyValue,
    QuantityValue,
    TimeValue,
)
from selaras.matching.domain.text import MessageText
from selaras.matching.facts import extract

from tests.unit.matching.facts.samples import facts_in, value_in

AUTHORED = datetime(2026, 7, 27, 9, 15, tzinfo=UTC)
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
PIECES = st.sampled_from(
    """3–8 Agustus 2026|31 Juni 2026|Senin (3/8)|s.d.|sampai|hingga|besok|pekan depan|H-7 Lebaran|
    pukul 08.00|jam setengah delapan|24 jam|WIB|WITA|Rp600 ribu|per dua bulan|gratis|tidak|bukan|
    seribu dua ratus|40%|dua dari lima|usia 0–7 tahun|desil 1-4|120 lapak|2,5–4 m|0811-5600-712|
    Jl. Ahmad Yani|Kecamatan Cakung|[HOAKS]|"tidak benar"|1️⃣|•|*tebal*|\u200b|\ufeff|29/2|99/99|
    00.00|24.00|25:61|Rp|Rp.|%|/|—|’|𝗚𝗿𝗮𝘁𝗶𝘀|½|per|se|ke-|tanggal 31|setiap Senin|\n|\n\n|. |, |: |
    tidak perlu membawa|akibat hujan|bukan karena|yang sudah terdaftar|hanya untuk warga|diwakilkan|
    Beredar kabar|Faktanya|diantar ke rumah|lewat aplikasi|di loket|lulusan S1|kelas X|3x24 jam|
    5 (lima)|minggu kedua Mei|malam tahun baru|oleh Dinas Sosial|Penyelenggara:|dilarang masuk|
    9999999999999999999999999999999999999999|1.1.1.1|1/2/3/4|minggu|Minggu|maksimal|±""".replace(
        "\n    ", ""
    ).split("|")
)
WORDS = st.sampled_from(
    """
    yang lalu lagi kemudian hari bulan tahun jam pekan minggu selama mulai sejak sampai dari tanggal
    dua puluh belas ratus ribu juta setengah koma nol satu tiga dibandingkan usia umur anak di bawah
    atas ke minimal maksimal sekitar tidak bukan belum boleh wajib dibuka ditutup libur daring denda
    biaya harga bantuan kuota orang warga kg liter meter persen kali desil kelas level siaga waspada
    status tahap putaran pertama kedua nomor pasal koridor Lapangan Merdeka Jalan Kota Bogor hoaks
    beredar faktanya malam pagi siang sore besok lusa kemarin ini depan akhir awal Lebaran H-
    """.split()  # noqa: SIM905
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=25).map(" ".join),
    st.lists(PIECES, max_size=25).map("".join),
    st.lists(st.one_of(PIECES, WORDS), max_size=40).map(" ".join),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(title=TEXTS, body=TEXTS, days=st.integers(-4000, 4000))
def test_spans_are_exact_and_nothing_raises(title: str, body: str, days: int) -> None:
    message = MessageText(title, body, AUTHORED + timedelta(days=days), areas=("31.75",))
    extracted = extract(message)
    for claim in extracted.claims:
        text = message.text_of(claim.span.part)
        assert text[claim.span.start : claim.span.end] == claim.text
    indexes = [claim.index for claim in extracted.claims]
    assert indexes == list(range(len(indexes)))
    for fact in extracted.facts:
        text = message.text_of(fact.span.part)
        assert 0 <= fact.span.start < fact.span.end <= len(text)
        assert text[fact.span.start : fact.span.end] == fact.surface
        claim = extracted.claims[fact.claim_index]
        assert claim.span.start <= fact.span.start < claim.span.end


@settings(max_examples=150, deadline=None, derandomize=True)
@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)), form=st.integers(0, 4))
def test_a_written_date_is_read_back(day: date, form: int) -> None:
    month = MONTHS[day.month - 1]
    text = (
        f"pada {day.day} {month} {day.year}",
        f"tanggal {day.day:02d}/{day.month:02d}/{day.year}",
        f"pada {day.isoformat()}",
        f"pada {day.day}-{day.month}-{day.year}",
        f"TGL {day.day} {month[:3].upper()} {day.year}",
    )[form]
    value = value_in(text, FactKind.DATE, DateValue)
    assert (value.start, value.end) == (day, day)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    first=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    length=st.integers(1, 200),
    joiner=st.sampled_from(["-", "–", " s.d. ", " sampai ", " hingga ", " s/d "]),
)
def test_a_written_period_is_read_back(first: date, length: int, joiner: str) -> None:
    last = first + timedelta(days=length)
    text = "Pendaftaran " + joiner.join(
        f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in (first, last)
    )
    value = value_in(text, FactKind.DATE, DateValue)
    assert (value.start, value.end) == (first, last)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    start=st.integers(0, 1438),
    length=st.integers(1, 600),
    zone=st.sampled_from(["WIB", "WITA", "WIT"]),
)
def test_written_hours_are_read_back(start: int, length: int, zone: str) -> None:
    end = min(start + length, 1439)
    text = "Buka pukul {:02d}.{:02d}–{:02d}.{:02d} {}".format(
        *divmod(start, 60), *divmod(end, 60), zone
    )
    value = value_in(text, FactKind.TIME, TimeValue)
    assert (value.start, value.end, value.zone) == (start, end, zone)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(amount=st.integers(1, 99_999_999), form=st.integers(0, 2))
def test_a_written_sum_is_read_back(amount: int, form: int) -> None:
    grouped = f"{amount:,}".replace(",", ".")
    text = (
        f"Biaya Rp{grouped}",
        f"Biaya Rp. {grouped},-",
        f"Biaya {num2words(amount, lang='id')} rupiah",
    )[form]
    value = value_in(text, FactKind.AMOUNT, MoneyValue)
    assert value.low == value.high == Decimal(amount)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(count=st.integers(2, 9_999_999), in_words=st.booleans())
def test_a_written_count_is_read_back(count: int, in_words: bool) -> None:
    number = num2words(count, lang="id") if in_words else f"{count:,}".replace(",", ".")
    value = value_in(f"Tersedia {number} kursi", FactKind.QUANTITY, QuantityValue)
    assert value.low == value.high == count
    assert value.counted[0] == "kapasitas"  # seats, quota and capacity are one family


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    minutes=st.integers(0, 1439),
    form=st.integers(0, 4),
    zone=st.sampled_from(["WIB", "WITA", "WIT"]),
)
def test_a_written_time_is_read_back(minutes: int, form: int, zone: str) -> None:
    hour, minute = divmod(minutes, 60)
    text = (
        f"Dimulai pukul {hour:02d}.{minute:02d} {zone}",
        f"dimulai pkl. {hour:02d}:{minute:02d} {zone}",
        f"DIMULAI JAM {hour}.{minute:02d} {zone}",
        f"Dimulai {hour:02d}.{minute:02d} {zone}",
        f"Dimulai (pukul {hour:02d}.{minute:02d}) {zone}",
    )[form]
    value = value_in(text, FactKind.TIME, TimeValue)
    assert (value.start, value.end) == (minutes, None)
    assert form == 4 or value.zone == zone


SPOKEN = [("pagi", 0, (5, 10)), ("siang", 12, (1, 2)), ("sore", 12, (3, 6)), ("malam", 12, (7, 11))]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data(), half=st.booleans(), in_words=st.booleans())
def test_a_spoken_time_is_read_back(data: st.DataObject, half: bool, in_words: bool) -> None:
    part, shift, hours = data.draw(st.sampled_from(SPOKEN))
    hour = data.draw(st.integers(*hours))
    said = num2words(hour, lang="id") if in_words else str(hour)
    text = f"Kumpul jam {'setengah ' if half else ''}{said} {part}"
    value = value_in(text, FactKind.TIME, TimeValue)
    assert value.start == (hour + shift) * 60 - 30 * half


@settings(max_examples=100, deadline=None, derandomize=True)
@given(thousands=st.integers(1, 999_999), form=st.integers(0, 4))
def test_a_sum_in_thousands_is_read_back(thousands: int, form: int) -> None:
    grouped = f"{thousands:,}".replace(",", ".")
    text = (
        f"Tarif Rp{grouped} ribu",
        f"Tarif Rp{grouped}.000,00",
        f"Tarif Rp {grouped}.000 ({num2words(thousands * 1000, lang='id')} rupiah)",
        f"TARIF RP{grouped}.000,-",
        f"Tarif sebesar {grouped} ribu rupiah",
    )[form]
    value = value_in(text, FactKind.AMOUNT, MoneyValue)
    assert value.low == value.high == thousands * 1000


@settings(max_examples=100, deadline=None, derandomize=True)
@given(count=st.integers(2, 999), form=st.integers(0, 3))
def test_a_length_of_days_is_read_back(count: int, form: int) -> None:
    words = num2words(count, lang="id")
    text = (
        f"Berlaku selama {count} hari",
        f"Berlaku selama {words} hari",
        f"Berlaku selama {count} ({words}) hari",
        f"Berlaku {count} x 24 jam" if count < 100 else f"Berlaku {count} hari",
    )[form]
    value = value_in(text, FactKind.DURATION, DurationValue)
    assert value.low == value.high == count * 1440


@pytest.mark.parametrize("size", [800])
def test_a_long_text_without_stops_is_read_in_time(size: int) -> None:
    text = " ".join(f"sebanyak {n} warga pukul 08.{n % 60:02d} di Jalan Mawar" for n in range(size))
    assert facts_in(text)
