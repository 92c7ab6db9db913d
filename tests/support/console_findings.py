"""Drafts and findings of a check as the services give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from selaras.client import (
    AgencyLevel,
    AgencyRef,
    Channel,
    Check,
    CheckState,
    Confidence,
    Draft,
    DraftState,
    Evidence,
    FactKind,
    Finding,
    Relation,
    ShareLevel,
    Span,
    Translation,
)

DISDIK = AgencyRef("agencies/disdik", "Dinas Pendidikan Kota X", AgencyLevel.KOTA, "32.78")
_TIME = datetime(2026, 8, 2, 3, 0, tzinfo=UTC)


def draft(external_id: str = "post-1", **changes: Any) -> Draft:
    """A scheduled draft of Dinkes."""
    values: dict[str, Any] = {
        "revision": 2,
        "title": "Vaksinasi polio mulai 10 Agustus",
        "body": "Vaksinasi polio dimulai 10 Agustus di semua puskesmas.",
        "channel": Channel.WEBSITE,
        "publish_time": datetime(2026, 8, 5, 1, 0, tzinfo=UTC),
        "valid_from": None,
        "valid_until": None,
        "area_codes": ("32.78",),
        "audience_tags": (),
        "share_level": ShareLevel.EXCERPT,
        "authored_time": None,
        "state": DraftState.SCHEDULED,
        "create_time": _TIME,
        "update_time": _TIME,
    }
    name = f"agencies/dinkes/drafts/{external_id}"
    return Draft(name=name, external_id=external_id, **{**values, **changes})


def evidence(**changes: Any) -> Evidence:
    """Two dates that differ."""
    values: dict[str, Any] = {
        "kind": FactKind.DATE,
        "own": Span("BODY", 23, 33, "10 Agustus"),
        "own_sentence": "Vaksinasi polio dimulai 10 Agustus di semua puskesmas.",
        "other": Span("BODY", 20, 30, "12 Agustus"),
        "other_sentence": "Vaksinasi polio di sekolah dimulai 12 Agustus.",
        "explanation": "Tanggalnya berbeda.",
        "difference": "Anda: 10 Agustus; Dinas Pendidikan: 12 Agustus.",
        "correction": "Vaksinasi polio dimulai [10 Agustus/12 Agustus].",
        "translations": (
            Translation("en", "The dates differ.", "You: 10 August; they: 12 August."),
        ),
    }
    return Evidence(**{**values, **changes})


def finding(name: str = "findings/f1", **changes: Any) -> Finding:
    """A confirmed contradiction with Disdik that is in a case."""
    values: dict[str, Any] = {
        "relation": Relation.CONTRADICTION,
        "confidence": Confidence.CONFIRMED,
        "probability": 0.97,
        "own_draft": "agencies/dinkes/drafts/post-1",
        "own_revision": 2,
        "other_agency": DISDIK,
        "other_title": "Imunisasi di sekolah",
        "other_text": "",
        "evidence": (evidence(),),
        "reason": "",
        "explanation": "Pesan ini bertentangan dengan pesan Dinas Pendidikan soal tanggal.",
        "create_time": _TIME,
        "case": "cases/c-1",
        "suggestion": "Samakan tanggalnya sebelum terbit.",
        "translations": (Translation("en", "It contradicts, about the date."),),
    }
    return Finding(name=name, **{**values, **changes})


def checked(*findings: Finding, **changes: Any) -> Check:
    """A check that is done."""
    values: dict[str, Any] = {"state": CheckState.CHECKED, "revision": 2, "check_time": _TIME}
    return Check(findings=findings, **{**values, **changes})
