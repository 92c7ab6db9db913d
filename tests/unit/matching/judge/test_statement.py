"""Claims made ready to be read alone, with their value marked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from selaras.matching.domain.facts import ExtractedMessage, Fact, FactKind
from selaras.matching.domain.text import MessageText
from selaras.matching.facts.extract import extract
from selaras.matching.judge.statement import opening, statement

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


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Suntik Rabies", "Gratis,\n  datang ya!", "Suntik Rabies. Gratis, datang ya!"),
        ("", "Halo\nsemua", "Halo semua"),
        ("", "", ""),
    ],
)
def test_an_opening_is_one_line(title: str, body: str, expected: str) -> None:
    assert opening(title, body) == expected


def test_a_long_opening_ends_with_a_whole_word() -> None:
    made = opening("", "kata " * 200)
    assert set(made.split()) == {"kata"}
    assert 310 < len(made) <= 320


def test_a_long_heading_is_cut_at_a_word_and_a_long_claim_around_its_value() -> None:
    body = f"{'awal ' * 90}pada 12 Mei 2026 {'akhir ' * 90}"
    made = statement(*date_in("kata " * 40, body))
    heading, _, claim = made.partition(". ")
    assert heading.endswith("kata")
    assert len(heading) <= 80
    assert len(claim) <= 240
    assert "awal pada «12 Mei 2026» akhir" in claim
