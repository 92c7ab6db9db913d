"""Parts that go away and come back: what was answered OK is never lost, and nothing lies."""

from __future__ import annotations

import asyncio

import grpc
import nats
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from selaras.api.v1 import directory_pb2, draft_pb2
from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.kit.bus import EVENTS

from tests.integration.intake.test_checks import answer
from tests.support.eventually import assert_eventually
from tests.support.grpc import expect_failure
from tests.support.intake import running_intake, sqlite_url
from tests.support.nats import Subscriber

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


def submit(number: int = 1, *, request_id: str = "") -> draft_pb2.SubmitDraftRequest:
    draft = draft_pb2.Draft(external_id=f"post-{number}", body=f"Mulai {number} Agustus.")
    return draft_pb2.SubmitDraftRequest(draft=draft, request_id=request_id)


async def health_of(intake, part: str) -> int | None:
    """State of a part; None: not known yet."""
    stub = health_pb2_grpc.HealthStub(intake.server.channel())
    try:
        answer = await stub.Check(health_pb2.HealthCheckRequest(service=part))
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.NOT_FOUND:
            return None
        raise
    return int(answer.status)


async def health_is(intake, part: str, status: int) -> None:
    async def as_wanted() -> bool:
        return await health_of(intake, part) == status

    await assert_eventually(as_wanted, timeout=20, what=f"{part} is {status}")


async def test_drafts_are_taken_while_the_bus_is_away_and_told_when_it_is_back(
    tmp_path, nats_server
):
    async with running_intake(sqlite_url(tmp_path), nats_server.settings) as intake:
        drafts = intake.drafts(await intake.register("dinkes"))
        await drafts.SubmitDraft(submit(0))
        await health_is(intake, "intake/nats", SERVING)
        await nats_server.kill()
        await health_is(intake, "intake/nats", NOT_SERVING)
        for number in range(1, 6):
            response = await drafts.SubmitDraft(submit(number))
            assert response.check.state == draft_pb2.CHECK_STATE_PENDING
        assert await health_of(intake, "") == SERVING  # it still takes drafts
        await nats_server.start()
        await health_is(intake, "intake/nats", SERVING)
        subject = "selaras.v1.draft.submitted.>"
        async with Subscriber(nats_server.url, subject).running(EVENTS) as sub:
            await assert_eventually(lambda: len(sub.messages) == 6, timeout=20)
        told = [event_pb2.DraftSubmitted.FromString(m.data).revision.draft for m in sub.messages]
        assert [draft.external_id for draft in told] == [f"post-{n}" for n in range(6)]


async def test_intake_starts_without_the_bus(tmp_path, nats_server):
    await nats_server.stop()
    async with running_intake(sqlite_url(tmp_path), nats_server.settings) as intake:
        drafts = intake.drafts(await intake.register("dinkes"))
        await drafts.SubmitDraft(submit())
        await health_is(intake, "intake/nats", NOT_SERVING)
        await nats_server.start()
        subject = "selaras.v1.draft.submitted.>"
        await health_is(intake, "intake/nats", SERVING)
        async with Subscriber(nats_server.url, subject).running(EVENTS) as sub:
            await assert_eventually(lambda: len(sub.messages) == 1, timeout=20)


async def test_what_was_stored_before_a_stop_is_told_after_the_next_start(tmp_path, nats_server):
    await nats_server.stop()
    async with running_intake(sqlite_url(tmp_path), nats_server.settings) as intake:
        key = await intake.register("dinkes")
        await intake.drafts(key).SubmitDraft(submit())
    await nats_server.start()
    async with running_intake(sqlite_url(tmp_path), nats_server.settings) as intake:
        await health_is(intake, "intake/nats", SERVING)
        subject = "selaras.v1.draft.submitted.>"
        async with Subscriber(nats_server.url, subject).running(EVENTS) as sub:
            await assert_eventually(lambda: len(sub.messages) == 1, timeout=20)
        listed = await intake.drafts(key).ListDrafts(draft_pb2.ListDraftsRequest())
        assert [draft.external_id for draft in listed.drafts] == ["post-1"]


@pytest.mark.postgres
async def test_a_database_that_is_away_is_a_named_error_and_comes_back(
    own_postgres_cluster, nats_server
):
    url = own_postgres_cluster.url(own_postgres_cluster.create_database())
    async with running_intake(url, nats_server.settings, ping_seconds=0.1) as intake:
        key = await intake.register("dinkes")
        drafts = intake.drafts(key)
        await drafts.SubmitDraft(submit(1))
        own_postgres_cluster.stop()
        await health_is(intake, "intake/database", NOT_SERVING)
        for call in (
            drafts.SubmitDraft(submit(2, request_id="r2")),
            drafts.ListDrafts(draft_pb2.ListDraftsRequest()),
            intake.directory.ListAgencies(directory_pb2.ListAgenciesRequest()),
        ):
            failure = await expect_failure(call)
            assert failure.code is grpc.StatusCode.UNAVAILABLE
            assert failure.reason == "DATABASE_UNAVAILABLE"
            assert failure.retry_seconds == 2
        await asyncio.to_thread(own_postgres_cluster.start)
        await health_is(intake, "intake/database", SERVING)
        stored = await drafts.SubmitDraft(submit(2, request_id="r2"))
        assert stored.draft.revision == 1
        subject = "selaras.v1.draft.submitted.>"
        async with Subscriber(nats_server.url, subject).running(EVENTS) as sub:
            await assert_eventually(lambda: len(sub.messages) == 2, timeout=20)


@pytest.mark.postgres
async def test_intake_starts_without_the_database(own_postgres_cluster, nats_server):
    url = own_postgres_cluster.url(own_postgres_cluster.create_database())
    own_postgres_cluster.stop()
    async with running_intake(url, nats_server.settings) as intake:
        await health_is(intake, "intake/database", NOT_SERVING)
        failure = await expect_failure(
            intake.directory.ListAgencies(directory_pb2.ListAgenciesRequest())
        )
        assert failure.reason == "DATABASE_UNAVAILABLE"
        await asyncio.to_thread(own_postgres_cluster.start)
        await health_is(intake, "intake/database", SERVING)
        key = await intake.register("dinkes")
        assert (await intake.drafts(key).SubmitDraft(submit())).draft.revision == 1


@pytest.mark.postgres
async def test_the_same_request_at_once_on_two_replicas_is_done_once(postgres_url, nats_server):
    async with (
        running_intake(postgres_url, nats_server.settings) as one,
        running_intake(postgres_url, nats_server.settings) as two,
    ):
        key = await one.register("dinkes")
        stubs = [one.drafts(key), two.drafts(key)]
        answers = await asyncio.gather(
            *(stubs[n % 2].SubmitDraft(submit(request_id="r1")) for n in range(20))
        )
        assert {answer.draft.revision for answer in answers} == {1}
        subject = "selaras.v1.draft.submitted.>"
        async with Subscriber(nats_server.url, subject).running(EVENTS) as sub:
            await stubs[0].SubmitDraft(submit(2))
            await assert_eventually(lambda: len(sub.messages) >= 2)
        told = [event_pb2.DraftSubmitted.FromString(m.data).revision for m in sub.messages]
        assert [revision.draft.external_id for revision in told] == ["post-1", "post-2"]


@pytest.mark.postgres
async def test_a_wait_on_one_replica_ends_by_news_to_another(postgres_url, nats_server):
    async with (
        running_intake(postgres_url, nats_server.settings) as one,
        running_intake(postgres_url, nats_server.settings) as two,
    ):
        key = await one.register("dinkes")
        request = submit()
        request.wait.FromSeconds(20)
        # Both share the durable consumer; whichever hears of the check, both calls end.
        calls = [
            asyncio.ensure_future(each.drafts(key).SubmitDraft(request)) for each in (one, two)
        ]
        client = await nats.connect(nats_server.url)
        subject = "selaras.v1.draft.submitted.>"
        async with Subscriber(nats_server.url, subject).running(EVENTS) as sub:
            await assert_eventually(lambda: sub.messages)
        await client.jetstream().publish(
            "selaras.v1.draft.checked.dinkes", answer(1).SerializeToString(), stream=EVENTS
        )
        await client.close()
        answers = await asyncio.wait_for(asyncio.gather(*calls), 10)
        assert {each.check.state for each in answers} == {draft_pb2.CHECK_STATE_CHECKED}
