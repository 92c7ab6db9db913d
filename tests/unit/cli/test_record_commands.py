"""`selaras audit`, `authority` and `search` against a server with scripted answers."""

from __future__ import annotations

import pytest
from selaras.api.v1 import audit_pb2, authority_pb2, finding_pb2, message_pb2
from selaras.cli import exits, output, search_view
from selaras.cli.app import make_app
from selaras.cli.people import FactWord
from selaras.client import FactKind
from selaras.client.record_convert import from_proto_message
from selaras.kit.errors import NotFound, PermissionDenied
from selaras.matching.domain.audit import Action
from typer.testing import CliRunner

from tests.fakes.desk import ADMIN_KEY, KEY
from tests.fakes.matters import DINKES, NOW, make_message, stamp

HASH = "ab" * 32


def entries(request: audit_pb2.ListAuditEntriesRequest) -> audit_pb2.ListAuditEntriesResponse:
    if request.after >= 8:
        return audit_pb2.ListAuditEntriesResponse()
    entry = audit_pb2.AuditEntry(
        sequence=8,
        time=stamp(0),
        actor=f"{DINKES}/owners/humas",
        action="RESOLUTION_PROPOSED",
        subject="cases/1",
        case="cases/1",
        detail='{"kind":"we_correct"}',
        agencies=[DINKES],
        hash=HASH,
    )
    return audit_pb2.ListAuditEntriesResponse(entries=[entry])


def make_rule() -> authority_pb2.Authority:
    return authority_pb2.Authority(
        name="authorities/1",
        agency="agencies/bps",
        topic="ekonomi",
        kind=finding_pb2.FACT_KIND_QUANTITY,
        area_code="32",
        basis="UU 16/1997",
    )


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_action_and_reason_has_words(lang, monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", lang)
    for action in Action:
        assert output.say(f"audit.action.{action.value.lower()}")
    for reason in ("HASH_WRONG", "ENTRY_MISSING", "KNOWN_HASH_MISSING"):
        assert output.say(f"audit.reason.{reason.lower()}")


def test_entries_of_the_audit_trail_are_listed(prompt):
    prompt.desk.answers["ListAuditEntries"] = entries
    text = prompt.admin("audit", "list", "--case", "1", "--after", "7")
    for part in (
        "8  ",
        "dinkes/humas  penyelesaian diusulkan",
        '{"kind":"we_correct"}',
        "1 catatan",
    ):
        assert part in text
    assert text.count("cases/1") == 1
    first = prompt.desk.requests[0][1]
    assert (first.case, first.after) == ("cases/1", 7)
    [value] = prompt.json("audit", "list", admin=True)
    assert (value["hash"], value["sequence"]) == (HASH, 8)


def test_an_agency_head_reads_the_trail_with_the_own_key(prompt):
    prompt.type("audit", "list")
    assert prompt.desk.keys == [KEY]


def test_a_whole_trail_gives_the_hash_to_note_down(prompt):
    prompt.desk.answers["VerifyAudit"] = audit_pb2.VerifyAuditResponse(
        intact=True, entries=12, last_hash=HASH
    )
    text = prompt.admin("audit", "verify", "--known-hash", f" {HASH.upper()} ")
    assert "Utuh: 12 catatan" in text
    assert HASH in text
    assert prompt.desk.last("VerifyAudit").known_hash == HASH
    assert prompt.json("audit", "verify", admin=True)[0]["intact"] is True


@pytest.mark.parametrize(
    ("reason", "broken_at", "told"),
    [
        ("HASH_WRONG", 4, "Catatan pertama yang salah: nomor 4."),
        ("KNOWN_HASH_MISSING", 0, "hash yang dicatat sebelumnya tidak ada lagi"),
        ("SOMETHING_NEW", 0, "SOMETHING_NEW"),
    ],
)
def test_a_broken_trail_ends_with_1(prompt, reason, broken_at, told):
    prompt.desk.answers["VerifyAudit"] = audit_pb2.VerifyAuditResponse(
        intact=False, entries=3, broken_at=broken_at, reason=reason
    )
    text = prompt.admin("audit", "verify", code=exits.WRONG)
    assert "TIDAK UTUH" in text
    assert told in text
    [value] = prompt.json("audit", "verify", code=exits.WRONG, admin=True)
    assert value["reason"] == reason


def test_the_kinds_of_the_command_line_are_those_of_the_api():
    assert {word.name for word in FactWord} | {"UNSPECIFIED"} == set(FactKind.__members__)


def test_an_authority_is_put_listed_and_taken_away(prompt):
    answers = prompt.desk.answers
    answers["PutAuthority"] = authority_pb2.PutAuthorityResponse(authority=make_rule())
    words = ["authority", "put", "bps", "--topic", "ekonomi", "--kind", "quantity", "--area", "32"]
    text = prompt.admin(*words, "--basis", "UU 16/1997")
    assert "bps menjadi wali data: topik ekonomi, jumlah, wilayah 32 (authorities/1)." in text
    assert prompt.desk.last("PutAuthority").authority == authority_pb2.Authority(
        agency="agencies/bps",
        topic="ekonomi",
        kind=finding_pb2.FACT_KIND_QUANTITY,
        area_code="32",
        basis="UU 16/1997",
    )
    assert prompt.json(*words, admin=True)[0]["kind"] == "QUANTITY"
    assert "Belum ada wali data" in prompt.type("authority", "list")
    answers["ListAuthorities"] = authority_pb2.ListAuthoritiesResponse(
        authorities=[make_rule(), authority_pb2.Authority(name="authorities/2", agency=DINKES)]
    )
    lines = prompt.type("authority", "list").splitlines()
    assert "UU 16/1997" in lines[1]
    assert "seluruh Indonesia" in lines[2]
    assert prompt.json("authority", "list")[0]["area_code"] == "32"
    assert prompt.desk.keys[-1] == KEY
    assert "dihapus" in prompt.admin("authority", "delete", "1")
    assert prompt.desk.last("DeleteAuthority").name == "authorities/1"
    assert prompt.json("authority", "delete", "1", admin=True) == [{"deleted": "1"}]


def test_an_authority_for_everything_is_wrong_usage(prompt):
    error = prompt.error("authority", "put", "bps", admin=True)
    assert isinstance(error, exits.CommandError)
    assert prompt.desk.requests == []


@pytest.mark.parametrize(
    "words",
    [
        ["authority", "put", "bps", "--kind", "mood"],
        ["authority", "delete"],
        ["audit", "list", "--after", "-1"],
        ["search"],
        ["search", "vaksinasi", "--limit", "51"],
    ],
)
def test_wrong_words_are_wrong_usage(words):
    assert CliRunner().invoke(make_app(), words).exit_code == exits.USAGE


@pytest.mark.parametrize(
    "words",
    [
        ["audit", "list"],
        ["audit", "verify"],
        ["authority", "put", "bps", "--topic", "ekonomi"],
        ["authority", "list"],
        ["authority", "delete", "1"],
    ],
)
def test_a_refusal_ends_every_command_with_its_reason(prompt, words, capsys):
    prompt.desk.failures = [PermissionDenied("ROLE_NOT_ALLOWED", "for the administrator")]
    assert exits.report(prompt.error(*words, admin=True)) == exits.REFUSED
    assert "ROLE_NOT_ALLOWED" in capsys.readouterr().err


def test_what_only_the_administrator_may_needs_that_key(prompt):
    for words in (["audit", "verify"], ["authority", "delete", "1"]):
        result = CliRunner().invoke(make_app(), [*words, *prompt.options])
        assert isinstance(result.exception, exits.CommandError)
        assert "--admin-key" in result.exception.hint
    assert ADMIN_KEY not in prompt.desk.keys


def test_messages_are_found_with_what_disputes_them(prompt):
    prompt.desk.answers["SearchMessages"] = message_pb2.SearchMessagesResponse(
        messages=[make_message()]
    )
    words = ["search", "kapan vaksinasi", "--area", "32", "--agency", "dinkes", "--expired"]
    text = prompt.type(*words, "--limit", "3")
    for part in (
        "Dinas [b]Kesehatan[/b]  Jadwal vaksinasi",
        '"Vaksinasi mulai 3 Agustus."',
        "32.78",
        "! Instansi lain menulis tanggal lain. · cases/1",
    ):
        assert part in text
    request = prompt.desk.last("SearchMessages")
    assert (request.query, request.area_code, request.agency) == ("kapan vaksinasi", "32", DINKES)
    assert (request.expired, request.page_size) == (True, 3)
    assert prompt.json(*words)[0]["disputes"][0]["case"] == "cases/1"


def test_nothing_found_is_said_and_a_refusal_has_its_reason(prompt, capsys):
    assert "Belum ada pesan resmi" in prompt.type("search", "kapan vaksinasi")
    prompt.desk.failures = [NotFound("AGENCY_NOT_FOUND", "no such agency")]
    assert exits.report(prompt.error("search", "vaksinasi", "--agency", "x")) == exits.REFUSED
    assert "AGENCY_NOT_FOUND" in capsys.readouterr().err


def test_a_message_says_how_long_it_holds():
    message = make_message()
    told = search_view.standing(from_proto_message(message), NOW)
    assert "(2 hari yang lalu)" in told
    assert "berlaku sampai 2026-09-0" in told
    message.expired = True
    assert "TIDAK BERLAKU LAGI sejak" in search_view.standing(from_proto_message(message), NOW)
    message.ClearField("valid_until")
    assert "sejak -" in search_view.standing(from_proto_message(message), NOW)


def test_a_dispute_is_told_in_english_too(capsys, monkeypatch):
    monkeypatch.setenv("SELARAS_LANG", "en")
    search_view.show([from_proto_message(make_message())], NOW)
    assert "! Another agency has another date. · cases/1" in capsys.readouterr().out
