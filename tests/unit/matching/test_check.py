"""What happens to a draft: checked once, in whatever order and however often its events come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from selaras.gazetteer import Gazetteer
from selaras.kit.clock import FakeClock
from selaras.kit.errors import FailedPrecondition, Unavailable
from selaras.matching.domain.case import Case, CaseState, Resolution, TimelineEntry
from selaras.matching.domain.case_view import CaseView
from selaras.matching.domain.finding import Confidence, Evidence, Passage, Reason, Relation, Verdict
from selaras.matching.domain.message import Agency, Message, MessageState, ShareLevel
from selaras.matching.domain.view import FindingView
from selaras.matching.handlers.check import CheckHandler
from selaras.matching.handlers.rebuild import RebuildHandler
from selaras.matching.judge.interface import Prepared, Question, Readings
from selaras.matching.pipeline import Pipeline
from selaras.matching.ports import Embeddings, Transaction
from selaras.matching.preparation import Preparation
from selaras.matching.settings import RetrievalSettings

from tests.fakes.index import FakeIndex
from tests.fakes.matching import FakeEmbedder, FakeEntailer, FakeStore
from tests.support.matching import NOW, message

PREPARATION = Preparation(Gazetteer.load())


@dataclass
class Decided:
    """A weighing that needs no reading."""

    verdict: Verdict
    questions: tuple[Question, ...] = ()
    kinship: float = 1.0

    def decide(self, readings: Readings) -> Verdict:
        assert not readings
        return self.verdict


class WordJudge:
    """Texts that both say `bentrok` contradict each other; others are unrelated."""

    def weigh(self, asking: Prepared, other: Prepared) -> Decided:
        return Decided(self._verdict(asking, other))

    def _verdict(self, asking: Prepared, other: Prepared) -> Verdict:
        if "bentrok" not in asking.message.body or "bentrok" not in other.message.body:
            return Verdict(Relation.NONE, Confidence.POSSIBLE, 0.0, Reason.UNRELATED)
        sides = [
            Passage(item.extracted.claims[-1].span, item.message.body, item.message.body)
            for item in (asking, other)
        ]
        evidence = Evidence(None, sides[0], sides[1], 0.9)
        return Verdict(
            Relation.CONTRADICTION, Confidence.CONFIRMED, 0.9, Reason.FACTS_DIFFER, (evidence,)
        )


@dataclass
class HeardEvents:
    """The events that went out, as they were asked for."""

    checked: list[tuple[Message, tuple[FindingView, ...], bool]] = field(default_factory=list)
    cases: list[tuple[str, Case, str, tuple[FindingView, ...], datetime | None]] = field(
        default_factory=list
    )

    async def draft_checked(
        self,
        transaction: Transaction,
        message: Message,
        views: Sequence[FindingView],
        at: datetime,
        *,
        failed: bool = False,
    ) -> None:
        self.checked.append((message, tuple(views), failed))

    async def case_changed(
        self,
        transaction: Transaction,
        verb: str,
        case: Case,
        *,
        agency: Agency,
        agencies: Sequence[Agency],
        views: Sequence[FindingView],
        deadline: datetime | None,
        change: TimelineEntry | None,
        view: CaseView,
    ) -> None:
        self.cases.append((verb, case, agency.id, tuple(views), deadline))


@dataclass
class World:
    store: FakeStore
    index: FakeIndex
    embedder: FakeEmbedder
    events: HeardEvents
    handler: CheckHandler
    rebuild: RebuildHandler


@pytest.fixture
async def world() -> World:
    store, index, embedder, events = FakeStore(), FakeIndex(), FakeEmbedder(), HeardEvents()
    await index.open("fake-1", embedder.dimensions)
    pipeline = Pipeline(
        embedder=embedder,
        entailer=FakeEntailer(),
        index=index,
        store=store,
        judge=WordJudge(),
        preparation=PREPARATION,
        settings=RetrievalSettings(min_message_score=0.0, min_claim_score=0.0),
    )
    handler = CheckHandler(
        pipeline=pipeline,
        store=store,
        index=index,
        events=events,
        clock=FakeClock(NOW),
        listed_none=5,
    )
    rebuild = RebuildHandler(pipeline=pipeline, store=store, index=index, embedder=embedder)
    return World(store, index, embedder, events, handler, rebuild)


MINE = message("dinkes", body="Vaksinasi bentrok tiga Mei.")
THEIRS = message("disdik", body="Vaksinasi bentrok empat Mei.")


async def test_a_clash_is_found_by_the_draft_that_comes_second(world: World) -> None:
    await world.handler.submitted(MINE)
    await world.handler.submitted(THEIRS)
    assert [len(views) for _, views, _ in world.events.checked] == [0, 1]
    assert [(verb, agency) for verb, _, agency, _, _ in world.events.cases] == [
        ("opened", "dinkes"),
        ("opened", "disdik"),
    ]
    own = {agency: views[0].own_draft for _, _, agency, views, _ in world.events.cases}
    assert own == {"dinkes": MINE.draft_name, "disdik": THEIRS.draft_name}


def once_after(
    monkeypatch: pytest.MonkeyPatch,
    owner: FakeIndex | FakeStore,
    step: str,
    meanwhile: Callable[[], Awaitable[None]],
) -> None:
    """Let something happen after the last step of a search, once, and before what it found counts.

    The steps before it that have the same name are those of keeping the message: for its own key.
    """
    original, waiting = getattr(owner, step), [meanwhile]

    async def hooked(asked: Sequence[str], *arguments: Any) -> Any:
        answer = await original(asked, *arguments)
        if waiting and list(asked) != [MINE.key]:
            await waiting.pop()()
        return answer

    monkeypatch.setattr(owner, step, hooked)


async def test_a_clash_that_the_other_check_finds_meanwhile_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    once_after(monkeypatch, world.index, "near_lexical", lambda: world.handler.submitted(THEIRS))
    await world.handler.submitted(MINE)
    assert len(world.store.active) == 1
    assert [(item.key, len(views)) for item, views, _ in world.events.checked] == [
        (THEIRS.key, 1),
        (MINE.key, 1),
    ]
    assert [verb for verb, *_ in world.events.cases] == ["opened", "opened"]


async def test_a_clash_with_a_revision_that_comes_meanwhile_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.handler.submitted(THEIRS)
    newer = replace(THEIRS, revision=2, version=2, body="Vaksinasi tetap bentrok lima Mei.")
    once_after(monkeypatch, world.store, "stored", lambda: world.handler.submitted(newer))
    await world.handler.submitted(MINE)
    [name] = world.store.active
    finding = world.store.all_findings[name]
    assert (finding.left.revision, finding.right.revision) == (2, 1)
    assert [verb for verb, *_ in world.events.cases] == ["opened", "opened"]


async def test_a_repeated_event_only_repeats_the_answer(world: World) -> None:
    await world.handler.submitted(MINE)
    await world.handler.submitted(THEIRS)
    await world.handler.submitted(THEIRS)
    assert len(world.events.checked) == 3
    assert world.events.checked[1][1] == world.events.checked[2][1]
    assert len(world.events.cases) == 2
    assert len(world.store.active) == 1


async def test_an_older_revision_changes_nothing(world: World) -> None:
    newer = replace(MINE, revision=2, version=2, body="Semua sudah cocok.")
    await world.handler.submitted(newer)
    await world.handler.submitted(MINE)
    assert [item.revision for item, _, _ in world.events.checked] == [2]
    assert world.store.messages[MINE.key].message == newer


async def test_a_correction_resolves_the_case(world: World) -> None:
    await world.handler.submitted(MINE)
    await world.handler.submitted(THEIRS)
    await world.handler.submitted(replace(THEIRS, revision=2, version=2, body="Sudah dibetulkan."))
    resolved = [case for verb, case, *_ in world.events.cases if verb == "resolved"]
    assert [case.resolution for case in resolved] == [Resolution.CORRECTED] * 2
    assert not world.store.active


async def test_a_withdrawn_draft_is_compared_no_more(world: World) -> None:
    await world.handler.submitted(MINE)
    await world.handler.withdrawn(replace(MINE, version=2, state=MessageState.WITHDRAWN))
    await world.handler.submitted(THEIRS)
    assert world.events.checked[-1][1] == ()
    assert await world.index.count() == 1


async def test_a_draft_that_is_withdrawn_while_it_is_checked_leaves_the_index(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed = world.embedder.embed

    async def withdrawn_meanwhile(texts: Sequence[str]) -> Embeddings:
        await world.handler.withdrawn(replace(MINE, version=2, state=MessageState.WITHDRAWN))
        return await embed(texts)

    monkeypatch.setattr(world.embedder, "embed", withdrawn_meanwhile)
    await world.handler.submitted(MINE)
    assert await world.index.count() == 0
    assert world.events.checked == []


async def test_a_draft_that_is_submitted_again_before_it_is_taken_out_is_compared(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.handler.submitted(MINE)
    back = replace(MINE, revision=2, version=3)
    remove = world.index.remove

    async def late(key: str) -> bool:
        monkeypatch.setattr(world.index, "remove", remove)
        await world.handler.submitted(back)
        return await remove(key)

    monkeypatch.setattr(world.index, "remove", late)
    await world.handler.withdrawn(replace(MINE, version=2, state=MessageState.WITHDRAWN))
    await world.handler.submitted(THEIRS)
    assert len(world.events.checked[-1][1]) == 1


async def test_withdrawing_resolves_the_case_once(world: World) -> None:
    await world.handler.submitted(MINE)
    await world.handler.submitted(THEIRS)
    gone = replace(MINE, version=2, state=MessageState.WITHDRAWN)
    await world.handler.withdrawn(gone)
    await world.handler.withdrawn(gone)
    resolved = [case for verb, case, *_ in world.events.cases if verb == "resolved"]
    assert [case.resolution for case in resolved] == [Resolution.WITHDRAWN] * 2


async def test_a_submission_that_comes_after_its_withdrawal_is_not_checked(world: World) -> None:
    await world.handler.withdrawn(replace(MINE, version=2, state=MessageState.WITHDRAWN))
    await world.handler.submitted(MINE)
    assert world.events.checked == []
    assert await world.index.count() == 0


async def test_a_submission_that_comes_after_its_publication_is_checked(world: World) -> None:
    await world.handler.published(replace(MINE, version=2, state=MessageState.PUBLISHED))
    await world.handler.submitted(MINE)
    assert len(world.events.checked) == 1
    assert world.store.messages[MINE.key].message.state is MessageState.PUBLISHED


async def test_publishing_shows_the_text(world: World) -> None:
    secret = replace(MINE, share_level=ShareLevel.CONTACT)
    await world.handler.submitted(secret)
    await world.handler.published(replace(secret, version=2, state=MessageState.PUBLISHED))
    await world.handler.submitted(THEIRS)
    [_, (_, (shown,), _)] = world.events.checked
    assert shown.other_text == secret.text


async def test_while_a_part_is_away_nothing_is_concluded(world: World) -> None:
    world.embedder.away = True
    with pytest.raises(Unavailable):
        await world.handler.submitted(MINE)
    assert world.events.checked == []
    world.embedder.away = False
    await world.handler.submitted(MINE)
    assert len(world.events.checked) == 1


async def test_own_messages_are_never_held_against_each_other(world: World) -> None:
    await world.handler.submitted(MINE)
    await world.handler.submitted(replace(MINE, external_id="2"))
    assert all(views == () for _, views, _ in world.events.checked)


async def test_the_deadline_is_the_earliest_publication(world: World) -> None:
    early = NOW + timedelta(hours=2)
    await world.handler.submitted(replace(MINE, publish_time=NOW + timedelta(hours=9)))
    await world.handler.submitted(replace(THEIRS, publish_time=early))
    assert {deadline for *_, deadline in world.events.cases} == {early}


async def test_looking_stores_nothing(world: World) -> None:
    await world.handler.submitted(MINE)
    before = len(world.store.messages)
    [shown] = await world.handler.look(THEIRS)
    assert (shown.relation, shown.finding_id) == (Relation.CONTRADICTION, "")
    assert (len(world.store.messages), await world.index.count()) == (before, 1)
    assert not world.store.active


async def test_a_check_that_is_given_up_says_so(world: World) -> None:
    await world.handler.given_up(MINE)
    assert [(item.key, failed) for item, _, failed in world.events.checked] == [(MINE.key, True)]


async def test_three_agencies_are_one_case(world: World) -> None:
    await world.handler.submitted(MINE)
    await world.handler.submitted(THEIRS)
    await world.handler.submitted(message("polres", body="Vaksinasi bentrok lima Mei."))
    open_cases = [case for case in world.store.cases.values() if case.state is CaseState.OPEN]
    assert [case.agencies for case in open_cases] == [("dinkes", "disdik", "polres")]
    told = [agency for verb, _, agency, _, _ in world.events.cases if verb == "updated"]
    assert told == ["dinkes", "disdik", "polres"]


async def test_a_rebuild_keeps_what_is_found(world: World) -> None:
    await world.handler.submitted(MINE)
    await world.handler.submitted(message("kodim", body="Lain sama sekali."))
    before = world.index.collection
    steps = [step async for step in world.rebuild.rebuild()]
    assert steps[-1].switched
    assert (steps[-1].done, steps[-1].total) == (2, 2)
    assert world.index.collection != before
    await world.handler.submitted(THEIRS)
    assert len(world.events.checked[-1][1]) == 1
    state = await world.rebuild.describe()
    assert (state.messages, state.indexed) == (3, 3)


async def test_a_rebuild_that_fails_leaves_the_old_index(world: World) -> None:
    await world.handler.submitted(MINE)
    before = world.index.collection
    world.embedder.away = True
    with pytest.raises(Unavailable):
        [step async for step in world.rebuild.rebuild()]
    assert (world.index.collection, await world.index.count()) == (before, 1)


async def test_two_rebuilds_do_not_run_at_once(world: World) -> None:
    await world.handler.submitted(MINE)
    first = world.rebuild.rebuild()
    await anext(first)
    with pytest.raises(FailedPrecondition, match="REBUILD_RUNS"):
        await anext(world.rebuild.rebuild())
    await first.aclose()
