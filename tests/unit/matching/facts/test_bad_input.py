"""Texts that no one should write: no crash, no nonsense, exact spans, and in time."""

from __future__ import annotations

import time

import pytest
from selaras.matching.domain.facts import (
    DateValue,
    FactKind,
    MoneyValue,
    PlaceValue,
    QuantityValue,
    TimeValue,
)

from tests.unit.matching.facts.samples import extracted, facts_in, value_in

NOTICE = (
    "Pembagian beras bagi 1.250 keluarga digelar Sabtu, 15 Agustus 2026 pukul 08.00–11.00 WIB di "
    "Lapangan Anggrek. Warga membawa KTP dan KK. Biaya administrasi Rp2.500 per keluarga, dibayar "
    "tunai. Pengambilan tidak dapat diwakilkan. Akibat hujan deras, jalan ke lokasi ditutup.\n"
)
NO_FACTS = [
    "", " ", "\n\n", "...", "#", "Terima kasih atas perhatian Bapak dan Ibu.", "🙏🙏🙏",
    "\u200b\u200b", "Mari jaga kerukunan antarwarga", "a", "—", "* * *", "@", "|||---|||",
]  # fmt: skip


def _checked(text: str, title: str = "") -> list[tuple[FactKind, str]]:
    """The facts of `text`, after their places have been checked."""
    message = extracted(text, title=title)
    for fact in message.facts:
        part = message.message.text_of(fact.span.part)
        assert part[fact.span.start : fact.span.end] == fact.surface != ""
        claim = message.claims[fact.claim_index]
        assert claim.span.part is fact.span.part
    return [(fact.kind, fact.surface) for fact in message.facts]


@pytest.mark.parametrize("text", NO_FACTS)
def test_nothing_is_read_where_nothing_is_said(text: str) -> None:
    assert _checked(text) == []


@pytest.mark.parametrize(
    "text", ["31 Juni 2026", "30 Februari 2026", "29 Februari 2027", "tanggal 31/06/2026",
             "00/00/2026", "45 Mei 2026", "2026-13-40", "pukul 25.70", "jam 99"]
)  # fmt: skip
def test_days_and_hours_that_do_not_exist_are_none(text: str) -> None:
    kinds = {FactKind.DATE, FactKind.TIME}
    assert [
        item for item in _checked(f"Rapat {text}.") if item[0] in kinds and "Mei" not in item[1]
    ] == []


@pytest.mark.parametrize("digits", [20, 40, 400])
def test_a_number_of_many_digits_is_no_value(digits: int) -> None:
    text = f"Nomor rekening {'7' * digits} atas nama kas, Rp{'9' * digits} dan {'8' * digits} warga"
    values = [fact.value for fact in facts_in(text)]
    assert not any(isinstance(value, MoneyValue | QuantityValue) for value in values)
    _checked(text)


def test_capitals_change_no_value() -> None:
    plain = {(fact.kind, str(fact.value)) for fact in facts_in(NOTICE)}
    loud = {(fact.kind, str(fact.value)) for fact in facts_in(NOTICE.upper())}
    lost = {kind for kind, _ in plain - loud}
    # In capitals every word looks like a name, so of places only those after 'di' are read.
    assert lost <= {FactKind.PLACE}


def test_invisible_characters_change_no_value() -> None:
    spaced = NOTICE.replace("a", "a\u200b").replace("1", "1\u2060").replace(" ", "\u00a0")
    plain = [(fact.kind, str(fact.value)) for fact in facts_in(NOTICE)]
    assert [(fact.kind, str(fact.value)) for fact in facts_in(spaced)] == plain
    _checked(spaced)


def test_a_table_that_was_pasted_is_read_row_by_row() -> None:
    table = (
        "| No | Kecamatan | Tanggal | Jam | Kuota |\n|----|-----------|---------|-----|-------|\n"
        "| 1 | Serengan | 3 Agustus 2026 | 08.00-10.00 | 120 orang |\n"
        "| 2 | Jebres\t| 4 Agustus 2026\t| 09.00-12.00 | 75 orang |\n"
    )
    values = [fact.value for fact in facts_in(table)]
    days = [value.start.day for value in values if isinstance(value, DateValue) and value.start]
    hours = [value.start for value in values if isinstance(value, TimeValue)]
    counts = [int(value.low) for value in values if isinstance(value, QuantityValue)]
    assert (days, hours, counts) == ([3, 4], [480, 540], [120, 75])


@pytest.mark.parametrize(
    "text",
    ["Pukul 0 8 . 0 0 W I B, tangga1 l5 Agustvs 2O26, Rp2 . 5OO", "P E N G U M U M A N !!! ( 1 5 )",
     "Ju mat, 7-- Agus tus 20 26 jam O8.OO", "Rp.....,-", "Rp Rp Rp", "%%% 50 %% persen persen",
     "- - - s.d. s.d. s.d.", "pukul pukul jam jam WIB WIB", "H- H+ H", "tanggal tanggal 1 1 1 1"],
)  # fmt: skip
def test_noise_of_scanned_letters_breaks_nothing(text: str) -> None:
    _checked(text)
    _checked(text, title=text)


def test_languages_may_be_mixed() -> None:
    text = (
        "Dear all, vaksin booster free untuk lansia, Monday 9 March at 8 AM. Ojo lali nggowo KTP! "
        "Wargi Tasik, pendaftaran dugi ka 20 Agustus 2026. 免费 бесплатно مجانا"
    )
    assert (FactKind.DATE, "20 Agustus 2026") in _checked(text)


def test_a_text_of_nothing_but_facts() -> None:
    text = (
        "15 Agustus 2026 08.00 WIB Rp2.500 1.250 orang 40% 3 jam 0811-2222-333 ditutup wajib daring"
    )
    kinds = {kind for kind, _ in _checked(text)}
    assert {FactKind.DATE, FactKind.TIME, FactKind.AMOUNT, FactKind.QUANTITY, FactKind.PERCENTAGE,
            FactKind.DURATION, FactKind.CONTACT, FactKind.STATUS, FactKind.REQUIREMENT,
            FactKind.PROCEDURE} <= kinds  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [NOTICE * 100, NOTICE.replace("\n", " ").replace(".", "") * 100, "tidak ada " * 2500,
     "yang sudah " * 2500, "dan anak " * 2500, "karena hujan " * 2500, "kabar bahwa " * 2500,
     '" ' * 2500, "bawa KTP " * 2500, "1 " * 5000, "(" * 5000, "a" * 20000, "Jalan Mawar " * 2500,
     "lima puluh " * 2500, "Senin " * 5000, "fotokopi " * 2500],
    ids=range(16),
)  # fmt: skip
def test_five_thousand_words_take_no_longer_than_they_should(text: str) -> None:
    facts_in("sekali agar semua pola siap")
    start = time.process_time()
    facts_in(text)
    # A tenth of this is usual; a search that goes back and forth takes minutes.
    assert time.process_time() - start < 5


def test_a_price_is_no_place() -> None:
    values = [fact.value for fact in facts_in("naik dari Rp3.000 menjadi Rp4.000")]
    assert not any(isinstance(value, PlaceValue) for value in values)
    assert value_in("tarif dari Rp3.000", FactKind.AMOUNT, MoneyValue).low == 3000
