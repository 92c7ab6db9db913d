from __future__ import annotations

import pytest
from selaras.matching.text.terms import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pendaftaran", "Mendaftar!"),
        ("Rp1.000.000", "1000000"),
        ("Nomor 43 Tahun 2021", "no. 43 thn 2021"),
        ("𝗣𝗼𝗹𝗶𝗼", "polio"),
        ("pukul 08.00", "jam 08.00 WIB"),
    ],
)
def test_one_thing_written_in_two_ways_has_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != frozenset()


def test_names_numbers_and_days_are_terms_and_function_words_are_none() -> None:
    found = terms("Kapan imunisasi di Cipedes? Jumat, 14 Agustus atau hari lain.")
    assert {"cipedes", "jumat", "14", "agustus"} <= found
    assert not found & {"kapan", "di", "atau", "hari", "lain"}


def test_another_number_is_another_term() -> None:
    assert terms("Nomor 43") != terms("Nomor 44")
    assert terms("1,5 juta") != terms("15 juta")


@pytest.mark.parametrize("text", ["", "di dan ke", "?!", "💉", "\u200b"])
def test_a_text_may_have_none(text: str) -> None:
    assert terms(text) == frozenset()
