"""The checker's answers: through the bus into the record, and at once through CheckDraft."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

import grpc
import nats
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from selaras.api.v1 import draft_pb2, finding_pb2
from selaras.event.v1 import alert_pb2
from selaras.event.v1 import draft_pb2 as event_pb2
from selaras.internal.v1 import check_pb2, check_pb2_grpc
from selaras.kit.auth import InternalAuthenticator, Role
from selaras.kit.bus import EVENTS
from selaras.kit.errors import Unavailable

from tests.support.eventually import assert_eventually
from tests.support.grpc import INTERNAL_TOKEN, expect_failure, running_server
from tests.support.intake import running_intake, sqlite_url
from tests.support.nats import Subscriber

PENDING, CHECKED, FAILED = 1, 2, 3
NAME = "agencies/dinkes/drafts/post-1"


def submit(body: str = "Mulai 3 Agustus.", *, wait: float = 0, request_id: str = ""):
    request = draft_pb2.SubmitDraftRequest(
        draft=draft_pb2.Draft(external_id="post-1", body=body), request_id=request_id
    )
    request.wait.FromNanoseconds(int(wait * 1e9))
    return request


def answer(
    revision: int, finding: str = "f", *, state: int = CHECKED, draft: str = NAME
) -> event_pb2.DraftChecked:
    check_time = Timestamp()
    check_time.FromDatetime(datetime.now(UTC))
    check = draft_pb2.Check(
        state=state, revision=revision, findings=[finding_pb2.Finding(name=f"findings/{finding}")]
    )
    return event_pb2.DraftChecked(event_id="e", draft=draft, check=check, check_time=check_time)


@pytest.fixture
async def tell(nats_server):
    """Publishes an event as matching would."""
    client = await nats.connect(nats_server.url)

    async def publish(payload: bytes, agency: str = "dinkes") -> None:
        subject = f"selaras.v1.draft.checked.{agency}"
        await client.jetstream().publish(subject, payload, stream=EVENTS)

    yield publish
    await client.close()


async def current_check(intake, key) -> draft_pb2.Check:
    read = await intake.drafts(key).GetDraft(draft_pb2.GetDraftRequest(name=NAME))
    return read.check


async def test_wait_holds_the_answer_until_the_findings_are_there(intake, nats_server, tell):
    key = await intake.register("dinkes")
    async with Subscriber(nats_server.url, "selaras.v1.draft.submitted.>").running(EVENTS) as sub:
        call = asyncio.ensure_future(intake.drafts(key).SubmitDraft(submit(wait=20)))
        await assert_eventually(lambda: sub.messages)
        submitted = event_pb2.DraftSubmitted.FromString(sub.messages[0].data)
        await tell(answer(submitted.revision.draft.revision).SerializeToString())
        response = await asyncio.wait_for(call, 5)
    assert response.check.state == CHECKED
    assert [finding.name for finding in response.check.findings] == ["findings/f"]
    assert await current_check(intake, key) == response.check


async def test_wait_is_bounded_by_itself_and_by_the_callers_deadline(intake):
    key = await intake.register("dinkes")
    loop = asyncio.get_running_loop()
    begin = loop.time()
    own = await intake.drafts(key).SubmitDraft(submit(wait=0.2))
    middle = loop.time()
    # The caller's own deadline is shorter than what it asks to wait: it is told PENDING in time.
    callers = await intake.drafts(key).SubmitDraft(submit(wait=30), timeout=1.0)
    assert (own.check.state, callers.check.state) == (PENDING, PENDING)
    assert 0.2 <= middle - begin < 5
    assert loop.time() - middle < 1.0


async def test_a_repeated_request_tells_the_check_as_it_is_now(intake, tell):
    key = await intake.register("dinkes")
    drafts = intake.drafts(key)
    first = await drafts.SubmitDraft(submit(request_id="r1"))
    await tell(answer(1).SerializeToString())
    await assert_eventually(lambda: _is(intake, key, CHECKED))
    again = await drafts.SubmitDraft(submit(request_id="r1", wait=5))
    assert (first.check.state, again.check.state) == (PENDING, CHECKED)
    assert again.draft == first.draft


async def test_an_answer_about_an_old_text_never_shows_on_a_new_one(intake, tell):
    key = await intake.register("dinkes")
    await intake.drafts(key).SubmitDraft(submit())
    await intake.drafts(key).SubmitDraft(submit("Diundur."))
    await tell(answer(2, "new").SerializeToString())
    await tell(answer(1, "old").SerializeToString())
    await tell(answer(2, "newest").SerializeToString())

    async def newest() -> bool:
        check = await current_check(intake, key)
        assert check.revision == 2
        return [finding.name for finding in check.findings] == ["findings/newest"]

    await assert_eventually(newest)


async def test_a_failed_check_is_shown_and_asked_for_again_by_a_new_submission(intake, tell):
    key = await intake.register("dinkes")
    await intake.drafts(key).SubmitDraft(submit())
    await tell(answer(1, state=FAILED).SerializeToString())
    await assert_eventually(lambda: _is(intake, key, FAILED))
    await intake.drafts(key).SubmitDraft(submit())
    assert await _is(intake, key, PENDING)
    await tell(answer(1).SerializeToString())
    await assert_eventually(lambda: _is(intake, key, CHECKED))


async def test_answers_that_mean_nothing_become_dead_letters(intake, nats_server, tell):
    await intake.register("dinkes")
    await tell(b"\xff\xff")
    await tell(answer(7, draft="agencies/dinkes/drafts/none").SerializeToString())
    await tell(answer(1, draft="nonsense").SerializeToString())
    await tell(answer(1, state=PENDING).SerializeToString())
    async with Subscriber(nats_server.url, "selaras.v1.dead.>").running("SELARAS_DEAD") as dead:
        await assert_eventually(lambda: len(dead.messages) == 4)
    letters = [alert_pb2.DeadLetter.FromString(message.data) for message in dead.messages]
    assert sorted(letter.reason for letter in letters) == [
        "EVENT_MALFORMED",
        "EVENT_MALFORMED",
        "NAME_INVALID",
        "REVISION_NOT_FOUND",
    ]
    assert {letter.service for letter in letters} == {"intake"}


async def test_what_is_not_answered_is_asked_for_again(tmp_path, nats_server, tell):
    url = sqlite_url(tmp_path)
    async with running_intake(url, nats_server.settings, sweep_after_seconds=0.2) as intake:
        key = await intake.register("dinkes")
        await intake.drafts(key).SubmitDraft(submit())
        subject = "selaras.v1.draft.submitted.>"
        async with Subscriber(nats_server.url, subject).running(EVENTS) as sub:
            await assert_eventually(lambda: len(sub.messages) >= 3)
            events = [event_pb2.DraftSubmitted.FromString(m.data) for m in sub.messages]
            assert len({event.event_id for event in events}) == len(events)
            assert {event.revision.version for event in events} == {1}
            await tell(answer(1).SerializeToString())
            await assert_eventually(lambda: _is(intake, key, CHECKED))


async def _is(intake, key, state: int) -> bool:
    return (await current_check(intake, key)).state == state


class CheckerService(check_pb2_grpc.CheckServiceServicer):
    """Stands where matching stands."""

    name = "checker"

    def __init__(self) -> None:
        self.asked: list[check_pb2.CheckRevisionRequest] = []
        self.remaining: list[float] = []
        self.error: Exception | None = None
        self.hang = False

    async def CheckRevision(self, request, context):  # noqa: N802
        self.asked.append(request)
        self.remaining.append(context.time_remaining())
        if self.error:
            raise self.error
        if self.hang:
            await asyncio.Event().wait()
        return check_pb2.CheckRevisionResponse(findings=[finding_pb2.Finding(name="findings/1")])

    def register(self, server: grpc.aio.Server) -> Mapping[str, frozenset[Role]]:
        check_pb2_grpc.add_CheckServiceServicer_to_server(self, server)
        return {"selaras.internal.v1.CheckService": frozenset({Role.INTERNAL})}

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class Nobody:
    async def authenticate(self, key):
        raise AssertionError(f"a stranger called the checker: {key}")


class TestCheckDraft:
    @pytest.fixture
    def checker(self):
        return CheckerService()

    @pytest.fixture
    async def drafts(self, tmp_path, nats_server, checker):
        authenticator = InternalAuthenticator(INTERNAL_TOKEN, Nobody())
        async with (
            running_server(lambda *_: ([checker], authenticator)) as server,
            running_intake(
                sqlite_url(tmp_path), nats_server.settings, checker_target=server.target
            ) as intake,
        ):
            yield intake.drafts(await intake.register("dinkes"))

    REQUEST = draft_pb2.CheckDraftRequest(draft=draft_pb2.Draft(body="Mulai 3 Agustus."))

    async def test_the_findings_come_at_once_and_nothing_is_stored(
        self, drafts, checker, count_rows
    ):
        before = await count_rows()
        response = await drafts.CheckDraft(self.REQUEST)
        assert response.check.state == CHECKED
        assert [finding.name for finding in response.check.findings] == ["findings/1"]
        assert await count_rows() == before
        (asked,) = checker.asked
        assert asked.revision.agency.name == "agencies/dinkes"
        assert asked.revision.draft.name == ""
        assert list(asked.revision.draft.area_codes) == ["32.78"]

    async def test_a_stored_draft_is_named_so_that_it_is_left_out(self, drafts, checker):
        await drafts.SubmitDraft(submit())
        await drafts.CheckDraft(draft_pb2.CheckDraftRequest(draft=submit("Diundur.").draft))
        assert checker.asked[0].revision.draft.name == NAME

    async def test_the_checker_has_the_time_that_the_caller_gives(self, drafts, checker):
        await drafts.CheckDraft(self.REQUEST)
        await drafts.CheckDraft(self.REQUEST, timeout=2)
        await drafts.CheckDraft(self.REQUEST, timeout=500)
        unset, short, long = checker.remaining
        assert 4 < unset < 6
        assert 1 < short < 2
        assert 29 < long < 31

    async def test_a_slow_checker_is_a_named_error(self, drafts, checker):
        checker.hang = True
        failure = await expect_failure(drafts.CheckDraft(self.REQUEST, timeout=0.6))
        assert failure.code is grpc.StatusCode.DEADLINE_EXCEEDED
        assert failure.reason == "CHECK_DEADLINE_EXCEEDED"

    async def test_a_checker_that_lacks_a_part_is_unavailable(self, drafts, checker):
        checker.error = Unavailable("EMBEDDING_UNAVAILABLE", "away")
        failure = await expect_failure(drafts.CheckDraft(self.REQUEST))
        assert (failure.code, failure.reason) == (
            grpc.StatusCode.UNAVAILABLE,
            "CHECKER_UNAVAILABLE",
        )
        assert failure.retry_seconds == 2

    async def test_a_checker_with_a_bug_is_not_the_callers_fault(self, drafts, checker):
        checker.error = KeyError("bug")
        failure = await expect_failure(drafts.CheckDraft(self.REQUEST))
        assert (failure.code, failure.reason) == (grpc.StatusCode.INTERNAL, "CHECKER_FAILED")


async def test_a_checker_that_is_away_is_a_named_error(intake):
    key = await intake.register("dinkes")  # nothing listens at the default target in this test
    request = TestCheckDraft.REQUEST
    failure = await expect_failure(intake.drafts(key).CheckDraft(request))
    assert (failure.code, failure.reason) == (grpc.StatusCode.UNAVAILABLE, "CHECKER_UNAVAILABLE")
