"""One caller cannot take the service away from the others."""

from __future__ import annotations

import grpc
import pytest
from selaras.api.v1 import directory_pb2, draft_pb2
from selaras.kit.grpc_server import CERTIFICATE_HEADER
from selaras.kit.settings import LimitSettings

from tests.support.grpc import expect_failure
from tests.support.intake import running_intake, sqlite_url

EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED


def submit(external_id: str = "post-1") -> draft_pb2.SubmitDraftRequest:
    draft = draft_pb2.Draft(external_id=external_id, body="Mulai 3 Agustus.")
    return draft_pb2.SubmitDraftRequest(draft=draft)


@pytest.fixture
async def strict(tmp_path, nats_server):
    """Three calls a minute, two new texts a day."""
    limits = LimitSettings(calls_per_minute=3, streams=1)
    async with running_intake(
        sqlite_url(tmp_path), nats_server.settings, limits=limits, drafts_per_day=2
    ) as running:
        yield running


async def test_too_many_calls_are_refused_and_others_are_served(strict):
    loud, quiet = await strict.register("dinkes"), await strict.register("disdik")
    request = draft_pb2.ListDraftsRequest()
    stub = strict.drafts(loud)
    for _ in range(3):
        await stub.ListDrafts(request)
    failure = await expect_failure(stub.ListDrafts(request))
    assert (failure.code, failure.reason) == (EXHAUSTED, "RATE_LIMITED")
    assert failure.metadata == {"calls_per_minute": "3"}
    assert failure.retry_seconds == 20
    await strict.drafts(quiet).ListDrafts(draft_pb2.ListDraftsRequest())


async def test_another_key_of_the_same_agency_has_no_bucket_of_its_own(strict):
    first = await strict.register("dinkes")
    made = await strict.directory.CreateKey(
        directory_pb2.CreateKeyRequest(parent="agencies/dinkes")
    )
    request = draft_pb2.ListDraftsRequest()
    for _ in range(3):
        await strict.drafts(first).ListDrafts(request)
    failure = await expect_failure(strict.drafts(made.secret).ListDrafts(request))
    assert failure.reason == "RATE_LIMITED"


async def test_new_texts_beyond_the_quota_are_refused_and_not_stored(strict, count_rows):
    stub = strict.drafts(await strict.register("dinkes"))
    await stub.SubmitDraft(submit("a"))
    await stub.SubmitDraft(submit("b"))
    before = await count_rows()
    failure = await expect_failure(stub.SubmitDraft(submit("c")))
    assert (failure.code, failure.reason) == (EXHAUSTED, "DRAFT_QUOTA_EXCEEDED")
    assert failure.metadata == {"limit": "2"}
    assert failure.retry_seconds is not None
    assert 0 < failure.retry_seconds <= 86400
    assert await count_rows() == before


async def test_a_key_works_with_its_own_agencys_certificate_only(intake):
    stub = intake.drafts(await intake.register("dinkes"))
    request = draft_pb2.ListDraftsRequest()
    await stub.ListDrafts(request, metadata=((CERTIFICATE_HEADER, "dinkes"),))
    failure = await expect_failure(
        stub.ListDrafts(request, metadata=((CERTIFICATE_HEADER, "disdik"),))
    )
    assert (failure.code, failure.reason) == (
        grpc.StatusCode.PERMISSION_DENIED,
        "CERTIFICATE_MISMATCH",
    )
