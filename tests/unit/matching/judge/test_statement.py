"""Claims made ready to be read alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from selaras.matching.domain.text import MessageText
from selaras.matching.facts.extract import extract
from selaras.matching.judge.statement import statement

NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "body", "index", "expected"),
    [
        ("Vaksinasi Rabies", "Digelar 12 Mei 2026.", 1, "Vaksinasi Rabies. Digelar 12 Mei 2026."),
        ("Vaksinasi Rabies!", "Digelar 12 Mei.", 0, "Vaksinasi Rabies!"),
        ("", "Pasar murah dibuka.\nDatang ya!", 1, "Pasar murah dibuka. Datang ya!"),
        ("Jadwal", "Syarat:\n- KTP asli", 2, "Jadwal. Syarat: KTP asli"),
    ],
)
def test_a_claim_stands_after_its_heading(title: str, body: str, index: int, expected: str) -> None:
    assert statement(extract(MessageText(title, body, NOW)), index) == expected


def test_a_long_heading_is_cut_at_a_word_and_a_long_claim_at_its_limit() -> None:
    made = statement(extract(MessageText("kata " * 40, "isi" + "i" * 900, NOW)), 1)
    heading, _, claim = made.partition(". ")
    assert heading.endswith("kata")
    assert len(heading) <= 90
    assert len(claim) == 300
