"""A case as people read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from selaras.api.v1 import case_pb2
from selaras.cli import case_view, output, times, words
from selaras.cli.case_filter import Wanted
from selaras.cli.case_steps import next_steps
from selaras.cli.exits import CommandError
from selaras.client import CaseState, ProposalState, ResolutionKind, Severity, TimelineKind
from selaras.client.case_convert import from_proto_case

from tests.fakes.matters import NOW, make_case, make_finding, with_proposal, with_timeline


@pytest.fixture(autouse=True)
def _bahasa(monkeypatch):
    monkeypatch.delenv("SELARAS_LANG", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)


def shown(case: case_pb2.Case, capsys, **options) -> str:
    case_view.show(from_proto_case(case), NOW, **options)
    return capsys.readouterr().out


def test_a_case_says_how_grave_until_when_and_who_has_it(capsys):
    text = shown(make_case(), capsys)
    for part in (
        "TINGGI · BERTENTANGAN",
        "Tanggal berbeda: 3 Agustus dan 4 Agustus",
        "(2 jam 10 menit lagi)",
        "kesehatan · tanggal · 32.78",
        "✓ Dinas Kesehatan: ditanggapi dinkes/humas, 10 menit yang lalu, dipegang dinkes/rina",
        "· Dinas Pendidikan: belum menanggapi",
    ):
        assert part in text
    assert max(map(len, text.splitlines())) <= 100


def test_both_sentences_are_shown_by_the_names_of_the_agencies(capsys):
    text = shown(make_case(), capsys)
    for part in (
        'Dinas Kesehatan: "Vaksinasi mulai 3 Agustus."',
        'Dinas Pendidikan: "Vaksinasi mulai 4 Agustus."',
        "Bedanya: 1 hari lebih lambat",
        "findings/1",
    ):
        assert part in text
    assert "Anda:" not in text


def test_what_is_between_others_is_counted(capsys):
    case = make_case()
    case.finding_count = 4
    assert "3 temuan antara instansi lain" in shown(case, capsys)


def test_many_findings_are_cut(capsys):
    case = make_case()
    case.findings.extend(make_finding(f"findings/{number}") for number in range(2, 8))
    case.finding_count = 7
    text = shown(case, capsys)
    assert "dan 2 temuan lain" in text
    assert "findings/6" not in text


def test_the_open_proposal_and_the_answers_are_shown(capsys):
    text = shown(with_proposal(make_case()), capsys)
    for part in (
        "Usulan nomor 2",
        "pihak lain mengoreksi naskahnya · diusulkan Dinas Kesehatan · 5 menit yang lalu",
        '"Jadwal puskesmas sudah final."',
        "Dinas Kesehatan setuju",
        "Menunggu jawaban: Dinas Pendidikan.",
    ):
        assert part in text


def test_the_timeline_names_what_happened(capsys):
    text = shown(with_timeline(make_case()), capsys, timeline=True)
    for part in (
        'dinkes/humas: berkomentar · "Mohon konfirmasi."',
        "dinkes/humas: menyerahkan kasus · dinkes/rina",
        "mengusulkan · pihak lain mengoreksi naskahnya",
        "kembali karena faktanya berubah · tanggal · 9",
        "selaras kembali · naskah telah dikoreksi",
    ):
        assert part in text


def test_an_authority_and_a_corrected_text_are_marked(capsys):
    case = make_case()
    case.parties[0].authority = True
    case.parties[1].findings = 0
    text = shown(case, capsys)
    assert "Dinas Kesehatan: wali data, ditanggapi" in text
    assert "Dinas Pendidikan: naskahnya tidak lagi bentrok" in text


def test_a_resolved_case_says_why_and_asks_for_nothing(capsys):
    case = make_case()
    case.state = case_pb2.Case.STATE_RESOLVED
    case.resolution = "AGREED"
    case.agreed_kind = case_pb2.RESOLUTION_KIND_BOTH_RIGHT
    text = shown(case, capsys)
    assert "selaras kembali, disepakati bersama, keduanya benar, cakupannya berbeda" in text
    assert "Batas waktu" not in text
    assert "Langkah berikutnya" not in text
    case_view.show_list([from_proto_case(case)], NOW)
    assert capsys.readouterr().out.startswith("SELARAS KEMBALI  Tanggal berbeda")


def test_without_a_plan_there_is_no_deadline(capsys):
    case = make_case()
    case.ClearField("deadline")
    assert "Batas waktu: belum ada jadwal terbit" in shown(case, capsys)


def test_what_others_wrote_is_never_read_as_markup(capsys):
    case = make_case()
    case.title = "[b]Tanggal[/b]"
    assert "[b]Tanggal[/b]" in shown(case, capsys)


def commands(case: case_pb2.Case) -> list[str]:
    return [step.command for step in next_steps(from_proto_case(case))]


def test_the_steps_are_commands_to_type():
    assert commands(make_case())[0] == "selaras case ack 1"
    assert commands(make_case())[1] == "selaras case propose 1 we-correct"
    assert commands(with_proposal(make_case())) == [
        "selaras case ack 1",
        "selaras case answer 1 2 yes",
        'selaras case answer 1 2 no --note "..."',
    ]


def test_an_authority_is_not_asked_to_acknowledge():
    case = make_case()
    case.parties[1].authority = True
    assert "selaras case ack 1" not in commands(case)


def test_after_an_agreement_the_text_is_corrected_and_a_merged_case_leads_on():
    case = make_case()
    case.state = case_pb2.Case.STATE_AGREED
    assert "koreksi naskahnya" in next_steps(from_proto_case(case))[-1].words
    case.state = case_pb2.Case.STATE_RESOLVED
    assert commands(case) == []
    case.merged_into = "cases/2"
    assert commands(case) == ["selaras case show 2"]


@pytest.mark.parametrize(
    ("change", "lets"),
    [
        ({"topic": "kesehatan"}, True),
        ({"topic": "banjir"}, False),
        ({"area": "32"}, True),
        ({"area": "32.78"}, True),
        ({"area": "3"}, False),
        ({"severity": "MEDIUM"}, True),
        ({"severity": "CRITICAL"}, False),
        ({"states": ("OPEN",)}, True),
        ({"states": ("AGREED",)}, False),
        ({"owner": "dinkes/rina"}, True),
        ({"owner": "dinkes/humas"}, False),
        ({"kinds": ("AMOUNT", "DATE")}, True),
        ({"kinds": ("AMOUNT",)}, False),
        ({"query": "TANGGAL agustus pendidíkan"}, True),
        ({"query": "cases/1"}, True),
        ({"query": "tanggal september"}, False),
    ],
)
def test_a_stream_is_filtered_like_a_list(change, lets):
    assert Wanted(**change).lets(from_proto_case(make_case())) is lets


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0.5, "kurang dari 1 menit lagi"),
        (1, "1 menit lagi"),
        (60, "1 jam lagi"),
        (130, "2 jam 10 menit lagi"),
        (24 * 60 + 5, "1 hari lagi"),
        (3 * 24 * 60 + 125, "3 hari 2 jam lagi"),
        (-45, "45 menit yang lalu"),
    ],
)
def test_times_are_told_by_how_far_they_are(minutes, told):
    assert times.relative(NOW + timedelta(minutes=minutes), NOW) == told


def test_english_counts_one_and_many(monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", "en")
    assert times.relative(NOW + timedelta(minutes=61), NOW) == "in 1 hour 1 minute"
    assert times.relative(NOW - timedelta(days=2), NOW) == "2 days ago"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90m", NOW + timedelta(minutes=90)),
        ("2h", NOW + timedelta(hours=2)),
        ("3D", NOW + timedelta(days=3)),
        ("99999d", NOW + timedelta(days=366)),
        ("2026-08-04T08:00+07:00", datetime(2026, 8, 4, 1, 0, tzinfo=UTC)),
    ],
)
def test_times_are_written_as_spans_or_as_they_are(written, meant):
    assert times.moment(written, "--until", NOW) == meant


def test_a_time_without_a_zone_is_the_one_on_the_wall():
    assert times.moment("2026-08-04T08:00", "--until", NOW).tzinfo is not None


@pytest.mark.parametrize("written", ["", "besok", "-2h", "2w"])
def test_a_time_that_is_none_is_wrong_usage(written):
    with pytest.raises(CommandError, match="--until"):
        times.moment(written, "--until", NOW)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("severity", Severity),
        ("case.state", CaseState),
        ("resolution.kind", ResolutionKind),
        ("proposal.state", ProposalState),
        ("timeline", TimelineKind),
        ("resolution", ["CORRECTED", "WITHDRAWN", "MERGED", "AGREED"]),
    ],
)
def test_every_name_has_words(group, names, lang, monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", lang)
    for name in names:
        assert output.say(f"{group}.{name.lower()}")


def test_a_name_that_is_newer_than_the_words_is_shown_as_it_is():
    assert words.word("resolution", "BY_MAGIC") == "BY_MAGIC"
    assert words.fact_kind("MOOD") == "MOOD"
