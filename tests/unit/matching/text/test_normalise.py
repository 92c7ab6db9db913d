from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selaras.matching.text.normalise import normalise, with_capitals


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("3–8 AGUSTUS", "3-8 agustus"),
        ("*Gratis*", " gratis "),
        ("nama_akun _miring_", "nama_akun  miring "),
        ("𝗚𝗥𝗔𝗧𝗜𝗦 １２", "gratis 12"),
        ("a\u200bb\ufeffc", "abc"),
        ("“kutip” ‘satu’", "\"kutip\" 'satu'"),
        ("1️⃣ satu", "• satu"),
        ("µg/m³", "μg/m3"),
        ("2½ jam", "2½ jam"),
        ("ﬁlm", "film"),
        ("baris\u2028baru", "baris\nbaru"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert normalise(text).text == folded


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60))
def test_every_folded_character_has_its_origin(text: str) -> None:
    result = normalise(text)
    assert len(result.text) == len(result.origins)
    assert list(result.origins) == sorted(result.origins)
    for index in range(len(result.text)):
        start, end = result.original_range(index, index + 1)
        assert 0 <= start < end <= len(text)
    assert len(with_capitals(result, text)) == len(result.text)


def test_a_folded_range_maps_back() -> None:
    text = "Mulai\u200b *31 Juli*"
    result = normalise(text)
    at = result.text.index("31 juli")
    start, end = result.original_range(at, at + len("31 juli"))
    assert text[start:end] == "31 Juli"
