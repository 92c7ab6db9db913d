"""What people and scripts read."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console
from selaras.cli import alert_view, demo_sample, finding_view, output
from selaras.client import (
    AgencyLevel,
    AgencyRef,
    Confidence,
    Evidence,
    FactKind,
    Finding,
    Relation,
    Span,
    Translation,
)
from selaras.event.v1 import alert_pb2


def finding(**changes) -> Finding:
    values = {
        "name": "findings/1",
        "relation": Relation.CONTRADICTION,
        "confidence": Confidence.CONFIRMED,
        "probability": 0.97,
        "own_draft": "agencies/dinkes/drafts/post-1",
        "own_revision": 1,
        "other_agency": AgencyRef(
            "agencies/disdik", "Dinas [b]Pendidikan[/b]", AgencyLevel.KOTA, ""
        ),
        "other_title": "",
        "other_text": "",
        "evidence": (
            Evidence(
                FactKind.DATE,
                Span("BODY", 0, 9, "3 Agustus"),
                "Vaksinasi mulai 3 Agustus di\nseluruh posyandu.",
                Span("BODY", 0, 9, "4 Agustus"),
                "Mulai 4 Agustus.",
                "3 Agustus berbeda dengan 4 Agustus.",
            ),
        ),
        "reason": "FACTS_DIFFER",
        "explanation": "Tanggal berbeda.",
        "create_time": datetime(2026, 8, 1, tzinfo=UTC),
        "case": "cases/1",
    }
    return Finding(**values | changes)


def draw(renderable, *, color: bool = False) -> str:
    out = io.StringIO()
    system = "standard" if color else None
    Console(file=out, width=100, force_terminal=color, color_system=system).print(renderable)
    return out.getvalue()


def test_a_finding_shows_both_sentences_and_what_differs():
    text = draw(finding_view.panel(finding()))
    for part in (
        "BERTENTANGAN (pasti)",
        'Anda: "Vaksinasi mulai 3 Agustus di seluruh posyandu."',
        '"Mulai 4 Agustus."',
        "Bedanya: 3 Agustus berbeda dengan 4 Agustus.",
        "Tanggal",
    ):
        assert part in text
    assert max(map(len, text.splitlines())) <= 100


def advised(**changes) -> Finding:
    given = {
        "difference": "1 hari lebih lambat dari pesan Anda",
        "correction": "Ralat: yang benar adalah [pilih: 3 Agustus / 4 Agustus].",
        "own_aligned": "Vaksinasi mulai 4 Agustus di\nseluruh posyandu.",
        "other_aligned": "Mulai 3 Agustus.",
        "translations": (Translation("en", "English.", "1 day later", "Correction: choose."),),
    }
    evidence = replace(finding().evidence[0], **given)
    translations = (Translation("en", "Both.", suggestion="Agree first."),)
    return finding(
        evidence=(evidence,), suggestion="Sepakati dahulu.", translations=translations, **changes
    )


def test_a_finding_shows_sentences_to_copy_and_what_to_do():
    text = " ".join(draw(finding_view.panel(advised())).replace("│", " ").split())
    for part in (
        "Bedanya: 1 hari lebih lambat dari pesan Anda",
        '"Vaksinasi mulai 4 Agustus di seluruh posyandu."',
        'bila mengikuti Anda: "Mulai 3 Agustus."',
        "Ralat: yang benar adalah [pilih: 3 Agustus / 4 Agustus].",
        "Saran: Sepakati dahulu.",
    ):
        assert part in text
    assert "Ralat" not in draw(finding_view.panel(advised(), advice=False))


def test_what_is_said_is_said_in_english_too(monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", "en")
    text = draw(finding_view.panel(advised()))
    for part in ("Difference: 1 day later", "Correction: choose.", "Suggestion: Agree first."):
        assert part in text
    assert "Ralat" not in text


def test_what_others_wrote_is_never_read_as_markup():
    assert "Dinas [b]Pendidikan[/b]" in draw(finding_view.panel(finding()))


def test_the_clash_is_marked():
    assert "\x1b[1;31m3 Agustus\x1b[0m" in draw(finding_view.panel(finding()), color=True)


def test_a_hidden_text_is_said_to_be_hidden():
    hidden = Evidence(FactKind.TIME, Span("BODY", 0, 1, "x"), "x", Span("BODY", 0, 0, ""), "", "")
    assert "tidak dibagikan" in draw(finding_view.panel(finding(evidence=(hidden,))))


def test_a_finding_without_evidence_shows_its_explanation():
    overlap = finding(relation=Relation.OVERLAP, evidence=())
    text = draw(finding_view.panel(overlap))
    assert "PESAN YANG SAMA" in text
    assert "Tanggal berbeda." in text


def test_english_is_a_setting(monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", "en")
    assert "CONTRADICTION (certain)" in draw(finding_view.panel(finding()))


def test_an_alert_shows_its_owner_and_its_text():
    alert = alert_pb2.Alert(owner="agencies/dinkes/owners/humas", text="Isi [penting]")
    text = draw(alert_view.panel(alert))
    assert "dinkes/humas" in text
    assert "Isi [penting]" in text
    assert alert_view.to_dict(alert)["owner"] == "agencies/dinkes/owners/humas"


def test_json_has_one_object_a_line(capsys):
    output.print_json(finding())
    values = json.loads(capsys.readouterr().out)
    assert values["relation"] == "CONTRADICTION"
    assert values["evidence"][0]["kind"] == "DATE"
    assert values["create_time"] == "2026-08-01T00:00:00+00:00"


def test_the_sample_is_whole():
    sample = demo_sample.load()
    assert len(sample.agencies) >= 5
    assert all(agency.owners for agency in sample.agencies.values())
    assert {draft.agency for draft in sample.drafts} <= set(sample.agencies)
    times = [draft.created_at for draft in sample.drafts]
    assert times == sorted(times)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_relation_and_kind_has_words(lang, monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", lang)
    for relation in Relation:
        assert finding_view.relation_name(relation)
    for kind in FactKind:
        span = Span("BODY", 0, 0, "")
        assert finding_view.kind_name(Evidence(kind, span, "", span, "", ""))
    for confidence in Confidence:
        assert finding_view.headline(finding(confidence=confidence))
