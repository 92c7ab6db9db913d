from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selaras.matching.domain.text import MessageText, Part
from selaras.matching.text.segment import segment, segment_part


def claims(text: str) -> list[str]:
    return [claim.text for claim in segment_part(text, Part.BODY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Satu kalimat. Dua kalimat! Tiga?", ["Satu kalimat.", "Dua kalimat!", "Tiga?"]),
        ("Biaya Rp. 50.000 di Jl. Ir. H. Juanda No. 5.", None),
        ("Oleh dr. Siti, S.Pd. dan H. Amir di Kec. Cakung.", None),
        ("Pukul 08.00 s.d. 11.00 WIB di kantor.", None),
        ("Sebanyak 1.140 kader siap.", None),
        ("- satu hal\n- dua hal", ["satu hal", "dua hal"]),
        ("1. pertama dulu\n2) kedua nanti", ["pertama dulu", "kedua nanti"]),
        ("1️⃣ Minta surat\n2️⃣ Bawa KTP", ["Minta surat", "Bawa KTP"]),
        ("📍 Lapangan\n💧 GRATIS", ["Lapangan", "GRATIS"]),
        ("▪ satu\n• dua\n✅ tiga", ["satu", "dua", "tiga"]),
        ("a. denda\nb. bunga", ["denda", "bunga"]),
        ("gratis tidak bayar. bawa ktp ya", ["gratis tidak bayar.", "bawa ktp ya"]),
        ("Rabu Desa A; Kamis Desa B", ["Rabu Desa A;", "Kamis Desa B"]),
        ("#Satu #Dua\n\n🙏🙏", []),
        ("", []),
    ],
)
def test_claims(text: str, expected: list[str] | None) -> None:
    assert claims(text) == ([text] if expected is None else expected)


def test_a_heading_governs_its_bullets() -> None:
    found = segment_part("Syarat pendaftaran:\n- KTP asli\n- foto\n\nSelesai sudah.", Part.BODY)
    assert [claim.context for claim in found] == ["", "Syarat pendaftaran:",
                                                  "Syarat pendaftaran:", ""]  # fmt: skip


def test_whatsapp_marks_stay_in_the_claim() -> None:
    found = segment_part("*INFO PENTING*\n- Datang *mulai besok*", Part.BODY)
    assert [claim.text for claim in found] == ["*INFO PENTING*", "Datang *mulai besok*"]


def test_the_title_comes_first() -> None:
    message = MessageText("Judul", "Isi.", datetime(2026, 1, 1, tzinfo=UTC))
    assert [(c.index, c.span.part, c.text) for c in segment(message)] == [
        (0, Part.TITLE, "Judul"),
        (1, Part.BODY, "Isi."),
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("abc ABC 12.!?;:\n-•*_#@\u200d\ufe0f\u20e3📍\t\r\u2028é"),
        max_size=80,
    )
)
def test_spans_are_exact_ordered_and_apart(text: str) -> None:
    end = 0
    for claim in segment_part(text, Part.BODY):
        assert text[claim.span.start : claim.span.end] == claim.text
        assert claim.span.start >= end
        assert claim.text == claim.text.strip()
        end = claim.span.end
