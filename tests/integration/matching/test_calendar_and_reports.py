"""The calendar and the reports over gRPC, read with the clients that everybody has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from selaras.api.v1 import audit_pb2, calendar_pb2, calendar_pb2_grpc, report_pb2, report_pb2_grpc
from selaras.client import (
    AdminClient,
    AsyncAdminClient,
    AsyncClient,
    Client,
    CollisionKind,
    Plan,
    SelarasApiError,
)
from selaras.kit.auth import Caller, Role
from selaras.kit.clock import FakeClock
from selaras.matching.domain.case import Case

from tests.support.grpc import expect_failure
from tests.support.matching import NOW, finding
from tests.support.matching_calendar import CONTACT, FULL, planned
from tests.support.matching_cases import ADMIN, coordinator, head, owner, plugin, put_case_of
from tests.support.matching_server import ServedMatching, serving_matching

CALLERS = {
    "a": plugin("a"),
    "a-ani": owner("a"),
    "a-head": head("a"),
    "c": plugin("c"),
    "kori": coordinator(),
    "feed": Caller(Role.FEED, "a", "ani"),
    "console": Caller(Role.CONSOLE),
    "admin": ADMIN,
}
START, END = NOW - timedelta(days=1), NOW + timedelta(days=30)


@dataclass
class World:
    """The service with plans of three agencies and a case of two."""

    served: ServedMatching
    case: Case

    def client(self, key: str) -> AsyncClient:
        return AsyncClient(self.served.server.target, key)

    async def plans(self, key: str, **wanted: object) -> list[Plan]:
        async with self.client(key) as client:
            return [plan async for plan in client.plans(START, END, **wanted)]

    def calendar(self, key: str) -> calendar_pb2_grpc.CalendarServiceStub:
        return calendar_pb2_grpc.CalendarServiceStub(self.served.server.channel(key))

    def reports(self, key: str) -> report_pb2_grpc.ReportServiceStub:
        return report_pb2_grpc.ReportServiceStub(self.served.server.channel(key))


@pytest.fixture
async def world(tmp_path) -> AsyncIterator[World]:
    async with serving_matching(tmp_path, CALLERS, FakeClock(NOW)) as served:
        mine, theirs = planned("a"), planned("b", hours=50)
        case = await put_case_of(served.store, [mine, theirs], [finding(mine, theirs)])
        async with served.store.transaction() as transaction:
            await transaction.put_message(planned("b", "open", 60, share_level=FULL))
            await transaction.put_message(planned("c", "secret", 70, share_level=CONTACT))
        yield World(served, case)


def stamp(moment) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(moment)
    return made


def asking(**fields: object) -> calendar_pb2.ListPlansRequest:
    values = {"start_time": stamp(START), "end_time": stamp(END)} | fields
    return calendar_pb2.ListPlansRequest(**values)


async def test_the_calendar_of_an_agency(world: World) -> None:
    mine, theirs, shared = await world.plans("a-ani")
    assert (mine.own, mine.title, mine.draft) == (True, "Judul a 1", "agencies/a/drafts/1")
    assert (theirs.own, theirs.title, theirs.draft) == (False, "", "")
    assert (theirs.topic, theirs.published, theirs.area_codes) == ("kesehatan", False, ("32.78",))
    assert theirs.agency.display_name == "B"
    assert theirs.publish_time == planned("b", hours=50).publish_time
    assert (shared.title, shared.draft) == ("Judul b open", "agencies/b/drafts/open")
    [collision] = mine.collisions
    assert collision.kind is CollisionKind.CASE
    assert (collision.plan, collision.agency) == (theirs.plan_id, "agencies/b")
    assert collision.case == world.case.name
    assert [plan.plan_id for plan in await world.plans("a-ani", colliding=True)] == [
        mine.plan_id,
        theirs.plan_id,
    ]
    assert [plan.title for plan in await world.plans("a", agency="a")] == ["Judul a 1"]
    assert await world.plans("a", topic="pertanian", area_code="32") == []


async def test_a_feed_reads_the_same_calendar_and_nothing_else(world: World) -> None:
    assert await world.plans("feed") == await world.plans("a")
    async with world.client("feed") as client:
        for call in (client.get_case(world.case.id), client.case_report(START, END)):
            with pytest.raises(SelarasApiError, match="ROLE_NOT_ALLOWED"):
                await call


async def test_others_know_the_same_ids_and_less(world: World) -> None:
    ids = {plan.plan_id for plan in await world.plans("a")}
    [*others, secret] = await world.plans("c")
    assert {plan.plan_id for plan in others} == ids
    assert (secret.own, secret.title) == (True, "Judul c secret")
    assert [plan.title for plan in others] == ["", "", "Judul b open"]
    assert [kind for plan in others for kind in plan.collisions if kind.case] == []
    seen = {plan.plan_id for plan in await world.plans("kori")}
    assert seen == ids


async def test_pages_are_cut_and_go_on(world: World) -> None:
    stub = world.calendar("a")
    first = await stub.ListPlans(asking(page_size=2))
    rest = await stub.ListPlans(asking(page_size=2, page_token=first.next_page_token))
    assert (len(first.plans), len(rest.plans), rest.next_page_token) == (2, 1, "")


async def test_a_title_that_is_shown_is_in_the_audit_trail(world: World) -> None:
    await world.plans("a")
    request = audit_pb2.ListAuditEntriesRequest()
    entries = (await world.served.audit("admin").ListAuditEntries(request)).entries
    [entry] = [entry for entry in entries if entry.subject.startswith("plans/")]
    assert (entry.action, entry.actor) == ("EXCERPT_REVEALED", "agencies/a")
    assert "open" not in str(entry)


@pytest.mark.parametrize("key", ["admin", "console"])
async def test_who_has_no_calendar(world: World, key: str) -> None:
    failure = await expect_failure(world.calendar(key).ListPlans(asking()))
    assert (failure.code, failure.reason) == (
        grpc.StatusCode.PERMISSION_DENIED,
        "ROLE_NOT_ALLOWED",
    )


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"end_time": stamp(START)}, "PERIOD_INVALID"),
        ({"end_time": stamp(START + timedelta(days=101))}, "PERIOD_INVALID"),
        ({"end_time": Timestamp(seconds=10**15)}, "TIME_OUT_OF_RANGE"),
        ({"start_time": Timestamp(seconds=-(10**15))}, "TIME_OUT_OF_RANGE"),
        ({"agency": "a"}, "NAME_INVALID"),
        ({"page_token": "x"}, "PAGE_TOKEN_INVALID"),
        ({"page_size": 1001}, "REQUEST_INVALID"),
        ({"start_time": None}, "REQUEST_INVALID"),
    ],
)
async def test_what_is_wrong_with_a_question_is_named(world: World, fields, reason) -> None:
    failure = await expect_failure(world.calendar("a").ListPlans(asking(**fields)))
    assert (failure.code, failure.reason) == (grpc.StatusCode.INVALID_ARGUMENT, reason)


async def test_reports_of_those_who_may(world: World) -> None:
    async with world.client("a-ani") as client:
        await client.acknowledge_case(world.case.id)
    async with AsyncAdminClient(world.served.server.target, "admin") as admin:
        everything = await admin.case_report(START, END)
    assert (everything.total.opened, everything.total.open, everything.total.findings) == (1, 1, 1)
    assert everything.total.time_to_acknowledge == timedelta(0)
    assert everything.total.time_to_agree is None
    assert [item.agency.display_name for item in everything.agencies] == ["A", "B"]
    assert [item.topic for item in everything.topics] == ["kesehatan"]
    assert len(everything.days) == 32
    assert sum(item.opened for item in everything.days) == 1
    async with world.client("a-head") as client:
        own = await client.case_report(START, END, time_zone="Asia/Jayapura")
        others = await client.case_report(START, END, agency="b")
    assert [item.agency.name for item in own.agencies] == ["agencies/a"]
    assert (others.total.opened, others.agencies) == (0, ())
    async with world.client("kori") as client:
        assert (await client.case_report(START, END, topic="pertanian")).total.opened == 0
        assert (await client.case_report(START, END, agency="agencies/b")).total.opened == 1


@pytest.mark.parametrize("key", ["a", "a-ani", "feed", "console"])
async def test_who_gets_no_figures(world: World, key: str) -> None:
    request = report_pb2.GetCaseReportRequest(start_time=stamp(START), end_time=stamp(END))
    failure = await expect_failure(world.reports(key).GetCaseReport(request))
    assert failure.reason == "ROLE_NOT_ALLOWED"


async def test_what_is_wrong_with_a_report_is_named(world: World) -> None:
    for fields, reason in (
        ({"time_zone": "Mars/Olympus"}, "TIME_ZONE_INVALID"),
        ({"end_time": stamp(START)}, "PERIOD_INVALID"),
        ({"agency": "agencies/b/owners/x"}, "NAME_INVALID"),
    ):
        values = {"start_time": stamp(START), "end_time": stamp(END)} | fields
        request = report_pb2.GetCaseReportRequest(**values)
        failure = await expect_failure(world.reports("admin").GetCaseReport(request))
        assert failure.reason == reason


async def test_clients_that_wait_read_the_same(world: World) -> None:
    target = world.served.server.target

    def read() -> tuple[list[Plan], int]:
        with Client(target, "a-head") as client, AdminClient(target, "admin") as admin:
            client.case_report(START, END)
            return list(client.plans(START, END)), admin.case_report(START, END).total.opened

    assert await asyncio.to_thread(read) == (await world.plans("a"), 1)
    with pytest.raises(ValueError, match="time zone"):
        Client(target, "a").plans(START.replace(tzinfo=None), END).__next__()
