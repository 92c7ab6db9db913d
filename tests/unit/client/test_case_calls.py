"""Every call about cases, alerts, records and messages: what is sent, and what is sent again."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

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
from selaras.client import AsyncClient, Client, FactKind, SelarasApiError, Severity, SilenceMatcher
from selaras.client.oversight import AsyncOversight, Oversight
from selaras.kit.errors import Unavailable

from tests.fakes.desk import ADMIN_KEY, KEY, RPCS, SERVICES, Desk, serve

END = datetime(2026, 8, 4, tzinfo=UTC)
OWNER = "agencies/dinkes/owners/humas"
Ask = Callable[[Any], Any]

# Name of the call -> how it is made, and what must be sent. Ids and short forms become names.
CALLS: dict[str, tuple[Ask, Any]] = {
    "ListCases": (
        lambda client: client.list_cases(
            states=(state for state in ["OPEN", "RESOLVED"]),
            relation="CONTRADICTION",
            topic="kesehatan",
            area_code="32",
            min_severity=Severity.HIGH,
            assignee="dinkes/humas",
            kinds=(kind for kind in ["DATE", FactKind.AMOUNT]),
            query="vaksin polio",
        ),
        case_pb2.ListCasesRequest(
            states=[case_pb2.Case.STATE_OPEN, case_pb2.Case.STATE_RESOLVED],
            relation=finding_pb2.RELATION_CONTRADICTION,
            topic="kesehatan",
            area_code="32",
            min_severity=case_pb2.SEVERITY_HIGH,
            assignee=OWNER,
            page_size=100,
            kinds=[finding_pb2.FACT_KIND_DATE, finding_pb2.FACT_KIND_AMOUNT],
            query="vaksin polio",
        ),
    ),
    "GetCase": (lambda client: client.get_case("1"), case_pb2.GetCaseRequest(name="cases/1")),
    "AcknowledgeCase": (
        lambda client: client.acknowledge_case("cases/1"),
        case_pb2.AcknowledgeCaseRequest(name="cases/1"),
    ),
    "CommentCase": (
        lambda client: client.comment_case("1", "Setuju.", request_id="r1"),
        case_pb2.CommentCaseRequest(name="cases/1", text="Setuju.", request_id="r1"),
    ),
    "AssignCase": (
        lambda client: client.assign_case("1", "dinkes/humas"),
        case_pb2.AssignCaseRequest(name="cases/1", owner=OWNER),
    ),
    "ProposeResolution": (
        lambda client: client.propose_resolution(
            "1", "JOINT_STATEMENT", "Vaksinasi 3 Agustus.", request_id="r1"
        ),
        case_pb2.ProposeResolutionRequest(
            name="cases/1",
            kind=case_pb2.RESOLUTION_KIND_JOINT_STATEMENT,
            note="Vaksinasi 3 Agustus.",
            request_id="r1",
        ),
    ),
    "AnswerResolution": (
        lambda client: client.answer_resolution("1", 2, agree=False, note="Belum."),
        case_pb2.AnswerResolutionRequest(name="cases/1", number=2, agree=False, note="Belum."),
    ),
    "MergeCases": (
        lambda client: client.merge_cases("1", ["2", "cases/3"], "Sama."),
        case_pb2.MergeCasesRequest(name="cases/1", others=["cases/2", "cases/3"], note="Sama."),
    ),
    "SplitCase": (
        lambda client: client.split_case("1", ["7", "findings/8"]),
        case_pb2.SplitCaseRequest(name="cases/1", findings=["findings/7", "findings/8"]),
    ),
    "DismissFinding": (
        lambda client: client.dismiss_finding("7", "OTHER_AREA", "Kota lain."),
        case_pb2.DismissFindingRequest(
            name="findings/7", reason=finding_pb2.REVIEW_REASON_OTHER_AREA, note="Kota lain."
        ),
    ),
    "MarkCaseRead": (
        lambda client: client.mark_case_read("1", 4),
        case_pb2.MarkCaseReadRequest(name="cases/1", version=4),
    ),
    "ListAlerts": (
        lambda client: client.list_alerts(owner="dinkes/humas", case="1"),
        alert_pb2.ListAlertsRequest(owner=OWNER, case="cases/1", page_size=200),
    ),
    "ExplainAlerts": (
        lambda client: client.explain_alerts("1", OWNER),
        alert_pb2.ExplainAlertsRequest(case="cases/1", owner=OWNER),
    ),
    "CreateSilence": (
        lambda client: client.create_silence(
            SilenceMatcher(agency="dinkes", max_severity=Severity.MEDIUM, other="disdik"),
            "Uji coba",
            END,
        ),
        alert_pb2.CreateSilenceRequest(
            silence=alert_pb2.Silence(
                matcher=alert_pb2.SilenceMatcher(
                    agency="agencies/dinkes",
                    max_severity=case_pb2.SEVERITY_MEDIUM,
                    other="agencies/disdik",
                ),
                reason="Uji coba",
                end_time=END,
            )
        ),
    ),
    "ListSilences": (
        lambda client: client.list_silences(ended=True),
        alert_pb2.ListSilencesRequest(ended=True),
    ),
    "ExpireSilence": (
        lambda client: client.expire_silence("5"),
        alert_pb2.ExpireSilenceRequest(name="silences/5"),
    ),
    "DeclareCrisis": (
        lambda client: client.declare_crisis("Gempa", END, area_code="32"),
        alert_pb2.DeclareCrisisRequest(
            crisis=alert_pb2.Crisis(area_code="32", reason="Gempa", end_time=END)
        ),
    ),
    "EndCrisis": (
        lambda client: client.end_crisis("crises/5"),
        alert_pb2.EndCrisisRequest(name="crises/5"),
    ),
    "ListCrises": (lambda client: client.list_crises(), alert_pb2.ListCrisesRequest()),
    "ListRoutes": (
        lambda client: client.list_routes(agency="dinkes", area_codes=["32"], severity="LOW"),
        alert_pb2.ListRoutesRequest(
            agency="agencies/dinkes", area_codes=["32"], severity=case_pb2.SEVERITY_LOW
        ),
    ),
    "TestChannel": (
        lambda client: client.test_channel("dinkes/humas", "EMAIL"),
        alert_pb2.TestChannelRequest(owner=OWNER, channel=directory_pb2.CHANNEL_KIND_EMAIL),
    ),
    "ListContacts": (
        lambda client: client.contacts("1"),
        alert_pb2.ListContactsRequest(case="cases/1"),
    ),
    "ListDeliveries": (
        lambda client: client.list_deliveries(),
        alert_pb2.ListDeliveriesRequest(state=alert_pb2.DELIVERY_STATE_DEAD, page_size=200),
    ),
    "RequeueDeliveries": (
        lambda client: client.requeue_deliveries(["4"]),
        alert_pb2.RequeueDeliveriesRequest(names=["deliveries/4"]),
    ),
    "ListAuditEntries": (
        lambda client: client.list_audit_entries("1", after=7),
        audit_pb2.ListAuditEntriesRequest(case="cases/1", after=7, page_size=500),
    ),
    "ListAuthorities": (
        lambda client: client.list_authorities(),
        authority_pb2.ListAuthoritiesRequest(),
    ),
    "SearchMessages": (
        lambda client: client.search_messages(
            "kapan vaksinasi", area_code="32", agency="dinkes", expired=True, limit=3
        ),
        message_pb2.SearchMessagesRequest(
            query="kapan vaksinasi",
            area_code="32",
            agency="agencies/dinkes",
            expired=True,
            page_size=3,
        ),
    ),
}
ADMIN_CALLS: dict[str, tuple[Ask, Any]] = {
    "VerifyAudit": (
        lambda client: client.verify_audit("ab12"),
        audit_pb2.VerifyAuditRequest(known_hash="ab12"),
    ),
    "PutAuthority": (
        lambda client: client.put_authority("bps", kind="QUANTITY", area_code="32", basis="UU 16"),
        authority_pb2.PutAuthorityRequest(
            authority=authority_pb2.Authority(
                agency="agencies/bps",
                kind=finding_pb2.FACT_KIND_QUANTITY,
                area_code="32",
                basis="UU 16",
            )
        ),
    ),
    "DeleteAuthority": (
        lambda client: client.delete_authority("3"),
        authority_pb2.DeleteAuthorityRequest(name="authorities/3"),
    ),
}
# For agencies and administrators.
SHARED = [
    *SERVICES["selaras.api.v1.AlertService"].methods_by_name,
    *("ListAuditEntries", "ListAuthorities"),
]
# What would do something twice, or answer the second time as if the first had not been.
ONCE = {
    *("MergeCases", "SplitCase"),
    *("CreateSilence", "DeclareCrisis", "TestChannel", "RequeueDeliveries", "DeleteAuthority"),
}


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


@pytest.fixture
def admin(target):
    with Oversight(target, ADMIN_KEY, timeout=5) as admin:
        yield admin


def done(answer: Any) -> Any:
    """The answer, or all entries where it is read page by page."""
    return list(answer) if inspect.isgenerator(answer) else answer


async def done_async(answer: Any) -> Any:
    if isinstance(answer, AsyncIterator):
        return [entry async for entry in answer]
    return await answer


def test_no_call_is_left_out():
    assert {*CALLS, *ADMIN_CALLS, "WatchCases"} == RPCS


@pytest.mark.parametrize("name", CALLS)
def test_a_call_sends_what_it_says(client, desk, name):
    ask, wanted = CALLS[name]
    done(ask(client))
    assert desk.requests == [(name, wanted)]
    assert desk.keys == [KEY]


@pytest.mark.parametrize("name", ADMIN_CALLS)
def test_a_call_of_the_administrator_sends_what_it_says(admin, desk, name):
    ask, wanted = ADMIN_CALLS[name]
    done(ask(admin))
    assert desk.requests == [(name, wanted)]


@pytest.mark.parametrize("name", SHARED)
def test_alerts_and_records_are_the_administrators_too(admin, desk, name):
    done(CALLS[name][0](admin))
    assert desk.keys == [ADMIN_KEY]


async def test_the_async_clients_send_the_same(target, desk):
    async with AsyncClient(target, KEY, timeout=5) as client:
        for ask, _ in CALLS.values():
            await done_async(ask(client))
    async with AsyncOversight(target, ADMIN_KEY, timeout=5) as admin:
        for ask, _ in ADMIN_CALLS.values():
            await done_async(ask(admin))
    wanted = {**CALLS, **ADMIN_CALLS}
    assert desk.requests == [(name, request) for name, (_, request) in wanted.items()]


@pytest.mark.parametrize("name", [*CALLS, *ADMIN_CALLS])
def test_only_what_is_safe_to_repeat_is_sent_again(client, admin, desk, name):
    ask = CALLS[name][0] if name in CALLS else ADMIN_CALLS[name][0]
    caller = client if name in CALLS else admin
    desk.failures = [Unavailable("STARTING", "starting")]
    if name in ONCE:
        with pytest.raises(SelarasApiError, match="STARTING"):
            done(ask(caller))
        assert len(desk.requests) == 1
    else:
        done(ask(caller))
        assert desk.requests[0] == desk.requests[1]


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.comment_case("1", "Setuju."),
        lambda client: client.propose_resolution("1", "WE_CORRECT"),
    ],
)
def test_a_request_id_is_made_once_for_all_tries(client, desk, ask):
    desk.failures = [Unavailable("STARTING", "starting")] * 2
    ask(client)
    ask(client)
    ids = [request.request_id for _, request in desk.requests]
    assert ids[0]
    assert ids[0] == ids[1] == ids[2] != ids[3]


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.assign_case("1", "humas"),
        lambda client: client.assign_case("1", "agencies/dinkes/keys/1"),
        lambda client: client.list_cases(assignee="humas"),
        lambda client: client.list_cases(states=["CLOSED"]),
        lambda client: client.list_cases(min_severity="GRAVE"),
        lambda client: client.list_cases(kinds=["COLOUR"]),
        lambda client: client.propose_resolution("1", "MAYBE"),
        lambda client: client.dismiss_finding("1", "BECAUSE"),
        lambda client: client.test_channel("dinkes/humas", "PIGEON"),
        lambda client: client.list_routes(severity="GRAVE"),
        lambda client: client.create_silence(SilenceMatcher(), "x", datetime(2026, 8, 4)),
        lambda client: client.declare_crisis("x", datetime(2026, 8, 4)),
    ],
)
def test_what_nobody_could_mean_is_refused_before_it_is_sent(client, desk, ask):
    with pytest.raises(ValueError, match=r"AGENCY/OWNER|no value|time zone"):
        done(ask(client))
    assert desk.requests == []


def test_an_empty_owner_takes_a_case_back(client, desk):
    client.assign_case("1")
    assert desk.last("AssignCase").owner == ""
