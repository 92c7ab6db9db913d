"""How many of the labelled facets of the development set are covered by a fact of their kind.

A floor, not an aim: it tells when a change to one extractor takes from another.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from selaras.gazetteer import Gazetteer
from selaras.matching.domain.facts import ExtractedMessage
from selaras.matching.domain.text import MessageText, Part, Span, Zone
from selaras.matching.facts import extract

FOLDER = Path(__file__).resolve().parents[5] / "shared/data/conflicts-dev"
FLOORS = {"date": 0.95, "time": 0.95, "amount": 0.95, "quantity": 0.93, "percentage": 0.9,
          "contact": 0.95, "place": 0.9, "status": 0.72, "duration": 0.7, "procedure": 0.85,
          "cause": 0.7, "eligibility": 0.8, "requirement": 0.45}  # fmt: skip

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the shared development set is absent")


def _extracted() -> dict[str, ExtractedMessage]:
    gazetteer = Gazetteer.load()
    messages: dict[str, ExtractedMessage] = {}
    for line in (FOLDER / "drafts.jsonl").read_text().splitlines():
        draft = json.loads(line)
        areas = tuple(gazetteer.resolve(draft["region"]))
        zone = Zone(gazetteer.zone(areas[0])) if areas else Zone.WIB
        authored = datetime.fromisoformat(draft["created_at"])
        messages[draft["id"]] = extract(
            MessageText(draft["title"], draft["body"], authored, zone, areas)
        )
    return messages


def _place(message: MessageText, text: str) -> list[Span]:
    spans = []
    for part in Part:
        start = message.text_of(part).find(text)
        if start >= 0:
            spans.append(Span(part, start, start + len(text)))
    return spans


def test_facets_are_covered() -> None:
    messages = _extracted()
    total: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    seen: set[tuple[str, str, str]] = set()
    for line in (FOLDER / "pairs.jsonl").read_text().splitlines():
        pair = json.loads(line)
        for facet in pair["facets"]:
            for side in "ab":
                key = (pair[side], facet["kind"], facet[f"{side}_text"])
                if key in seen:
                    continue
                seen.add(key)
                extracted = messages[key[0]]
                spans = _place(extracted.message, key[2])
                assert spans, key
                total[key[1]] += 1
                covered[key[1]] += any(
                    fact.kind == key[1] and fact.span.overlaps(span)
                    for fact in extracted.facts
                    for span in spans
                )
    shares = {kind: covered[kind] / total[kind] for kind in FLOORS}
    assert {kind: share for kind, share in shares.items() if share < FLOORS[kind]} == {}
