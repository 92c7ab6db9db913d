"""Evidence as JSON: what is stored comes back, and what was stored before still loads."""

from __future__ import annotations

import json

from selaras.matching.adapters.documents import dump_evidence, load_evidence
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Evidence, Passage
from selaras.matching.domain.stated import Sort, Stated
from selaras.matching.domain.text import Part, Span

PASSAGE = Passage(Span(Part.BODY, 6, 11), "3 Mei", "Mulai 3 Mei.", 6)
STATED = Stated(FactKind.DATE, Sort.DATE, "2026-05-03", "2026-05-03")


def test_values_and_offsets_survive_storage() -> None:
    evidence = (Evidence(FactKind.DATE, PASSAGE, PASSAGE, 0.8, STATED, None),)
    assert load_evidence(dump_evidence(evidence)) == evidence


def test_what_was_stored_without_values_still_loads() -> None:
    row = {
        "kind": "date",
        "left": ["body", 6, 11, "3 Mei", "Mulai 3 Mei."],
        "right": ["body", 0, 5, "4 Mei", "4 Mei."],
        "strength": 0.8,
    }
    [item] = load_evidence(json.dumps([row]))
    assert (item.left_value, item.right_value, item.left.offset) == (None, None, None)
    assert item.left.text == "3 Mei"
