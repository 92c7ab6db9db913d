"""AlertService over gRPC, with every role, on real events."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from selaras.alerting.bootstrap import build
from selaras.alerting.settings import AlertingSettings
from selaras.api.v1 import alert_pb2, alert_pb2_grpc, case_pb2, directory_pb2
from selaras.event.v1 import alert_pb2 as alert_event_pb2
from selaras.event.v1 import directory_pb2 as directory_event_pb2
from selaras.internal.v1 import access_pb2, access_pb2_grpc
from selaras.kit.auth import Caller, Role
from selaras.kit.bus import EVENTS, Bus
from selaras.kit.clock import SystemClock
from selaras.kit.health import Health
from selaras.kit.outbox import Event
from selaras.kit.settings import InternalSettings

from tests.fakes.alerting import case_payload
from tests.support.eventually import assert_eventually
from tests.support.grpc import INTERNAL_TOKEN, expect_failure, running_server
from tests.support.nats import Subscriber

CALLERS = {
    "plugin": Caller(Role.AGENCY, "dinkes"),
    "owner": Caller(Role.OWNER, "dinkes", "humas"),
    "head": Caller(Role.HEAD, "dinkes", "kadis"),
    "coordinator": Caller(Role.COORDINATOR, "prov", "koor", area_codes=("32",)),
    "admin": Caller(Role.ADMIN),
    "other": Caller(Role.OWNER, "disdik", "humas"),
}
HUMAS = "agencies/dinkes/owners/humas"


class _Access(access_pb2_grpc.AccessServiceServicer):
    """The directory, as far as keys go."""

    async def ResolveKey(self, request, context):  # noqa: N802 - named by gRPC
        caller = CALLERS.get(request.key)
        if caller is None:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "KEY_UNKNOWN: nobody's")
        answer = access_pb2.ResolveKeyResponse(
            agency_id=caller.agency_id, admin=caller.role is Role.ADMIN
        )
        if caller.owner_id:
            answer.owner = caller.name
            answer.role = f"OWNER_ROLE_{caller.role.name}"
            answer.area_codes.extend(caller.area_codes)
        return answer


@asynccontextmanager
async def directory():
    server = grpc.aio.server()
    access_pb2_grpc.add_AccessServiceServicer_to_server(_Access(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    yield f"127.0.0.1:{port}"
    await server.stop(0)


@pytest.fixture
async def world(nats_server, tmp_path):
    async with directory() as target:

        def compose(server, health):
            service = build(
                AlertingSettings(
                    database_url=f"sqlite+aiosqlite:///{tmp_path}/alerting.db",
                    directory_target=target,
                    group_seconds=0,
                    tick_seconds=0.05,
                    console_url="https://selaras.example",
                ),
                nats=nats_server.settings,
                internal=InternalSettings(token=INTERNAL_TOKEN),
                health=health,
                clock=SystemClock(),
            )
            return [service], service.authenticator

        async with running_server(compose) as server:
            world = World(server, nats_server)
            await world.open()
            yield world
            await world.bus.close()


class World:
    def __init__(self, server, nats_server) -> None:
        self._server = server
        self._nats = nats_server
        self.bus = Bus(nats_server.settings, Health(), "test")
        self._sent = 0

    async def open(self) -> None:
        self.bus.connect()
        await self.bus.wait_connected()

    def stub(self, key: str) -> alert_pb2_grpc.AlertServiceStub:
        return alert_pb2_grpc.AlertServiceStub(self._server.channel(key))

    async def send(self, subject: str, payload: bytes) -> None:
        self._sent += 1
        await self.bus.publish_many([Event(f"e{self._sent}", EVENTS, subject, payload)])

    async def register(self, agency: str, *owners: directory_pb2.Owner) -> None:
        message = directory_event_pb2.DirectoryChanged(version=self._sent + 1, owners=owners)
        message.agency.agency_id = agency
        message.agency.display_name = agency.title()
        message.agency.area_code = "32.78"
        await self.send(f"selaras.v1.directory.changed.{agency}", message.SerializeToString())

    async def case(self, agency: str = "dinkes", **fields) -> None:
        values = {"severity": "HIGH", "areas": ("32.78",)} | fields
        payload = case_payload(agency, **values)
        await self.send(f"selaras.v1.case.updated.{agency}", payload)

    async def alerts(self, count: int, key: str = "plugin", **fields):
        async def enough():
            answer = await self.stub(key).ListAlerts(alert_pb2.ListAlertsRequest(**fields))
            return list(answer.alerts) if len(answer.alerts) >= count else None

        return await assert_eventually(enough, what=f"{count} alerts")

    async def events(self, count: int, subject: str = "selaras.v1.alert.>"):
        async with Subscriber(self._nats.url, subject).running("SELARAS_ALERTS") as reader:
            await assert_eventually(lambda: len(reader.messages) >= count, what="alerts")
            return [alert_event_pb2.Alert.FromString(m.data) for m in reader.messages]

    async def decided(self, reason: str, case: str = "cases/c1"):
        async def found():
            answer = await self.stub("plugin").ExplainAlerts(
                alert_pb2.ExplainAlertsRequest(case=case)
            )
            return [item for item in answer.decisions if item.reason == reason]

        return await assert_eventually(found, what=reason)


def owner(name: str, role: str = "OWNER", **fields) -> directory_pb2.Owner:
    return directory_pb2.Owner(
        owner_id=name, display_name=name.title(), role=f"OWNER_ROLE_{role}", **fields
    )


def soon(**by) -> datetime:
    return datetime.now(UTC) + timedelta(**by)


async def test_an_alert_has_its_record_its_event_and_its_reason(world):
    mail = directory_pb2.OwnerChannel(kind="CHANNEL_KIND_EMAIL", address="a@b.go.id")
    await world.register("dinkes", owner("humas", channels=[mail], language="en"))
    await world.case()
    [record] = await world.alerts(1)
    assert (record.owner, record.case) == (HUMAS, "cases/c1")
    assert record.kind == alert_pb2.ALERT_KIND_OPENED
    assert record.severity == case_pb2.SEVERITY_HIGH
    assert record.title.startswith("Contradicts")
    [delivery] = record.deliveries
    assert delivery.channel == directory_pb2.CHANNEL_KIND_EMAIL
    [event] = await world.events(1)
    assert event.alert_id == record.alert_id
    assert (event.language, event.open_url) == ("en", "https://selaras.example/cases/c1")
    assert event.acknowledge_url == "https://selaras.example/cases/c1?acknowledge=1"
    [decision] = await world.decided("ALERTED")
    assert decision.owner == HUMAS
    assert decision.explanation
    assert decision.explanation_en


async def test_each_role_reads_what_is_its_own(world):
    await world.register("dinkes", owner("humas"))
    await world.register("disdik", owner("humas"))
    await world.case()
    await world.case("disdik", others=("dinkes",))
    await world.alerts(1, "other")
    for key in ("plugin", "owner", "head"):
        assert {record.owner for record in await world.alerts(1, key)} == {HUMAS}
    assert (
        await world.stub("coordinator").ListAlerts(alert_pb2.ListAlertsRequest())
        == alert_pb2.ListAlertsResponse()
    )
    everything = await world.alerts(2, "admin")
    assert {record.title for record in everything} == {""}
    for call in (
        world.stub("other").ListAlerts(alert_pb2.ListAlertsRequest(owner=HUMAS)),
        world.stub("other").ExplainAlerts(
            alert_pb2.ExplainAlertsRequest(case="cases/c1", owner=HUMAS)
        ),
        world.stub("other").ListRoutes(alert_pb2.ListRoutesRequest(agency="agencies/dinkes")),
    ):
        failure = await expect_failure(call)
        assert (failure.code, failure.reason) == (
            grpc.StatusCode.PERMISSION_DENIED,
            "AGENCY_MISMATCH",
        )
    nobody = await expect_failure(world.stub("x").ListAlerts(alert_pb2.ListAlertsRequest()))
    assert nobody.code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_silence_holds_and_its_end_lets_go(world):
    await world.register("dinkes", owner("humas"))
    silence = alert_pb2.Silence(
        matcher=alert_pb2.SilenceMatcher(owner=HUMAS), reason="Sudah dibahas."
    )
    silence.end_time.FromDatetime(soon(hours=1))
    stub = world.stub("owner")
    made = (await stub.CreateSilence(alert_pb2.CreateSilenceRequest(silence=silence))).silence
    assert made.author == HUMAS
    assert made.matcher.agency == "agencies/dinkes"
    await world.case()
    [decision] = await world.decided("HELD_SILENCE")
    assert decision.subject == made.name
    assert decision.HasField("until")
    listed = await stub.ListSilences(alert_pb2.ListSilencesRequest())
    assert list(listed.silences) == [made]
    refused = await expect_failure(
        world.stub("other").ExpireSilence(alert_pb2.ExpireSilenceRequest(name=made.name))
    )
    assert refused.reason == "SILENCE_NOT_FOUND"
    await stub.ExpireSilence(alert_pb2.ExpireSilenceRequest(name=made.name))
    assert (await world.alerts(1))[0].kind == alert_pb2.ALERT_KIND_OPENED


async def test_a_silence_that_is_not_right_is_refused_by_name(world):
    stub = world.stub("owner")

    def wanted(**matcher) -> alert_pb2.CreateSilenceRequest:
        silence = alert_pb2.Silence(
            matcher=alert_pb2.SilenceMatcher(**matcher), reason="Sudah dibahas."
        )
        silence.end_time.FromDatetime(soon(hours=1))
        return alert_pb2.CreateSilenceRequest(silence=silence)

    for request, reason in (
        (wanted(owner="humas"), "NAME_INVALID"),
        (wanted(agency="agencies/x", owner=HUMAS), "NAME_INVALID"),
        (wanted(case="c1"), "NAME_INVALID"),
        (wanted(agency="agencies/dinkes"), "ROLE_NOT_ALLOWED"),
        (wanted(owner=HUMAS, area_code="99.99"), "AREA_UNKNOWN"),
        (alert_pb2.CreateSilenceRequest(), "REQUEST_INVALID"),
    ):
        assert (await expect_failure(stub.CreateSilence(request))).reason == reason


async def test_a_coordinator_declares_a_crisis_in_its_area(world):
    another_day = (datetime.now(UTC).isoweekday() + 2) % 7 + 1
    hours = directory_pb2.WorkingHours(days=[another_day], start="00:00", end="00:01")
    await world.register("dinkes", owner("humas", working_hours=[hours]))
    await world.case()
    await world.decided("HELD_WORKING_HOURS")
    crisis = alert_pb2.Crisis(area_code="32", reason="Banjir bandang")
    crisis.end_time.FromDatetime(soon(days=1))
    request = alert_pb2.DeclareCrisisRequest(crisis=crisis)
    refused = await expect_failure(world.stub("head").DeclareCrisis(request))
    assert refused.reason == "ROLE_NOT_ALLOWED"
    declared = (await world.stub("coordinator").DeclareCrisis(request)).crisis
    await world.alerts(1)
    current = await world.stub("plugin").ListCrises(alert_pb2.ListCrisesRequest())
    assert list(current.crises) == [declared]
    await world.stub("coordinator").EndCrisis(alert_pb2.EndCrisisRequest(name=declared.name))
    ended = await world.stub("plugin").ListCrises(alert_pb2.ListCrisesRequest())
    assert list(ended.crises) == []


async def test_routes_are_shown_without_sending_anything(world):
    slack = directory_pb2.OwnerChannel(kind="CHANNEL_KIND_SLACK", address="https://x.go.id/h")
    await world.register(
        "dinkes", owner("humas", channels=[slack]), owner("kadis", "HEAD"), owner("dua", rank=1)
    )
    await world.register("prov", owner("koor", "COORDINATOR", area_codes=["32"]))

    async def complete():
        answer = await world.stub("plugin").ListRoutes(alert_pb2.ListRoutesRequest())
        return answer.routes if len(answer.routes) == 4 else None

    routes = await assert_eventually(complete, what="routes")
    assert [(route.owner, route.step, route.reason) for route in routes] == [
        (HUMAS, 0, "OWNER"),
        ("agencies/dinkes/owners/dua", 1, "NEXT_OWNER"),
        ("agencies/dinkes/owners/kadis", 2, "HEAD"),
        ("agencies/prov/owners/koor", 3, "COORDINATOR"),
    ]
    assert list(routes[0].channels) == [
        directory_pb2.CHANNEL_KIND_NATS,
        directory_pb2.CHANNEL_KIND_SLACK,
    ]
    low = await world.stub("coordinator").ListRoutes(
        alert_pb2.ListRoutesRequest(agency="agencies/dinkes", severity="SEVERITY_LOW")
    )
    assert low.routes[0].held == "HELD_DIGEST"


async def test_a_channel_is_tested_by_those_who_may(world):
    mail = directory_pb2.OwnerChannel(kind="CHANNEL_KIND_EMAIL", address="a@b.go.id")
    await world.register("dinkes", owner("humas", channels=[mail]))
    await world.case()
    await world.alerts(1)

    def request(kind: str, name: str = HUMAS) -> alert_pb2.TestChannelRequest:
        return alert_pb2.TestChannelRequest(owner=name, channel=f"CHANNEL_KIND_{kind}")

    taken = await world.stub("owner").TestChannel(request("NATS"))
    assert taken.delivered
    events = await world.events(2)
    assert [event.kind for event in events if not event.case] == [alert_pb2.ALERT_KIND_TEST]
    refused = await world.stub("head").TestChannel(request("EMAIL"))
    assert (refused.delivered, refused.reason) == (False, "CHANNEL_NOT_CONFIGURED")
    for key, asked, reason in (
        ("plugin", request("NATS"), "ROLE_NOT_ALLOWED"),
        ("other", request("NATS"), "AGENCY_MISMATCH"),
        ("admin", request("TELEGRAM"), "CHANNEL_NOT_SET"),
        ("admin", request("NATS", "agencies/dinkes/owners/x"), "OWNER_NOT_FOUND"),
    ):
        assert (await expect_failure(world.stub(key).TestChannel(asked))).reason == reason


async def test_deliveries_that_were_given_up_are_listed_and_tried_again(world):
    mail = directory_pb2.OwnerChannel(kind="CHANNEL_KIND_EMAIL", address="a@b.go.id")
    await world.register("dinkes", owner("humas", channels=[mail]))
    await world.case()

    async def dead():
        answer = await world.stub("head").ListDeliveries(alert_pb2.ListDeliveriesRequest())
        return list(answer.deliveries)

    [delivery] = await assert_eventually(dead, what="a dead delivery")
    assert delivery.reason == "CHANNEL_NOT_CONFIGURED"
    assert delivery.owner == HUMAS
    request = alert_pb2.RequeueDeliveriesRequest(names=[delivery.name])
    assert (await world.stub("other").ListAlerts(alert_pb2.ListAlertsRequest())).alerts == []
    for key in ("plugin", "owner", "coordinator"):
        failure = await expect_failure(world.stub(key).RequeueDeliveries(request))
        assert failure.reason == "ROLE_NOT_ALLOWED"
    assert (await world.stub("admin").RequeueDeliveries(request)).requeued == 1
    bad = alert_pb2.RequeueDeliveriesRequest(names=["x"])
    failure = await expect_failure(world.stub("admin").RequeueDeliveries(bad))
    assert failure.reason == "DELIVERY_NAME_INVALID"


async def test_a_resolved_case_is_told_with_why(world):
    await world.register("dinkes", owner("humas"))
    await world.case()
    await world.case(version=2, resolved=True, resolution="WITHDRAWN")
    events = await world.events(2)
    assert [event.kind for event in events] == [
        alert_pb2.ALERT_KIND_OPENED,
        alert_pb2.ALERT_KIND_RESOLVED,
    ]
    assert "ditarik" in events[1].text
    assert events[1].acknowledge_url == ""


async def test_the_people_of_a_case_are_told_to_those_who_see_it(world):
    await world.register("dinkes", owner("humas"), owner("kadis", "HEAD"))
    await world.register("disdik", owner("humas", contact="0812"), owner("dua", rank=1))
    await world.case()
    await world.case("disdik", others=("dinkes",))
    await world.alerts(1)
    await world.alerts(1, "other")

    async def people(key: str) -> list[str]:
        request = alert_pb2.ListContactsRequest(case="cases/c1")
        answer = await world.stub(key).ListContacts(request)
        return [f"{item.owner}{'*' if item.first else ''}" for item in answer.contacts]

    own = [f"{HUMAS}*", "agencies/dinkes/owners/kadis"]
    for key in ("plugin", "owner", "head"):
        assert await people(key) == [*own, "agencies/disdik/owners/humas*"]
    assert await people("coordinator") == [own[0], "agencies/disdik/owners/humas*"]
    others = ["agencies/disdik/owners/humas*", "agencies/disdik/owners/dua"]
    assert await people("other") == [own[0], *others]
    answer = await world.stub("plugin").ListContacts(alert_pb2.ListContactsRequest(case="cases/c1"))
    assert answer.contacts[1].role == directory_pb2.OWNER_ROLE_HEAD
    called = answer.contacts[2]
    assert (called.agency, called.display_name, called.contact) == (
        "agencies/disdik",
        "Humas",
        "0812",
    )
    for key, case, reason in (
        ("plugin", "cases/none", "CASE_NOT_FOUND"),
        ("admin", "cases/c1", "ROLE_NOT_ALLOWED"),
        ("plugin", "c1", "NAME_INVALID"),
        ("plugin", "", "REQUEST_INVALID"),
    ):
        request = alert_pb2.ListContactsRequest(case=case)
        failure = await expect_failure(world.stub(key).ListContacts(request))
        assert failure.reason == reason
