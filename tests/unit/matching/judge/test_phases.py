"""Which phase a fact is of."""

from __future__ import annotations

import pytest
from selaras.matching.domain.facts import FactKind
from selaras.matching.judge.phases import PhaseReader, differ, phase_of

from tests.unit.matching.facts.samples import extracted, facts_in

DATE = FactKind.DATE


def phases_of(text: str, kind: FactKind = DATE) -> list[dict[str, int]]:
    """The phases of the facts of a kind, in the order of the text."""
    message = extracted(text)
    reader = PhaseReader(message)
    return [reader.of(fact) for fact in message.facts if fact.kind is kind]


@pytest.mark.parametrize(
    ("text", "phases"),
    [
        ("Imunisasi digelar 3 Agustus 2026.", [{}]),
        ("Putaran kedua digelar 7 September 2026.", [{"tahap": 2}]),
        # The only phase of a message is that of all of its claims.
        ("Ini putaran kedua. Mulai 7 September 2026.", [{"tahap": 2}]),
        # Of several the nearest, and rather the one before than the one behind.
        (
            "Putaran pertama digelar 3 Agustus 2026, putaran kedua 7 September 2026.",
            [{"tahap": 1}, {"tahap": 2}],
        ),
        (
            "Putaran kedua digelar 7 September 2026, sebulan setelah putaran pertama.",
            [{"tahap": 2}],
        ),
        (
            "Digelar 3–8 Agustus (putaran pertama) dan 7–12 September 2026 (putaran kedua).",
            [{"tahap": 1}, {"tahap": 2}],
        ),
        ("Ada putaran pertama dan putaran kedua. Mulai 7 September 2026.", [{}]),
    ],
)
def test_a_date_is_of_the_phase_that_its_claim_names(
    text: str, phases: list[dict[str, int]]
) -> None:
    assert phases_of(text) == phases


def test_the_number_of_an_anniversary_is_no_phase() -> None:
    [number] = facts_in("Upacara HUT RI ke-81 digelar.", FactKind.IDENTITY)
    assert phase_of(number) is None
    assert phases_of("Upacara HUT RI ke-81 digelar 17 Agustus 2026.") == [{}]


def test_phases_differ_only_where_both_are_named() -> None:
    assert differ({"tahap": 1}, {"tahap": 2})
    assert not differ({"tahap": 1}, {"tahap": 1})
    assert not differ({"tahap": 1}, {"dosis": 2})
    assert not differ({}, {"tahap": 2})
