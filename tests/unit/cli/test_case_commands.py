"""`selaras cases`, `case` and `dismiss` against a server with scripted answers."""

from __future__ import annotations

import io
import sys

import pytest
from selaras.api.v1 import case_pb2, finding_pb2
from selaras.cli import case_view, exits
from selaras.cli.app import make_app
from selaras.cli.case_options import KindWord
from selaras.cli.commands import case as case_command
from selaras.cli.commands import cases
from selaras.cli.commands.cases import StateWord
from selaras.cli.people import SeverityWord
from selaras.client import CaseState, ResolutionKind, Severity
from selaras.client.case_convert import from_proto_case_event
from selaras.kit.errors import FailedPrecondition, NotFound, PermissionDenied
from typer.testing import CliRunner

from tests.fakes.matters import DINKES, DISDIK, make_case, with_proposal, with_timeline

Watch = case_pb2.WatchCasesResponse
OWNER = f"{DINKES}/owners/humas"


def resolved() -> case_pb2.Case:
    case = make_case()
    case.state = case_pb2.Case.STATE_RESOLVED
    case.resolution = "CORRECTED"
    return case


def test_the_words_of_the_command_line_are_those_of_the_api():
    unspecified = {"UNSPECIFIED"}
    assert {word.name for word in StateWord} | unspecified == set(CaseState.__members__)
    assert {word.name for word in KindWord} | unspecified == set(ResolutionKind.__members__)
    assert {word.name for word in SeverityWord} | unspecified == set(Severity.__members__)


def test_cases_are_listed_with_what_presses(prompt):
    prompt.desk.answers["ListCases"] = case_pb2.ListCasesResponse(
        cases=[with_proposal(make_case())]
    )
    text = " ".join(prompt.type("cases").split())
    for part in (
        "TINGGI Tanggal berbeda: 3 Agustus dan 4 Agustus",
        "cases/1 · terbuka",
        "2 instansi, 1 sudah menanggapi",
        "ada usulan yang menunggu jawaban",
        "1 kasus.",
    ):
        assert part in text


def test_filters_are_asked_of_the_server(prompt):
    words = ["--state", "open", "--state", "RESOLVED", "--topic", "kesehatan", "--area", "32"]
    words += ["--kind", "date", "--kind", "AMOUNT", "--query", "vaksin polio"]
    prompt.type("cases", *words, "--severity", "high", "--mine", "dinkes/humas")
    request = prompt.desk.last("ListCases")
    assert request.states == [case_pb2.Case.STATE_OPEN, case_pb2.Case.STATE_RESOLVED]
    assert (request.topic, request.area_code, request.assignee) == ("kesehatan", "32", OWNER)
    assert request.min_severity == case_pb2.SEVERITY_HIGH
    assert request.kinds == [finding_pb2.FACT_KIND_DATE, finding_pb2.FACT_KIND_AMOUNT]
    assert request.query == "vaksin polio"


def test_no_case_is_said_and_no_json(prompt):
    assert "Tidak ada kasus" in prompt.type("cases")
    assert prompt.json("cases") == []


def test_cases_as_json_and_no_more_than_asked_for(prompt):
    prompt.desk.answers["ListCases"] = case_pb2.ListCasesResponse(
        cases=[make_case("cases/1"), make_case("cases/2")], next_page_token="more"
    )
    values = prompt.json("cases", "--limit", "2")
    assert [value["name"] for value in values] == ["cases/1", "cases/2"]
    assert values[0]["severity"] == "HIGH"
    assert values[0]["parties"][0]["agency"]["display_name"] == "Dinas Kesehatan"
    assert len(prompt.desk.requests) == 1


def streamed() -> list:
    """What a watch sends before the person at the terminal has seen enough."""
    other = make_case("cases/2")
    other.topic = "banjir"
    return [
        Watch(kind=Watch.KIND_ADDED, case=make_case(), resume_token="t1"),
        Watch(kind=Watch.KIND_ADDED, case=other, resume_token="t2"),
        Watch(kind=Watch.KIND_CURRENT, resume_token="t3"),
        Watch(kind=Watch.KIND_CHANGED, case=resolved(), resume_token="t4"),
        Watch(kind=Watch.KIND_REMOVED, case={"name": "cases/2"}, resume_token="t5"),
        Watch(kind=Watch.KIND_REMOVED, case={"name": "cases/1"}, resume_token="t6"),
        PermissionDenied("KEY_REVOKED", "revoked"),
    ]


@pytest.fixture
def shown(monkeypatch):
    """Events as the view gets them: the runner keeps what a failed command printed."""
    events = []
    monkeypatch.setattr(case_view, "show_event", events.append)
    return events


def follow(prompt, *words: str) -> None:
    """Until the stream is refused for good."""
    prompt.desk.streams = [streamed()]
    assert "KEY_REVOKED" in str(prompt.error("cases", "--follow", *words))


def test_a_followed_list_shows_what_was_asked_for_until_it_ends(prompt, shown):
    follow(prompt, "--topic", "kesehatan")
    assert [(event.kind, event.case and event.case.name) for event in shown] == [
        ("ADDED", "cases/1"),
        ("CURRENT", None),
        ("CHANGED", "cases/1"),
        ("REMOVED", "cases/1"),
    ]


def test_a_case_that_leaves_the_filter_is_shown_once_more(prompt, shown):
    follow(prompt, "--state", "open")
    assert ("CHANGED", "RESOLVED") in [
        (event.kind, event.case and event.case.state) for event in shown
    ]


def stop_after(events: int):
    """A view whose reader presses Ctrl+C after some events."""
    seen = []

    def show(event):
        seen.append(event)
        if len(seen) == events:
            raise KeyboardInterrupt

    return show


def test_ctrl_c_ends_a_followed_list(prompt, monkeypatch):
    monkeypatch.setattr(case_view, "show_event", stop_after(3))
    prompt.desk.streams = [streamed()]
    assert prompt.type("cases", "--follow") == ""


def test_a_followed_list_is_one_line_of_json_for_each_event(prompt, monkeypatch):
    events = []
    monkeypatch.setattr(cases, "print_json", lambda event: events.append(event) or stop(event))
    stop = stop_after(2)
    prompt.desk.streams = [streamed()]
    prompt.type("cases", "--follow", "--json")
    assert [event.resume_token for event in events] == ["t1", "t2"]


def test_what_happened_to_a_case_is_printed(capsys):
    event = from_proto_case_event(Watch(kind=Watch.KIND_REMOVED, case={"name": "cases/1"}))
    case_view.show_event(event)
    case_view.show_event(from_proto_case_event(Watch(kind=Watch.KIND_CURRENT)))
    case_view.show_event(from_proto_case_event(Watch(kind=Watch.KIND_CHANGED, case=resolved())))
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "cases/1 tidak lagi menyangkut Anda."
    assert printed[1].startswith("SELARAS KEMBALI")
    assert len(printed) == 3


def test_a_case_is_shown_with_what_can_be_done(prompt):
    prompt.desk.answers["GetCase"] = case_pb2.GetCaseResponse(
        case=with_timeline(with_proposal(make_case()))
    )
    text = prompt.type("case", "show", "1")
    for part in (
        "TINGGI · BERTENTANGAN",
        "Vaksinasi mulai 4 Agustus.",
        "selaras case answer 1 2 yes",
        "Mohon konfirmasi.",
    ):
        assert part in text
    assert "Riwayat" not in text
    assert "Riwayat" in prompt.type("case", "show", "1", "--timeline")
    [value] = prompt.json("case", "show", "cases/1")
    assert value["findings"][0]["name"] == "findings/1"
    assert value["proposal"]["awaited"] == [DISDIK]
    assert prompt.desk.last("GetCase").name == "cases/1"


@pytest.mark.parametrize(
    ("words", "name", "told"),
    [
        (["ack", "1"], "AcknowledgeCase", "ditandai sedang ditangani"),
        (["comment", "1", "Setuju."], "CommentCase", "Komentar tersimpan"),
        (["assign", "1", "dinkes/humas"], "AssignCase", "diserahkan kepada dinkes/humas"),
        (["assign", "1", "--nobody"], "AssignCase", "tidak lagi dipegang"),
        (["propose", "1", "we-correct"], "ProposeResolution", "Usulan tersimpan"),
        (["answer", "1", "2", "no", "--note", "Belum."], "AnswerResolution", "nomor 2 ditolak"),
        (["merge", "1", "2", "3"], "MergeCases", "2 kasus digabung ke cases/1"),
    ],
)
def test_each_decision_says_what_it_did(prompt, words, name, told):
    answer = {"case": make_case()}
    prompt.desk.answers[name] = getattr(case_pb2, f"{name}Response")(**answer)
    assert told in prompt.type("case", *words)
    assert prompt.desk.last(name).name == "cases/1"
    [value] = prompt.json("case", *words)
    assert value["name"] == "cases/1"


@pytest.mark.parametrize(
    "words",
    [
        ["ack", "1"],
        ["comment", "1", "Setuju."],
        ["assign", "1", "dinkes/humas"],
        ["propose", "1", "we-correct"],
        ["answer", "1", "1", "yes"],
        ["merge", "1", "2"],
        ["split", "1", "7"],
        ["show", "1"],
        ["dismiss", "7", "--reason", "other"],
    ],
)
@pytest.mark.parametrize(
    "refusal",
    [
        NotFound("CASE_NOT_FOUND", "no such case"),
        PermissionDenied("ROLE_NOT_ALLOWED", "a person's key is needed"),
        FailedPrecondition("CASE_RESOLVED", "it is resolved"),
    ],
)
def test_a_refusal_ends_every_command_with_its_reason(prompt, words, refusal, capsys):
    prompt.desk.failures = [refusal]
    error = prompt.error("case", *words)
    assert exits.report(error) == exits.REFUSED
    assert refusal.reason in capsys.readouterr().err


def test_a_comment_may_come_from_standard_input(prompt):
    prompt.type("case", "comment", "1", "-", typed="Sudah kami\nkoreksi é.")
    assert prompt.desk.last("CommentCase").text == "Sudah kami\nkoreksi é."


def test_standard_input_that_is_no_text_is_wrong_usage(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    with pytest.raises(exits.CommandError, match="UTF-8"):
        case_command._standard_input()


@pytest.mark.parametrize(
    "words",
    [
        ["case", "assign", "1"],
        ["case", "assign", "1", "dinkes/humas", "--nobody"],
        ["case", "assign", "1", "humas"],
        ["cases", "--mine", "humas"],
    ],
)
def test_what_cannot_be_meant_is_not_sent(prompt, words):
    error = prompt.error(*words)
    assert isinstance(error, exits.CommandError)
    assert error.code == exits.USAGE
    assert prompt.desk.requests == []


@pytest.mark.parametrize(
    "words",
    [
        ["case", "propose", "1", "maybe"],
        ["case", "answer", "1", "0", "yes"],
        ["case", "answer", "1", "1", "perhaps"],
        ["case", "dismiss", "7"],
        ["dismiss", "7", "--reason", "because"],
        ["case", "merge", "1"],
        ["case", "split", "1"],
        ["cases", "--state", "closed"],
        ["cases", "--severity", "grave"],
    ],
)
def test_wrong_words_are_wrong_usage(words):
    assert CliRunner().invoke(make_app(), words).exit_code == exits.USAGE


def test_a_proposal_says_whose_answer_is_awaited(prompt):
    prompt.desk.answers["ProposeResolution"] = case_pb2.ProposeResolutionResponse(
        case=with_proposal(make_case())
    )
    text = prompt.type("case", "propose", "1", "YOU-CORRECT", "--note", "Sudah final.")
    assert "Usulan nomor 2 tersimpan: pihak lain mengoreksi naskahnya." in text
    assert "Menunggu jawaban: Dinas Pendidikan." in text
    request = prompt.desk.last("ProposeResolution")
    assert request.kind == case_pb2.RESOLUTION_KIND_YOU_CORRECT
    assert (request.note, bool(request.request_id)) == ("Sudah final.", True)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (case_pb2.Case.STATE_OPEN, "Menunggu jawaban: Dinas Pendidikan."),
        (case_pb2.Case.STATE_AGREED, "selesai setelah naskahnya dikoreksi"),
        (case_pb2.Case.STATE_RESOLVED, "selaras kembali"),
    ],
)
@pytest.mark.parametrize("yes", ["yes", "ya", "YES"])
def test_a_yes_says_what_it_led_to(prompt, state, told, yes):
    case = with_proposal(make_case())
    case.state = state
    prompt.desk.answers["AnswerResolution"] = case_pb2.AnswerResolutionResponse(case=case)
    assert told in prompt.type("case", "answer", "1", "2", yes)
    request = prompt.desk.last("AnswerResolution")
    assert (request.number, request.agree) == (2, True)


def test_tidak_is_a_no(prompt):
    prompt.desk.answers["AnswerResolution"] = case_pb2.AnswerResolutionResponse(case=make_case())
    prompt.type("case", "answer", "1", "2", "tidak", "--note", "Belum.")
    assert not prompt.desk.last("AnswerResolution").agree


def test_a_split_names_the_new_case(prompt):
    prompt.desk.answers["SplitCase"] = case_pb2.SplitCaseResponse(
        case=make_case(), split=make_case("cases/2")
    )
    text = prompt.type("case", "split", "1", "7", "8", "--note", "Kota lain.")
    assert "2 temuan dipindahkan dari cases/1 ke kasus baru cases/2" in text
    request = prompt.desk.last("SplitCase")
    assert (list(request.findings), request.note) == (["findings/7", "findings/8"], "Kota lain.")
    [value] = prompt.json("case", "split", "1", "7")
    assert (value["case"]["name"], value["split"]["name"]) == ("cases/1", "cases/2")


@pytest.mark.parametrize("command", [["dismiss"], ["case", "dismiss"]])
def test_a_dismissal_says_whether_the_pair_is_silent(prompt, command):
    answers = prompt.desk.answers
    answers["DismissFinding"] = case_pb2.DismissFindingResponse(awaited=[DISDIK], case=make_case())
    words = [*command, "7", "--reason", "same-value", "--note", "Sama."]
    assert "setelah disetujui juga oleh Dinas Pendidikan" in prompt.type(*words)
    answers["DismissFinding"] = case_pb2.DismissFindingResponse(awaited=[DISDIK])
    assert "oleh disdik" in prompt.type(*words)
    answers["DismissFinding"] = case_pb2.DismissFindingResponse(silent=True)
    assert "tidak akan diberitahukan lagi" in prompt.type(*words)
    request = prompt.desk.last("DismissFinding")
    assert (request.name, request.note) == ("findings/7", "Sama.")
    assert request.reason == finding_pb2.REVIEW_REASON_SAME_VALUE
    assert prompt.json(*words)[0]["silent"] is True


def test_english_is_a_setting(prompt, monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", "en")
    prompt.desk.answers["GetCase"] = case_pb2.GetCaseResponse(case=with_proposal(make_case()))
    text = prompt.type("case", "show", "1")
    for part in ("HIGH · CONTRADICTION", "Dates differ", "What to do next", "held by dinkes/rina"):
        assert part in text
