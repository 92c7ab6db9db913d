"""What people decide on the page of a case."""

from __future__ import annotations

import re
from typing import Any

import pytest
from selaras.client import Dismissal, ResolutionKind, ReviewReason, Split
from selaras.console.content.person import Role

from tests.fakes.console import Stream
from tests.support import console_cases as samples
from tests.support.console import Browser, person, refused
from tests.support.console_cases import BUDI, PUSKESMAS

CASE = samples.case(
    proposal=samples.proposal(),
    findings=(samples.finding(1), samples.finding(2)),
    finding_count=2,
)


def browser(role: Role = Role.HEAD, **answers: Any) -> Browser:
    """Somebody at the page of a case that waits for an answer."""
    made = Browser(person(role))
    made.api.answers.update(
        get_case=CASE,
        contacts=samples.CONTACTS,
        list_alerts=Stream(),
        mark_case_read=None,
        **answers,
    )
    return made


_DECISIONS: list[tuple[str, str, dict[str, Any], tuple[Any, ...], dict[str, Any]]] = [
    ("acknowledge", "acknowledge_case", {}, ("cases/c1",), {}),
    (
        "comment",
        "comment_case",
        {"text": " Kami cek. ", "request_id": "r1"},
        ("cases/c1", "Kami cek."),
        {"request_id": "r1"},
    ),
    ("assign", "assign_case", {"owner": BUDI}, ("cases/c1", BUDI), {}),
    ("assign", "assign_case", {"owner": ""}, ("cases/c1", ""), {}),
    (
        "propose",
        "propose_resolution",
        {"kind": "WE_CORRECT", "note": "", "request_id": "r2"},
        ("cases/c1", ResolutionKind.WE_CORRECT, ""),
        {"request_id": "r2"},
    ),
    (
        "answer",
        "answer_resolution",
        {"number": "2", "agree": "yes", "note": ""},
        ("cases/c1", 2),
        {"agree": True, "note": ""},
    ),
    (
        "answer",
        "answer_resolution",
        {"number": "2", "agree": "no", "note": "Jadwal kami benar."},
        ("cases/c1", 2),
        {"agree": False, "note": "Jadwal kami benar."},
    ),
    (
        "merge",
        "merge_cases",
        {"others": "https://x/cases/c2 c3", "note": "Sama."},
        ("cases/c1", ("c2", "c3"), "Sama."),
        {},
    ),
]


@pytest.mark.parametrize(("form", "method", "data", "args", "kwargs"), _DECISIONS)
async def test_a_decision_is_made_once_and_leads_back_to_the_case(
    form: str, method: str, data: dict[str, Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    visit = browser(**{method: CASE})
    answer = await visit.post(f"/cases/c1/{form}", data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/c1")
    assert visit.api.asked(method) == [(args, kwargs)]
    assert '<p class="notice">' in (await visit.get("/cases/c1")).text
    assert '<p class="notice">' not in (await visit.get("/cases/c1")).text


async def test_chosen_findings_are_split_off() -> None:
    visit = browser(split_case=Split(CASE, CASE))
    answer = await visit.post("/cases/c1/split", {"findings": ["findings/f1"], "note": "Lain."})
    assert answer.status_code == 303
    assert visit.api.asked("split_case") == [(("cases/c1", ["findings/f1"], "Lain."), {})]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Dismissal(True, (), CASE), "tidak diberitahukan lagi"),
        (Dismissal(False, (PUSKESMAS.name,), CASE), "setelah disetujui juga oleh Puskesmas Y"),
        (Dismissal(False, ("agencies/lain",), None), "setelah disetujui juga oleh lain"),
    ],
)
async def test_a_false_alarm_says_whose_word_is_awaited(outcome: Dismissal, told: str) -> None:
    visit = browser(dismiss_finding=outcome)
    data = {"finding": "findings/f1", "reason": "OTHER_AREA", "note": "Kota lain"}
    assert (await visit.post("/cases/c1/dismiss", data)).status_code == 303
    assert visit.api.asked("dismiss_finding") == [
        (("findings/f1", ReviewReason.OTHER_AREA, "Kota lain"), {})
    ]
    assert told in (await visit.get("/cases/c1")).text


@pytest.mark.parametrize(
    ("form", "data", "told"),
    [
        ("comment", {"text": "  "}, "Tulis dulu komentarnya."),
        ("propose", {"kind": "", "note": "x"}, "Pilih salah satu dulu."),
        ("propose", {"kind": "UNSPECIFIED"}, "Pilih salah satu dulu."),
        ("propose", {"kind": "JOINT_STATEMENT", "note": " "}, "tuliskan teksnya dulu"),
        ("answer", {"number": "2", "agree": "no", "note": ""}, "Tuliskan alasannya dulu."),
        ("answer", {"number": "x", "agree": "yes"}, "Pilih salah satu dulu."),
        ("answer", {"number": "2", "agree": "maybe"}, "Pilih salah satu dulu."),
        ("dismiss", {"finding": "findings/f1", "reason": ""}, "Pilih salah satu dulu."),
        ("dismiss", {"finding": "findings/f1", "reason": "OTHER"}, "Tuliskan alasannya dulu."),
        ("merge", {"others": ""}, "Tulis nomor kasus yang digabungkan."),
        ("merge", {"others": "a:b"}, "tidak terbaca"),
        ("split", {"note": "x"}, "Pilih paling sedikit satu temuan."),
    ],
)
async def test_a_form_that_lacks_something_is_shown_again(
    form: str, data: dict[str, Any], told: str
) -> None:
    visit = browser()
    answer = await visit.post(f"/cases/c1/{form}", data)
    assert answer.status_code == 422
    assert answer.text.count(told) >= 2  # at the top and beside the form
    assert {method for method, *_ in visit.api.calls} <= {
        "get_case", "contacts", "list_alerts", "mark_case_read"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("form", "method", "data", "kept"),
    [
        ("comment", "comment_case", {"text": "<b>Halo</b>"}, ">&lt;b&gt;Halo&lt;/b&gt;</textarea>"),
        (
            "propose",
            "propose_resolution",
            {"kind": "BOTH_RIGHT", "note": "Dua kota"},
            'value="BOTH_RIGHT" required checked',
        ),
        (
            "answer",
            "answer_resolution",
            {"number": "2", "agree": "no", "note": "Tidak tepat"},
            ">Tidak tepat</textarea>",
        ),
        (
            "dismiss",
            "dismiss_finding",
            {"finding": "findings/f2", "reason": "OTHER_AREA", "note": "Kota"},
            'value="OTHER_AREA" selected',
        ),
        ("merge", "merge_cases", {"others": "c2"}, 'value="c2"'),
        ("split", "split_case", {"findings": ["findings/f2"]}, 'value="findings/f2" checked'),
    ],
)
async def test_what_was_typed_is_kept_when_the_service_refuses(
    form: str, method: str, data: dict[str, Any], kept: str
) -> None:
    visit = browser(**{method: refused("FAILED_PRECONDITION", "CASE_RESOLVED")})
    answer = await visit.post(f"/cases/c1/{form}", data)
    assert answer.status_code == 409
    assert kept in answer.text
    assert "Kasus ini sudah selesai." in answer.text
    assert 'href="/cases/c1">Muat ulang kasus</a>' in answer.text
    assert len(visit.api.asked(method)) == 1


async def test_a_finding_that_is_gone_is_said_on_the_page() -> None:
    visit = browser(dismiss_finding=refused("NOT_FOUND", "FINDING_NOT_FOUND"))
    data = {"finding": "findings/f9", "reason": "OTHER_AREA"}
    answer = await visit.post("/cases/c1/dismiss", data)
    assert answer.status_code == 404
    assert "Temuan ini sudah tidak ada dalam kasus." in answer.text


async def test_a_case_that_is_gone_is_said_on_a_page_of_its_own() -> None:
    gone = refused("NOT_FOUND", "CASE_NOT_FOUND")
    visit = browser(comment_case=gone)
    visit.api.answers["get_case"] = gone
    answer = await visit.post("/cases/c1/comment", {"text": "Halo"})
    assert answer.status_code == 404
    assert "bukan untuk instansi Anda" in answer.text


async def test_a_session_that_has_ended_leads_to_signing_in() -> None:
    visit = browser(comment_case=refused("UNAUTHENTICATED", "KEY_EXPIRED"))
    answer = await visit.post("/cases/c1/comment", {"text": "Halo"})
    assert answer.headers["location"] == "/sign-in"


async def test_a_form_whose_outcome_is_not_known_keeps_its_request_id() -> None:
    visit = browser(comment_case=refused("UNAVAILABLE", "SERVER_UNREACHABLE"))
    answer = await visit.post("/cases/c1/comment", {"text": "Halo", "request_id": "r7"})
    assert answer.status_code == 503
    assert 'name="request_id" value="r7"' in answer.text
    visit.api.answers["comment_case"] = refused("INVALID_ARGUMENT", "TEXT_EMPTY")
    answer = await visit.post("/cases/c1/comment", {"text": "Halo", "request_id": "r7"})
    assert 'value="r7"' not in answer.text
    assert re.search(r'name="request_id" value="\w{32}"', answer.text)


async def test_reloading_the_answer_to_a_refused_form_shows_the_case() -> None:
    answer = await browser().get("/cases/c1/comment")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/c1")


@pytest.mark.parametrize(
    ("role", "forms"),
    [
        (Role.OWNER, ("merge", "split")),
        (Role.COORDINATOR, ("acknowledge", "assign", "propose", "answer")),
        (Role.ADMIN, ("acknowledge", "comment", "dismiss", "merge")),
    ],
)
async def test_what_a_role_may_not_is_refused(role: Role, forms: tuple[str, ...]) -> None:
    visit = browser(role)
    for form in forms:
        data = {"text": "x", "kind": "WE_CORRECT", "others": "c2", "number": "2", "agree": "yes"}
        assert (await visit.post(f"/cases/c1/{form}", data)).status_code == 403
    assert visit.api.calls == []


async def test_an_owner_of_another_agency_is_refused_by_the_service_and_told() -> None:
    visit = browser(assign_case=refused("PERMISSION_DENIED", "AGENCY_MISMATCH"))
    answer = await visit.post("/cases/c1/assign", {"owner": "agencies/lain/owners/x"})
    assert answer.status_code == 403
    assert "bukan dari instansi Anda" in answer.text


async def test_only_owners_of_ones_own_agency_are_offered() -> None:
    html = (await browser().get("/cases/c1")).text
    offered = re.search(r'<select name="owner">(.*?)</select>', html, re.S)
    assert offered is not None
    assert re.findall(r'value="([^"]*)"', offered[1]) == [samples.RINA, BUDI, ""]
