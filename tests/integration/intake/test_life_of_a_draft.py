"""A draft from its first text to its end, on both databases."""

from __future__ import annotations

import pytest
from selaras.api.v1 import draft_pb2
from selaras.event.v1 import draft_pb2 as event_pb2

from tests.support.eventually import assert_eventually
from tests.support.intake import running_intake, sqlite_url
from tests.support.nats import Subscriber


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return request.getfixturevalue("postgres_url")


async def test_life_of_a_draft_is_told_on_the_bus(database_url, nats_server):
    async with running_intake(database_url, nats_server.settings) as intake:
        key = await intake.register("dinkes-tasik")
        drafts = intake.drafts(key)
        sent = draft_pb2.Draft(external_id="post-1", title="PIN Polio", body="Mulai 3 Agustus.")
        stored = await drafts.SubmitDraft(draft_pb2.SubmitDraftRequest(draft=sent))
        name = stored.draft.name
        assert name == "agencies/dinkes-tasik/drafts/post-1"
        assert stored.check.state == draft_pb2.CHECK_STATE_PENDING
        assert list(stored.draft.area_codes) == ["32.78"]
        await drafts.MarkPublished(draft_pb2.MarkPublishedRequest(name=name))
        gone = await drafts.WithdrawDraft(draft_pb2.WithdrawDraftRequest(name=name))
        assert gone.draft.state == draft_pb2.DRAFT_STATE_WITHDRAWN
        read = await drafts.GetDraft(draft_pb2.GetDraftRequest(name=name))
        assert read.draft == gone.draft
        async with Subscriber(nats_server.url, "selaras.v1.>").running("SELARAS") as events:
            await assert_eventually(lambda: len(events.messages) == 5)
        assert [message.subject for message in events.messages] == [
            "selaras.v1.directory.changed.dinkes-tasik",
            "selaras.v1.directory.changed.dinkes-tasik",
            "selaras.v1.draft.submitted.dinkes-tasik",
            "selaras.v1.draft.published.dinkes-tasik",
            "selaras.v1.draft.withdrawn.dinkes-tasik",
        ]
        submitted = event_pb2.DraftSubmitted.FromString(events.messages[2].data)
        assert submitted.event_id == events.messages[2].headers["Nats-Msg-Id"]
        assert submitted.revision.draft == stored.draft
        assert submitted.revision.version == 1
