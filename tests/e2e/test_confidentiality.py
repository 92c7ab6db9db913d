"""Nobody reads more of another agency's draft than its share level lets.

Every call of the public API is made as everybody, and everything that anybody receives is searched
for marker words: answers, errors, streams, events, alerts, e-mail, webhooks, chats, the command
line and the log. The markers stand in the title, in the clashing sentence and in another sentence
of each draft. What may be seen must be seen, once published by all, and the audit trail must name
those who saw something, and nobody else.
"""

from __future__ import annotations

import base64
import json
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import quote

import grpc
import pytest
from selaras.api.v1 import alert_pb2, case_pb2, draft_pb2, finding_pb2, message_pb2
from selaras.embedded import EmbeddedStack
from selaras.kit.database import Database
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from tests.support.eventually import assert_eventually
from tests.support.http_server import answer
from tests.support.leak import Mark, Reading, Shown, Spot, amount, day, public_methods, word
from tests.support.leak_clock import HurriedClock, hurry
from tests.support.leak_commands import (
    CHANGES,
    EXPORTS,
    PEOPLE_AT_TERMINALS,
    exporting_commands,
    exports_of,
)
from tests.support.leak_inquiry import Inquiry, Outside
from tests.support.leak_log import logged
from tests.support.leak_requests import LAST, READS, SAMPLES, WRITES
from tests.support.leak_scene import (
    ADMIN,
    COMMENT,
    COORDINATOR_HERE,
    COPIES,
    LOG,
    NOBODY,
    NOTE,
    Draft,
    Rules,
    drafts,
)
from tests.support.leak_verdict import (
    audit_faults,
    excerpt_faults,
    unseen,
    unseen_by_copy,
    untried,
)

# What a reader, or a machine on the way, may do to a text.
DISGUISES = [
    lambda text: text,
    str.upper,
    lambda text: json.dumps({"text": f"é {text}\n"}),
    lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text),
    lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    lambda text: "".join(f"={ord(letter):02X}" for letter in text),
    lambda text: quote(text).replace("o", "%6F"),
    lambda text: f"{text[:5]}=\r\n{text[5:]}",
    *(
        lambda text, shift=shift: base64.encodebytes(b"x" * (60 + shift) + text.encode() + b"yz")
        for shift in range(3)
    ),
    lambda text: base64.urlsafe_b64encode(f"{{{text}}}".encode()),
]
HIDDEN = word(Spot.CLASH, "a/b", "kramidovex")
ALL_ALERTS = alert_pb2.ListAlertsRequest(page_size=500)


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("mark", [HIDDEN, amount("a/b", "2.748.310")])
def test_a_marker_is_found_in_every_disguise(mark, disguise):
    hidden = disguise(mark.forms[0])
    data = hidden if isinstance(hidden, bytes) else hidden.encode()
    assert mark.is_in(Reading(b"before " + data + b" after"))
    assert not Mark(Spot.CLASH, "a/b", ("wobarsiluk",)).is_in(Reading(data))


def test_a_value_is_found_as_others_write_it():
    assert amount("a/b", "2.748.310").is_in(Reading(b"Rp2,748,310"))
    assert not amount("a/b", "2.748.310").is_in(Reading(b"12748310"))
    for text in (b"2027-03-15", b"15 MARCH 2027", b"15\n Maret 2027", b"15/03/2027"):
        assert day("a/b", "15 Maret 2027").is_in(Reading(text))


def test_every_call_has_a_sample():
    methods = set(public_methods())
    assert methods - set(SAMPLES) == set(), "say in leak_requests.py how these are tried"
    assert set(SAMPLES) - methods == set()


def test_every_command_that_exports_is_run():
    known = {*EXPORTS, *CHANGES}
    assert set(exporting_commands()) - known == set(), "add these to EXPORTS or CHANGES"


async def test_an_error_of_the_database_carries_no_values(tmp_path):
    """Such an error is logged with its traceback, and the values are texts of drafts."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/some.db")

    async def write(statement: str, **values: str) -> None:
        async with database.write() as connection:
            await connection.execute(sql(statement), values)

    await write("CREATE TABLE draft (body TEXT CHECK (body = ''))")
    with pytest.raises(IntegrityError) as caught:
        await write("INSERT INTO draft VALUES (:body)", body=HIDDEN.forms[0])
    await database.close()
    logged = "".join(traceback.format_exception(caught.value))
    assert not HIDDEN.is_in(Reading(logged.encode()))


@pytest.fixture
async def outside(monkeypatch) -> AsyncIterator[Outside]:
    """Servers for e-mail, webhooks and chats."""
    servers = Outside()
    await servers.smtp.start()
    await servers.http.start()
    # What Telegram, WhatsApp and the rest want to hear.
    servers.http.behaviour = answer(
        200, {"ok": True, "result": {"message_id": 1}, "messages": [{"id": "wamid.1"}]}
    )
    for name, value in servers.settings().items():
        monkeypatch.setenv(name, value)
    yield servers
    await servers.smtp.stop()
    await servers.http.stop()


@pytest.fixture
def clock(monkeypatch) -> HurriedClock:
    """The clock of all services, and what alerting holds against it."""
    return hurry(monkeypatch)


@pytest.mark.slow
@pytest.mark.timeout(900)
# One turn shows every level between some two agencies; the others swap the parts.
@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(0, id="full", marks=pytest.mark.long),
        pytest.param(1, id="excerpt"),
        pytest.param(2, id="contact", marks=pytest.mark.long),
    ],
)
async def test_nobody_reads_more_than_the_share_level_lets(turn, tmp_path, outside, clock, capfd):
    """``turn`` says the level of Dinkes; the others have the levels that follow."""
    inquiry, problems = Inquiry(Rules(drafts(turn))), []
    with logged():
        async with (
            EmbeddedStack(tmp_path / "data") as stack,
            grpc.aio.insecure_channel(stack.target) as channel,
        ):
            inquiry.begin(stack, channel)
            await inquiry.register(outside)
            await inquiry.begin_to_watch()
            problems += await _make_them_clash(inquiry, outside)
            problems += await _let_time_pass(inquiry, clock)
            case = await _put_together(inquiry, problems)
            await _talk(inquiry, case)
            problems += await _look_around(inquiry, outside, case)
            problems += await _change_things(inquiry, outside)
            problems += await _publication_faults(inquiry)
    problems += untried(inquiry)
    written = "".join(capfd.readouterr())
    (tmp_path / "log.txt").write_text(written)
    inquiry.shown.append(Shown(LOG, "the log", Reading(written.encode())))
    problems += inquiry.leaks()
    report = "\n".join(dict.fromkeys(problems))
    (tmp_path / "problems.txt").write_text(report)
    assert not problems, f"{len(set(problems))} problems:\n{report}"


async def _look_around(inquiry: Inquiry, outside: Outside, case: str) -> list[str]:
    """Everybody reads everything, then one sends near copies of what it has no part in."""
    await inquiry.sweep(READS, at_once=True)
    faults = await _gather(inquiry, outside)
    await inquiry.run_commands(exports_of(case), PEOPLE_AT_TERMINALS)
    faults += inquiry.leaks()
    faults += unseen(inquiry)
    faults += excerpt_faults(inquiry)
    faults += await audit_faults(inquiry, "after reading")
    faults += await inquiry.internal_calls_that_let_in(("disdik/humas", "polres", COORDINATOR_HERE))
    for matter, copy in COPIES.items():
        request = draft_pb2.CheckDraftRequest(draft=copy)
        await inquiry.ask("polres", "DraftService.CheckDraft", request, copy=matter)
    faults += inquiry.leaks()
    faults += unseen_by_copy(inquiry, "polres")
    return faults + await audit_faults(inquiry, "after near copies")


async def _change_things(inquiry: Inquiry, outside: Outside) -> list[str]:
    """Everybody tries to change everything, and looks again."""
    await inquiry.sweep(WRITES)
    await inquiry.sweep(LAST)
    await inquiry.sign_in_again()
    await inquiry.sweep(READS, at_once=True)
    faults = await _gather(inquiry, outside)
    faults += inquiry.leaks()
    return faults + await audit_faults(inquiry, "after changes")


async def _make_them_clash(inquiry: Inquiry, outside: Outside) -> list[str]:
    for draft in inquiry.rules.drafts:
        submitted = await inquiry.submit(draft)
        assert submitted.ok, submitted.error
        check = submitted.messages[0].check
        assert check.state == draft_pb2.CHECK_STATE_CHECKED
    faults = await _gather(inquiry, outside)
    faults += await audit_faults(inquiry, "before anybody asked")
    for agency, clashes in (("dinkes", 1), ("disdik", 2), ("kemenag", 1), ("polres", 0)):
        request = finding_pb2.ListFindingsRequest(relations=[1, 2, 3])
        found = await inquiry.ask(agency, "FindingService.ListFindings", request)
        findings = found.messages[0].findings
        assert [item.reason for item in findings] == ["FACTS_DIFFER"] * clashes, agency
        assert all(item.case for item in findings), "the drafts were made to clash"
    return faults


async def _let_time_pass(inquiry: Inquiry, clock: HurriedClock) -> list[str]:
    """Nobody acknowledges: the next step is told, then the head, and who knows is reminded."""

    async def told(kind: int) -> set[str]:
        listed = await inquiry.ask(ADMIN, "AlertService.ListAlerts", ALL_ALERTS)
        assert listed.ok, listed.error
        return {item.owner for item in listed.messages[0].alerts if item.kind == kind}

    async def all_told() -> bool:
        assert "agencies/disdik/owners/kepala" in await told(alert_pb2.ALERT_KIND_ESCALATED)
        assert "agencies/disdik/owners/humas" in await told(alert_pb2.ALERT_KIND_REMINDER)
        return True

    half = timedelta(minutes=16)
    try:
        clock.ahead += half
        await assert_eventually(lambda: told(alert_pb2.ALERT_KIND_ESCALATED), timeout=20)
        clock.ahead += half
        await assert_eventually(all_told, timeout=20)
    except AssertionError as error:
        return [f"not escalated, or not reminded, after {clock.ahead}: {error}"]
    return []


async def _put_together(inquiry: Inquiry, problems: list[str]) -> str:
    """The coordinator merges both cases; answers the one that stays."""

    async def cases() -> list[case_pb2.Case]:
        request = case_pb2.ListCasesRequest()
        listed = await inquiry.ask(COORDINATOR_HERE, "CaseService.ListCases", request)
        assert listed.ok, listed.error
        return list(listed.messages[0].cases)

    both = await assert_eventually(
        lambda: _two(cases), timeout=20, what="the coordinator sees both cases"
    )
    first = next(case for case in both if "dinkes" in str(case.parties))
    others = [case.name for case in both if case.name != first.name]
    request = case_pb2.MergeCasesRequest(name=first.name, others=others, note="Satu perkara.")
    merged = await inquiry.ask(COORDINATOR_HERE, "CaseService.MergeCases", request)
    if not merged.ok:
        problems.append(f"the coordinator could not merge: {merged.error!r}")
        return first.name
    parties = {party.agency.name for party in merged.messages[0].case.parties}
    assert parties == {"agencies/dinkes", "agencies/disdik", "agencies/kemenag"}
    return first.name


async def _two(cases) -> list[case_pb2.Case]:
    found = await cases()
    assert len(found) == 2, found
    return found


async def _talk(inquiry: Inquiry, case: str) -> None:
    """People say something: to all parties, and to nobody but themselves."""
    said = await inquiry.ask(
        "dinkes/humas",
        "CaseService.CommentCase",
        case_pb2.CommentCaseRequest(name=case, text=f"Kami periksa dulu. {COMMENT.forms[0]}"),
    )
    assert said.ok, said.error
    mine = await inquiry.ask(
        "disdik/humas", "FindingService.ListFindings", finding_pb2.ListFindingsRequest()
    )
    noted = await inquiry.ask(
        "disdik/humas",
        "FindingService.ReviewFinding",
        finding_pb2.ReviewFindingRequest(
            name=mine.messages[0].findings[0].name, verdict=1, note=NOTE.forms[0], reviewer="humas"
        ),
    )
    assert noted.ok, noted.error


async def _gather(inquiry: Inquiry, outside: Outside) -> list[str]:
    """All that reaches people and machines without a call."""

    async def mailed() -> bool:
        receivers = {shown.viewer for shown in outside.sent() if shown.where == "e-mail"}
        assert receivers >= {"dinkes/humas", "disdik/humas", "kemenag/humas", COORDINATOR_HERE}
        return True

    faults = []
    try:
        await assert_eventually(mailed, timeout=20, what="the owners have mail")
    except AssertionError as error:
        faults.append(f"not everybody was mailed: {error}")
    inquiry.shown += outside.sent()
    unknown = await inquiry.read_bus()
    faults += [f"nobody says who may read {subject}" for subject in sorted(set(unknown))]
    return faults


async def _publication_faults(inquiry: Inquiry) -> list[str]:
    """What is out may be read by everybody, and reading it reveals nothing."""
    draft = inquiry.rules.drafts[0]
    before = len(await inquiry.reveals())
    inquiry.forget()
    published = await inquiry.ask(
        draft.agency, "DraftService.MarkPublished", draft_pb2.MarkPublishedRequest(name=draft.name)
    )
    if not published.ok:
        return [f"{draft.key} cannot be published: {published.error!r}"]
    inquiry.rules.published.add(draft.key)
    faults = []
    try:
        await assert_eventually(lambda: _is_found(inquiry, draft), timeout=20)
    except AssertionError as error:
        faults.append(f"polres does not find what is published: {error}")
    await inquiry.sweep(READS, at_once=True)
    await inquiry.ask(
        "polres",
        "DraftService.CheckDraft",
        draft_pb2.CheckDraftRequest(draft=COPIES[draft.matter]),
        copy=draft.matter,
    )
    for viewer in [name for name in inquiry.viewers if name not in {NOBODY, ADMIN}]:
        faults += _unread(inquiry, viewer, "MessageService.SearchMessages", draft)
    faults += _unread(inquiry, "polres", "DraftService.CheckDraft", draft)
    faults += _unread(inquiry, "disdik", "FindingService.GetFinding", draft)
    faults += inquiry.leaks()
    if len(await inquiry.reveals()) != before:
        faults.append("reading a published post is written down as a reveal")
    return faults


async def _is_found(inquiry: Inquiry, draft: Draft) -> bool:
    search = message_pb2.SearchMessagesRequest(query=f"vaksinasi polio {draft.words[0]}")
    answered = await inquiry.ask("polres", "MessageService.SearchMessages", search)
    assert answered.ok, answered.error
    return [item.title for item in answered.messages[0].messages] == [draft.title]


def _unread(inquiry: Inquiry, viewer: str, where: str, draft: Draft) -> list[str]:
    seen = inquiry.spots([viewer], where, draft)
    wanted = {Spot.TITLE, Spot.CLASH, Spot.VALUE, Spot.BODY} - seen
    return [f"{viewer} does not read all of {draft.key}, which is out, in {where}"] * bool(wanted)
