"""Claims made ready to be read alone, with their value marked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from selaras.matching.domain.facts import ExtractedMessage, Fact, FactKind
from selaras.matching.domain.text import MessageText
from selaras.matching.facts.extract import extract
from selaras.matching.judge.statement import statement

NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


def date_in(title: str, body: str) -> tuple[ExtractedMessage, Fact]:
    message = extract(MessageText(title, body, NOW))
    return message, next(fact for fact in message.facts if fact.kind is FactKind.DATE)


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Suntik Rabies", "Digelar 12 Mei 2026.", "Suntik Rabies. Digelar «12 Mei 2026» ."),
        ("Suntik rabies 12 Mei 2026", "Datang ya!", "Suntik rabies «12 Mei 2026»"),
        ("", "Pasar murah dibuka.\n12 Mei 2026", "Pasar murah dibuka. «12 Mei 2026»"),
        ("", "Halo semua.\nBatas akhir:\n- 12 Mei 2026", "Halo semua. Batas akhir: «12 Mei 2026»"),
    ],
)
def test_a_claim_stands_after_its_heading(title: str, body: str, expected: str) -> None:
    assert " ".join(statement(*date_in(title, body)).split()) == expected


def test_a_long_heading_is_cut_at_a_word_and_a_long_claim_around_its_value() -> None:
    body = f"{'awal ' * 90}pada 12 Mei 2026 {'akhir ' * 90}"
    made = statement(*date_in("kata " * 40, body))
    heading, _, claim = made.partition(". ")
    assert heading.endswith("kata")
    assert len(heading) <= 80
    assert len(claim) <= 240
    assert "awal pada «12 Mei 2026» akhir" in claim
