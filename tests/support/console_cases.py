"""Cases as the services give them to the console: a vaccination with two dates, and more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from selaras.client import (
    AgencyLevel,
    AgencyRef,
    Case,
    CaseParty,
    CaseState,
    Confidence,
    Contact,
    Evidence,
    FactKind,
    Finding,
    OwnerRole,
    Proposal,
    ProposalState,
    Relation,
    ResolutionKind,
    Severity,
    Span,
    TimelineEntry,
    TimelineKind,
    Translation,
)

from tests.support.console import AGENCY, NOW

DINKES = AgencyRef(AGENCY, "Dinas Kesehatan Kota X", AgencyLevel.KOTA, "32.78")
PUSKESMAS = AgencyRef("agencies/puskesmas-y", "Puskesmas Y", AgencyLevel.KOTA, "32.78")
KOMINFO = AgencyRef("agencies/kominfo", "Diskominfo Kota X", AgencyLevel.KOTA, "32.78")
RINA = f"{AGENCY}/owners/rina"
BUDI = f"{AGENCY}/owners/budi"
SITI = "agencies/puskesmas-y/owners/siti"

TITLE = "Vaksinasi polio dimulai 3 Agustus"
TEXT = (
    "Halo warga Kota X! 🙏\n\nVaksinasi polio dimulai Senin, 3 Agustus 2026 pukul 08.00 WIB di "
    "Balai Kota.\nBiaya Rp25.000 per anak."
)
OTHER_TITLE = "Jadwal vaksin polio"
OTHER_TEXT = (
    "Vaksinasi polio dimulai Rabu, 5 Agustus 2026 pukul 09.00 WIB di Puskesmas Y.\n"
    "Tidak dipungut biaya, cukup membawa KIA."
)


CONTACTS = [
    Contact(RINA, AGENCY, "Rina Hidayati", "0811-1111-2222", OwnerRole.OWNER, False, True),
    Contact(
        BUDI, AGENCY, "Budi Santoso", "budi@dinkes.example.go.id", OwnerRole.HEAD, False, False
    ),
    Contact(
        SITI, PUSKESMAS.name, "Siti Aminah", "0812-3456-7890 (WA)", OwnerRole.OWNER, True, True
    ),
]


def span(text: str, said: str, part: str = "BODY") -> Span:
    """A place in a text."""
    start = text.index(said)
    return Span(part, start, start + len(said), said)


HIDDEN = Span("BODY", 0, 0, "")


def evidence(kind: FactKind, own: str, other: str, **changes: Any) -> Evidence:
    """A pair of places in the two texts."""
    values: dict[str, Any] = {
        "kind": kind,
        "own": span(TEXT, own),
        "own_sentence": next(line for line in TEXT.splitlines() if own in line),
        "other": span(OTHER_TEXT, other),
        "other_sentence": next(line for line in OTHER_TEXT.splitlines() if other in line),
        "explanation": f"Anda menulis “{own}”, sedangkan Puskesmas Y menulis “{other}”.",
    }
    return Evidence(**{**values, **changes})


DATES = evidence(
    FactKind.DATE,
    "3 Agustus 2026",
    "5 Agustus 2026",
    difference="2 hari lebih lambat dari pesan Anda",
    correction="Ralat: tanggal tertulis “3 Agustus 2026”; yang benar [pilih: 3 / 5 Agustus 2026].",
    own_aligned="Vaksinasi polio dimulai Rabu, 5 Agustus 2026 pukul 08.00 WIB di Balai Kota.",
    translations=(
        Translation("en", "You write 3, they write 5.", "2 days later", "Correction: [3 / 5]."),
    ),
)
TIMES = evidence(FactKind.TIME, "08.00 WIB", "09.00 WIB", difference="1 jam lebih lambat")
COSTS = evidence(FactKind.AMOUNT, "Rp25.000", "Tidak dipungut biaya")


def finding(number: int = 1, **changes: Any) -> Finding:
    """A contradiction of Dinkes and Puskesmas Y, both texts whole."""
    values: dict[str, Any] = {
        "name": f"findings/f{number}",
        "relation": Relation.CONTRADICTION,
        "confidence": Confidence.CONFIRMED,
        "probability": 0.97,
        "own_draft": f"{AGENCY}/drafts/post-17",
        "own_revision": 2,
        "other_agency": PUSKESMAS,
        "other_title": OTHER_TITLE,
        "other_text": f"{OTHER_TITLE}\n{OTHER_TEXT}",
        "evidence": (DATES, TIMES, COSTS),
        "reason": "FACTS_DIFFER",
        "explanation": "Pesan ini bertentangan dengan pesan Puskesmas Y soal tanggal dan jam.",
        "create_time": NOW - timedelta(hours=2),
        "case": "cases/c1",
        "suggestion": "Sepakati dengan Puskesmas Y mana yang benar sebelum tayang.",
        "own_title": TITLE,
        "own_text": TEXT,
        "own_agency": DINKES,
        "other_body": OTHER_TEXT,
        "own_publish_time": NOW + timedelta(hours=5),
        "other_published": True,
        "other_publish_time": NOW - timedelta(days=1),
    }
    return Finding(**{**values, **changes})


def excerpt(number: int = 1, **changes: Any) -> Finding:
    """The same with only the sentences of the other text."""
    return finding(
        number, other_title="", other_text="", other_body="", other_published=False, **changes
    )


def contact_only(number: int = 1, **changes: Any) -> Finding:
    """The same with nothing of the other text."""
    items = tuple(
        replace(item, other=HIDDEN, other_sentence="", difference="", correction="", own_aligned="")
        for item in (DATES, TIMES)
    )
    return excerpt(number, **{"evidence": items, **changes})


def party(agency: AgencyRef = DINKES, **changes: Any) -> CaseParty:
    """An agency whose text clashes and that has not acknowledged."""
    values: dict[str, Any] = {
        "agency": agency,
        "findings": 1,
        "acknowledge_time": None,
        "acknowledged_by": "",
        "assignee": "",
        "authority": False,
    }
    return CaseParty(**{**values, **changes})


def acknowledged(agency: AgencyRef, by: str, **changes: Any) -> CaseParty:
    """One where somebody has."""
    return party(agency, acknowledge_time=NOW - timedelta(hours=1), acknowledged_by=by, **changes)


def proposal(agency: AgencyRef = PUSKESMAS, **changes: Any) -> Proposal:
    """An open proposal of Puskesmas Y that Dinkes must answer."""
    values: dict[str, Any] = {
        "number": 2,
        "kind": ResolutionKind.WE_CORRECT,
        "note": "Kami koreksi sore ini.",
        "agency": agency.name,
        "person": SITI if agency is PUSKESMAS else RINA,
        "create_time": NOW - timedelta(minutes=40),
        "state": ProposalState.OPEN,
        "awaited": (DINKES.name if agency is PUSKESMAS else PUSKESMAS.name,),
    }
    return Proposal(**{**values, **changes})


def entry(kind: TimelineKind, minutes: int, **changes: Any) -> TimelineEntry:
    """Something that happened some minutes ago."""
    values: dict[str, Any] = {
        "kind": kind,
        "time": NOW - timedelta(minutes=minutes),
        "agency": "",
        "person": "",
        "text": "",
        "subject": "",
        "detail": "",
    }
    return TimelineEntry(**{**values, **changes})


TIMELINE = (
    entry(TimelineKind.OPENED, 120),
    entry(TimelineKind.FINDING, 120, subject="findings/f1"),
    entry(TimelineKind.ACKNOWLEDGED, 60, agency=PUSKESMAS.name, person=SITI),
    entry(
        TimelineKind.COMMENTED,
        50,
        agency=PUSKESMAS.name,
        person=SITI,
        text="Vaksin baru datang tanggal 4.",
    ),
)


def case(**changes: Any) -> Case:
    """An open case of Dinkes and Puskesmas Y that Dinkes has not read."""
    values: dict[str, Any] = {
        "name": "cases/c1",
        "state": CaseState.OPEN,
        "relation": Relation.CONTRADICTION,
        "severity": Severity.HIGH,
        "title": "Tanggal berbeda: Dinas Kesehatan Kota X “3 Agustus”, Puskesmas Y “5 Agustus”",
        "title_en": "Date differs: Dinas Kesehatan Kota X “3 Agustus”, Puskesmas Y “5 Agustus”",
        "topic": "kesehatan",
        "area_codes": ("32.78",),
        "kinds": (FactKind.DATE, FactKind.AMOUNT, FactKind.TIME),
        "parties": (party(), acknowledged(PUSKESMAS, SITI)),
        "deadline": NOW + timedelta(hours=5),
        "create_time": NOW - timedelta(hours=2),
        "update_time": NOW - timedelta(minutes=40),
        "version": 4,
        "finding_count": 1,
        "findings": (finding(),),
        "timeline": TIMELINE,
    }
    return Case(**{**values, **changes})


def hours(count: float) -> datetime:
    """Hours from now on."""
    return NOW + timedelta(hours=count)
