"""What the API sends about cases and alerts, as plain values; pages and streams."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from selaras.api.v1 import (
    alert_pb2,
    audit_pb2,
    authority_pb2,
    case_pb2,
    directory_pb2,
    finding_pb2,
    message_pb2,
)
from selaras.client import (
    AlertKind,
    AsyncClient,
    CaseState,
    ChannelKind,
    ChannelTest,
    Client,
    Contact,
    DeliveryState,
    DisputeKind,
    FactKind,
    OwnerRole,
    ProposalState,
    ResolutionKind,
    SelarasApiError,
    Severity,
    SilenceMatcher,
    TimelineKind,
    WatchKind,
)
from selaras.client.case_convert import from_proto_case
from selaras.client.oversight import Oversight
from selaras.kit.errors import NotFound, PermissionDenied, Unauthenticated, Unavailable

from tests.fakes.desk import ADMIN_KEY, KEY, Desk, serve
from tests.fakes.matters import (
    DINKES,
    DISDIK,
    NOW,
    make_alert,
    make_case,
    make_decision,
    make_delivery,
    make_message,
    stamp,
    with_proposal,
    with_timeline,
)

Watch = case_pb2.WatchCasesResponse


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def target(desk):
    with serve(desk) as target:
        yield target


@pytest.fixture
def client(target):
    with Client(target, KEY, timeout=5) as client:
        yield client


def test_a_case_is_read_whole(client, desk):
    whole = with_timeline(with_proposal(make_case()))
    desk.answers["GetCase"] = case_pb2.GetCaseResponse(case=whole)
    case = client.get_case("1")
    assert (case.state, case.severity, case.version) == (CaseState.OPEN, Severity.HIGH, 4)
    assert case.deadline == NOW + timedelta(minutes=130)
    assert case.kinds == (FactKind.DATE,)
    assert case.headline("en").startswith("Dates differ")
    assert case.headline("id") == case.headline("jv") == case.title
    assert case.findings[0].evidence[0].other_sentence == "Vaksinasi mulai 4 Agustus."
    assert [entry.kind for entry in case.timeline][:2] == [
        TimelineKind.OPENED,
        TimelineKind.ACKNOWLEDGED,
    ]
    assert case.is_live


def test_what_came_after_the_last_mark_is_unread():
    case = make_case()
    assert from_proto_case(case).unread
    case.read_version = case.version - 1
    assert from_proto_case(case).unread
    case.read_version = case.version
    read = from_proto_case(case)
    assert (read.read_version, read.unread) == (4, False)


def test_a_finding_of_a_case_has_both_drafts():
    case = make_case()
    [finding] = case.findings
    finding.own_title, finding.own_text = "Vaksinasi", "Vaksinasi mulai 3 Agustus."
    finding.own_agency.name = DINKES
    finding.other_body, finding.other_published = "Vaksinasi mulai 4 Agustus.", True
    finding.own_publish_time.CopyFrom(stamp(130))
    [read] = from_proto_case(case).findings
    assert (read.own_title, read.own_text) == ("Vaksinasi", "Vaksinasi mulai 3 Agustus.")
    assert read.own_agency.name == DINKES
    assert (read.other_body, read.own_published, read.other_published) == (
        "Vaksinasi mulai 4 Agustus.",
        False,
        True,
    )
    assert (read.own_publish_time, read.other_publish_time) == (NOW + timedelta(minutes=130), None)
    [bare] = from_proto_case(make_case()).findings
    assert bare.own_agency is None


def test_the_parties_say_who_looks_after_it():
    case = from_proto_case(make_case())
    assert case.party(DINKES).acknowledged_by == f"{DINKES}/owners/humas"
    assert case.party(DINKES).acknowledge_time == NOW - timedelta(minutes=10)
    assert case.party("agencies/other") is None
    assert [party.agency.name for party in case.unacknowledged] == [DISDIK]


def test_a_proposal_says_who_has_answered():
    proposal = from_proto_case(with_proposal(make_case())).proposal
    assert (proposal.number, proposal.kind) == (2, ResolutionKind.YOU_CORRECT)
    assert proposal.is_open
    assert proposal.state is ProposalState.OPEN
    assert [answer.agreed for answer in proposal.answers] == [True]
    assert proposal.awaited == (DISDIK,)


def test_what_is_not_set_is_none():
    case = from_proto_case(case_pb2.Case(name="cases/1", state=case_pb2.Case.STATE_RESOLVED))
    assert case.deadline is None
    assert case.proposal is None
    assert case.agreed_kind is ResolutionKind.UNSPECIFIED
    assert not case.is_live


def test_values_of_a_newer_server_read_as_unspecified():
    case = case_pb2.Case()
    case.MergeFromString(b"\x10\x63\x20\x63")  # state = 99, severity = 99
    read = from_proto_case(case)
    assert (read.state, read.severity) == (CaseState.UNSPECIFIED, Severity.UNSPECIFIED)


def test_cases_are_read_page_by_page(client, desk):
    def page(request):
        if request.page_token:
            return case_pb2.ListCasesResponse(cases=[make_case("cases/2")])
        return case_pb2.ListCasesResponse(cases=[make_case()], next_page_token="more")

    desk.answers["ListCases"] = page
    found = client.list_cases(states=iter(["OPEN"]))
    assert next(found).name == "cases/1"
    assert len(desk.requests) == 1
    assert next(found).name == "cases/2"
    assert desk.last("ListCases").states == [case_pb2.Case.STATE_OPEN]


def test_the_audit_trail_is_read_to_its_end(client, desk):
    def page(request):
        numbers = [number for number in (8, 9, 10) if number > request.after][:2]
        entries = [audit_pb2.AuditEntry(sequence=number, action="X") for number in numbers]
        return audit_pb2.ListAuditEntriesResponse(entries=entries)

    desk.answers["ListAuditEntries"] = page
    assert [entry.sequence for entry in client.list_audit_entries(after=7)] == [8, 9, 10]


def test_a_split_gives_both_cases(client, desk):
    desk.answers["SplitCase"] = case_pb2.SplitCaseResponse(
        case=make_case(), split=make_case("cases/2")
    )
    both = client.split_case("1", ["7"])
    assert (both.case.name, both.split.name) == ("cases/1", "cases/2")


def test_a_dismissal_says_whose_word_is_awaited(client, desk):
    desk.answers["DismissFinding"] = case_pb2.DismissFindingResponse(awaited=[DISDIK])
    outcome = client.dismiss_finding("7", "SAME_VALUE")
    assert (outcome.silent, outcome.awaited, outcome.case) == (False, (DISDIK,), None)
    desk.answers["DismissFinding"] = case_pb2.DismissFindingResponse(silent=True, case=make_case())
    assert client.dismiss_finding("7", "SAME_VALUE").case.name == "cases/1"


def test_alerts_come_with_their_deliveries(client, desk):
    desk.answers["ListAlerts"] = alert_pb2.ListAlertsResponse(alerts=[make_alert()])
    [alert] = client.list_alerts()
    assert (alert.kind, alert.severity) == (AlertKind.OPENED, Severity.HIGH)
    [delivery] = alert.deliveries
    assert (delivery.channel, delivery.state) == (ChannelKind.EMAIL, DeliveryState.DEAD)
    assert (delivery.reason, delivery.attempts, delivery.next_time) == ("SMTP_REFUSED", 8, None)


def test_decisions_have_words_in_both_languages(client, desk):
    desk.answers["ExplainAlerts"] = alert_pb2.ExplainAlertsResponse(decisions=[make_decision()])
    [decision] = client.explain_alerts("1", "dinkes/humas")
    assert decision.reason == "HELD_WORKING_HOURS"
    assert decision.words("id") == "Di luar jam kerja pemilik."
    assert decision.words("en").startswith("Outside")
    assert decision.until == NOW + timedelta(hours=1)


def test_a_silence_comes_back_as_it_is_kept(client, desk):
    desk.answers["CreateSilence"] = lambda request: alert_pb2.CreateSilenceResponse(
        silence=request.silence
    )
    start, end = NOW, datetime(2026, 8, 5, tzinfo=UTC)
    matcher = SilenceMatcher(owner=f"{DINKES}/owners/humas", case="cases/1", topic="banjir")
    made = client.create_silence(matcher, "Rapat", end, start_time=start)
    assert made.matcher == matcher
    assert (made.reason, made.start_time, made.end_time) == ("Rapat", start, end)
    assert made.create_time is None


def test_crises_and_routes_are_plain_values(client, desk):
    desk.answers["ListCrises"] = alert_pb2.ListCrisesResponse(
        crises=[alert_pb2.Crisis(name="crises/1", topic="banjir", end_time=stamp(60))]
    )
    desk.answers["ListRoutes"] = alert_pb2.ListRoutesResponse(
        routes=[
            alert_pb2.Route(
                owner=f"{DINKES}/owners/humas",
                step=1,
                channels=[directory_pb2.CHANNEL_KIND_NATS, directory_pb2.CHANNEL_KIND_SLACK],
                reason="NEXT_OWNER",
            )
        ]
    )
    [crisis] = client.list_crises()
    assert (crisis.topic, crisis.end_time) == ("banjir", NOW + timedelta(hours=1))
    [route] = client.list_routes()
    assert route.channels == (ChannelKind.NATS, ChannelKind.SLACK)
    assert (route.step, route.time) == (1, None)


def test_contacts_say_whom_to_call(client, desk):
    desk.answers["ListContacts"] = alert_pb2.ListContactsResponse(
        contacts=[
            alert_pb2.Contact(
                owner=f"{DINKES}/owners/humas",
                agency=DINKES,
                display_name="Rina",
                contact="0812",
                role=directory_pb2.OWNER_ROLE_HEAD,
                on_duty=True,
                first=True,
            ),
            alert_pb2.Contact(owner=f"{DINKES}/owners/dua", agency=DINKES),
        ]
    )
    assert client.contacts("1") == [
        Contact(
            f"{DINKES}/owners/humas",
            DINKES,
            "Rina",
            "0812",
            OwnerRole.HEAD,
            on_duty=True,
            first=True,
        ),
        Contact(
            f"{DINKES}/owners/dua",
            DINKES,
            "",
            "",
            OwnerRole.UNSPECIFIED,
            on_duty=False,
            first=False,
        ),
    ]


def test_a_test_of_a_channel_and_a_requeue_say_what_came_of_it(client, desk):
    desk.answers["TestChannel"] = alert_pb2.TestChannelResponse(
        delivered=False, reason="HTTP_500", detail="oops"
    )
    desk.answers["RequeueDeliveries"] = alert_pb2.RequeueDeliveriesResponse(requeued=3)
    desk.answers["ListDeliveries"] = alert_pb2.ListDeliveriesResponse(deliveries=[make_delivery()])
    outcome = client.test_channel("dinkes/humas", ChannelKind.WEBHOOK)
    assert outcome == ChannelTest(delivered=False, reason="HTTP_500", detail="oops")
    assert client.requeue_deliveries() == 3
    assert [delivery.name for delivery in client.list_deliveries("SENT")] == ["deliveries/1"]
    assert desk.last("ListDeliveries").state == alert_pb2.DELIVERY_STATE_SENT


def test_the_message_bank_gives_passages_and_disputes(client, desk):
    desk.answers["SearchMessages"] = message_pb2.SearchMessagesResponse(messages=[make_message()])
    [message] = client.search_messages("vaksinasi")
    assert message.text[message.passage_start :].startswith("Vaksinasi mulai")
    assert (message.score, message.expired) == (0.83, False)
    [dispute] = message.disputes
    assert dispute.kind is DisputeKind.OPEN_CASE
    assert dispute.words("en") == "Another agency has another date."


def test_the_records_of_the_administrator(target, desk):
    desk.answers["VerifyAudit"] = audit_pb2.VerifyAuditResponse(
        intact=False, entries=9, broken_at=4, reason="HASH_WRONG"
    )
    desk.answers["PutAuthority"] = lambda request: authority_pb2.PutAuthorityResponse(
        authority=request.authority
    )
    rule = authority_pb2.Authority(name="authorities/1", kind=finding_pb2.FACT_KIND_AMOUNT)
    desk.answers["ListAuthorities"] = authority_pb2.ListAuthoritiesResponse(authorities=[rule])
    with Oversight(target, ADMIN_KEY) as admin:
        result = admin.verify_audit()
        assert (result.intact, result.broken_at, result.reason) == (False, 4, "HASH_WRONG")
        assert admin.put_authority("bps", topic="inflasi").agency == "agencies/bps"
        assert admin.list_authorities()[0].kind is FactKind.AMOUNT
        assert admin.delete_authority("1") is None


@pytest.mark.parametrize(
    "error",
    [
        NotFound("CASE_NOT_FOUND", "no such case"),
        PermissionDenied("ROLE_NOT_ALLOWED", "owner, head or coordinator"),
    ],
)
def test_a_refusal_has_its_reason(client, desk, error):
    desk.failures = [error]
    with pytest.raises(SelarasApiError) as caught:
        client.acknowledge_case("1")
    assert (caught.value.code, caught.value.reason) == (error.code.name, error.reason)
    assert len(desk.requests) == 1


def broken_watch() -> list[list]:
    return [
        [
            Watch(kind=Watch.KIND_ADDED, case=make_case(), resume_token="t1"),
            Watch(kind=Watch.KIND_CURRENT, resume_token="t2"),
            Watch(kind=Watch.KIND_HEARTBEAT, resume_token="t3"),
            Unavailable("STARTING", "starting"),
        ],
        [],  # a server that is stopped in order ends its streams without an error
        [
            Watch(kind=Watch.KIND_CHANGED, case=make_case(), resume_token="t4"),
            Watch(kind=Watch.KIND_REMOVED, case={"name": "cases/1"}, resume_token="t5"),
        ],
    ]


def test_a_watch_goes_on_where_it_was(client, desk):
    desk.streams = broken_watch()
    events = list(itertools.islice(client.watch_cases("t0", heartbeat=2), 4))
    assert [event.kind for event in events] == [
        WatchKind.ADDED,
        WatchKind.CURRENT,
        WatchKind.CHANGED,
        WatchKind.REMOVED,
    ]
    assert events[1].case is None
    assert events[3].case.name == "cases/1"
    requests = [request for _, request in desk.requests]
    assert [request.resume_token for request in requests] == ["t0", "t3", "t3"]
    assert {request.heartbeat.seconds for request in requests} == {2}


def test_a_watch_ends_when_the_key_is_revoked(client, desk):
    desk.streams = [[Unauthenticated("KEY_REVOKED", "revoked")]]
    with pytest.raises(SelarasApiError, match="KEY_REVOKED"):
        next(client.watch_cases())


async def test_an_async_watch_goes_on_where_it_was(target, desk):
    desk.streams = [*broken_watch(), [Unauthenticated("KEY_REVOKED", "revoked")]]
    async with AsyncClient(target, KEY, timeout=5) as client:
        watch = client.watch_cases()
        kinds = [(await anext(watch)).kind for _ in range(4)]
        assert kinds[-1] is WatchKind.REMOVED
        with pytest.raises(SelarasApiError, match="KEY_REVOKED"):
            await anext(watch)
    tokens = [request.resume_token for _, request in desk.requests]
    assert tokens == ["", "t3", "t3", "t5"]
