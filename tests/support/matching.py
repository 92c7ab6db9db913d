"""Messages and findings for tests of matching."""

from __future__ import annotations

from datetime import UTC, datetime

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import (
    Confidence,
    Evidence,
    Finding,
    Passage,
    Reason,
    Relation,
    Side,
    Verdict,
    finding_id,
)
from selaras.matching.domain.message import Agency, AgencyLevel, Message
from selaras.matching.domain.review import (
    Review,
    ReviewReason,
    ReviewVerdict,
    judgement_of,
)
from selaras.matching.domain.text import Part, Span

NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


def agency(name: str = "dinkes") -> Agency:
    return Agency(name, name.title(), AgencyLevel.KOTA, "32.78")


def message(owner: str = "dinkes", external_id: str = "1", **fields: object) -> Message:
    values: dict[str, object] = {
        "revision": 1,
        "version": 1,
        "title": "Vaksinasi",
        "body": "Vaksinasi mulai 3 Mei.",
        "authored": NOW,
        "area_codes": ("32.78",),
    } | fields
    return Message(agency=agency(owner), external_id=external_id, **values)  # type: ignore[arg-type]


def passage(text: str, start: int = 0) -> Passage:
    return Passage(Span(Part.BODY, start, start + len(text)), text, f"{text} selengkapnya")


def finding(
    left: Message,
    right: Message,
    relation: Relation = Relation.CONTRADICTION,
    confidence: Confidence = Confidence.LIKELY,
    probability: float = 0.8,
    **fields: object,
) -> Finding:
    evidence = Evidence(FactKind.DATE, passage("3 Mei"), passage("4 Mei", 7), 0.8)
    return Finding(
        id=finding_id(left.key, right.key),
        left=Side(left.key, left.agency.id, left.external_id, left.revision),
        right=Side(right.key, right.agency.id, right.external_id, right.revision),
        verdict=Verdict(relation, confidence, probability, Reason.FACTS_DIFFER, (evidence,)),
        **({"create_time": NOW} | fields),  # type: ignore[arg-type]
    )


def review(of: Finding, agency: str = "dinkes", **fields: object) -> Review:
    values: dict[str, object] = {
        "judgement": judgement_of(of, "w1"),
        "verdict": ReviewVerdict.FALSE_ALARM,
        "reason": ReviewReason.OTHER_AREA,
        "note": "Kota lain.",
        "reviewer": "humas",
        "time": NOW,
    } | fields
    return Review(agency=agency, **values)  # type: ignore[arg-type]
