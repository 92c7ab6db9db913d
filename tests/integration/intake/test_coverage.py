"""How checks stand: beside each draft of a list, and in figures for those who answer for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp
from selaras.api.v1 import directory_pb2, draft_pb2, finding_pb2, report_pb2, report_pb2_grpc
from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.kit.bus import EVENTS, Bus
from selaras.kit.health import Health
from selaras.kit.outbox import Event

from tests.support.eventually import assert_eventually
from tests.support.grpc import expect_failure
from tests.support.intake import ADMIN_KEY, running_intake, sqlite_url

PENDING, CHECKED = draft_pb2.CHECK_STATE_PENDING, draft_pb2.CHECK_STATE_CHECKED
CLASH = finding_pb2.Finding(
    relation=finding_pb2.RELATION_CONTRADICTION, confidence=finding_pb2.CONFIDENCE_CONFIRMED
)
POSSIBLE = finding_pb2.Finding(
    relation=finding_pb2.RELATION_OVERLAP, confidence=finding_pb2.CONFIDENCE_POSSIBLE
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def intake(request, tmp_path, nats_server):
    on_sqlite = request.param == "sqlite"
    url = sqlite_url(tmp_path) if on_sqlite else request.getfixturevalue("postgres_url")
    async with running_intake(url, nats_server.settings) as running:
        yield running


@pytest.fixture
async def tell(nats_server):
    """Sends the answer of the checker about a draft of dinkes."""
    bus = Bus(nats_server.settings, Health(), "test")
    bus.connect()
    await bus.wait_connected()

    async def checked(external_id: str, *findings: finding_pb2.Finding) -> None:
        event = event_pb2.DraftChecked(
            event_id=f"c-{external_id}",
            draft=f"agencies/dinkes/drafts/{external_id}",
            check=draft_pb2.Check(state=CHECKED, revision=1, findings=findings),
            check_time=stamp(),
        )
        subject = "selaras.v1.draft.checked.dinkes"
        payload = event.SerializeToString()
        await bus.publish_many([Event(event.event_id, EVENTS, subject, payload)])

    yield checked
    await bus.close()


def stamp(**ahead: float) -> Timestamp:
    moment = Timestamp()
    moment.FromDatetime(datetime.now(UTC) + timedelta(**ahead))
    return moment


def period(**ahead: float) -> report_pb2.GetCoverageRequest:
    return report_pb2.GetCoverageRequest(
        start_time=stamp(days=-1), end_time=stamp(**(ahead or {"days": 1}))
    )


def coverage(intake, key: str) -> report_pb2_grpc.CoverageServiceStub:
    return report_pb2_grpc.CoverageServiceStub(intake.server.channel(key))


async def submit(intake, key: str, external_id: str) -> None:
    draft = draft_pb2.Draft(external_id=external_id, title="Jadwal", body="Mulai 3 Agustus.")
    await intake.drafts(key).SubmitDraft(draft_pb2.SubmitDraftRequest(draft=draft))


async def listed(intake, key: str, **request) -> draft_pb2.ListDraftsResponse:
    return await intake.drafts(key).ListDrafts(draft_pb2.ListDraftsRequest(**request))


async def until_checked(intake, key: str, count: int) -> draft_pb2.ListDraftsResponse:
    async def enough():
        page = await listed(intake, key)
        done = [check for check in page.checks if check.state == CHECKED]
        return page if len(done) == count else None

    return await assert_eventually(enough, what="checks")


async def test_each_draft_of_a_list_comes_with_its_check(intake, tell):
    key = await intake.register("dinkes")
    for name in ("a", "b", "c"):
        await submit(intake, key, name)
    await tell("a", CLASH, CLASH, POSSIBLE)
    await tell("b", POSSIBLE)
    page = await until_checked(intake, key, 2)
    assert [draft.external_id for draft in page.drafts] == ["c", "b", "a"]
    assert [(check.state, check.revision, check.alerts) for check in page.checks] == [
        (PENDING, 1, 0),
        (CHECKED, 1, 0),
        (CHECKED, 1, 2),
    ]
    assert [check.HasField("check_time") for check in page.checks] == [False, True, True]
    # The mask says which fields of a draft are wanted; the checks are always there.
    masked = await listed(intake, key, read_mask=FieldMask(paths=["name"]))
    assert masked.checks == page.checks
    assert {draft.title for draft in masked.drafts} == {""}
    first = await listed(intake, key, page_size=1)
    rest = await listed(intake, key, page_token=first.next_page_token)
    assert [*first.checks, *rest.checks] == list(page.checks)


async def test_figures_follow_what_happens_to_posts(intake, tell):
    key = await intake.register("dinkes")
    head = await intake.owner_key("dinkes", "kadis", role=directory_pb2.OWNER_ROLE_HEAD)
    for name in ("a", "b", "c"):
        await submit(intake, key, name)
    await tell("a", CLASH)
    await tell("b")
    await until_checked(intake, key, 2)
    for name in ("a", "b", "c"):
        request = draft_pb2.MarkPublishedRequest(name=f"agencies/dinkes/drafts/{name}")
        await intake.drafts(key).MarkPublished(request)
    answer = await coverage(intake, head).GetCoverage(period())
    [figures] = answer.agencies
    assert (figures.agency.name, figures.agency.display_name) == ("agencies/dinkes", "Dinkes")
    assert (figures.drafts, figures.published, figures.unchecked) == (3, 3, 1)
    assert (figures.checked_before, figures.published_clashing) == (2, 1)
    [before] = (await coverage(intake, head).GetCoverage(period(hours=-1))).agencies
    assert (before.drafts, before.published, before.unchecked) == (0, 0, 1)


async def test_each_role_gets_its_own_agencies(intake):
    plugin = await intake.register("dinkes")
    await intake.register("prov", area_code="32")
    await intake.register("jateng", area_code="33")
    head = await intake.owner_key("dinkes", "kadis", role=directory_pb2.OWNER_ROLE_HEAD)
    owner = await intake.owner_key("dinkes", "rina")
    role = directory_pb2.OWNER_ROLE_COORDINATOR
    coordinator = await intake.owner_key("prov", "koor", role=role, area_codes=["32.78"])
    for key, seen in (
        (head, ["Dinkes"]),
        (coordinator, ["Dinkes", "Prov"]),
        (ADMIN_KEY, ["Dinkes", "Jateng", "Prov"]),
    ):
        answer = await coverage(intake, key).GetCoverage(period())
        assert [item.agency.display_name for item in answer.agencies] == seen
    for key in (plugin, owner):
        failure = await expect_failure(coverage(intake, key).GetCoverage(period()))
        assert (failure.code, failure.reason) == (
            grpc.StatusCode.PERMISSION_DENIED,
            "ROLE_NOT_ALLOWED",
        )


async def test_a_period_that_is_none_is_refused_by_name(intake):
    stub = coverage(intake, ADMIN_KEY)
    for request, reason in (
        (period(days=-2), "PERIOD_INVALID"),
        (period(days=400), "PERIOD_INVALID"),
        (report_pb2.GetCoverageRequest(start_time=stamp()), "REQUEST_INVALID"),
    ):
        failure = await expect_failure(stub.GetCoverage(request))
        assert (failure.code, failure.reason) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
