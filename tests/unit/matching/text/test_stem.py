from __future__ import annotations

import re

import pytest
from selaras.matching.text.lexicon import any_of
from selaras.matching.text.stem import content_stem, stem


@pytest.mark.parametrize(
    "family",
    [
        "daftar pendaftaran mendaftar didaftarkan pendaftar registrasi",
        "umumkan pengumuman diumumkan mengumumkan",
        "tutup penutupan ditutup menutup",
        "salur penyaluran disalurkan menyalurkan",
        "bayar pembayaran membayar dibayarkan biaya ongkos tarif",
        "kirim pengiriman dikirim mengirim",
        "layan pelayanan dilayani melayani",
        "periksa pemeriksaan diperiksa memeriksa",
        "vaksin vaksinasi imunisasi",
        "lapak tenan stan",
    ],
)
def test_families_share_a_stem(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("word", ["bulan", "jalan", "kelas", "desa", "pelabuhan", "informasi"])
def test_words_that_only_look_affixed_stay(word: str) -> None:
    assert stem(word) == word


def test_function_words_have_no_content() -> None:
    assert [content_stem(word) for word in ("yang", "dgn", "2026", "a")] == [None] * 4
    assert content_stem("pendaftaran") == "daftar"


def test_a_word_list_becomes_one_pattern() -> None:
    pattern = re.compile(any_of(["s.d.", "sampai", "sampai dengan"]))
    assert pattern.search("satu sampai  dengan dua").group() == "sampai  dengan"
    assert pattern.search("satu sxdx dua") is None
    assert re.fullmatch(any_of(["ab", "abc"]), "abc")
