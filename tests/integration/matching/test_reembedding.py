"""Another embedding model comes into force while messages keep coming: nothing is missed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from selaras.kit.errors import FailedPrecondition, Unavailable
from selaras.matching.domain.message import Message, MessageState
from selaras.matching.domain.reembedding import ReembedState
from selaras.matching.index.port import SearchScope

from tests.support.index import asking
from tests.support.matching import message
from tests.support.reembedding import GREEN, Deployment, WordModel, deployment


def clash(agency: str, number: int = 1, **fields: object) -> Message:
    """Messages of one number clash with each other, whoever says them."""
    body = f"Perkara{number} bentrok perkara{number} perkara{number} perkara{number}."
    return message(agency, f"{number}", **({"title": "", "body": body} | fields))


def models(dimensions: int = 48) -> tuple[WordModel, WordModel]:
    return WordModel("blue-1"), WordModel("green-2", dimensions)


@pytest.fixture(params=[48, 64], ids=["other-length", "same-length"])
async def one(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Deployment]:
    async with deployment(tmp_path, *models(request.param)) as opened:
        yield opened


async def test_the_whole_way_to_another_model(one: Deployment) -> None:
    for agency in ("dinkes", "disdik"):
        await one.check.submitted(clash(agency))
    assert await one.clashes() == 1
    assert (await one.filled()).state is ReembedState.FILLED
    with pytest.raises(FailedPrecondition) as missing:
        await one.switch(force=False)
    assert missing.value.reason == "REEMBED_REPORT_MISSING"

    await one.check.submitted(clash("polres"))  # with the model before, which is in force
    assert await one.clashes() == 3
    assert (await one.report()).report is not None
    assert (await one.switch(force=False)).state is ReembedState.SWITCHED
    assert await one.models.model() == ("green-2", one.green.dimensions)
    assert await one.indexed() == {"dinkes/1", "disdik/1", "polres/1"}

    one.blue.away = True  # is asked for nothing any more
    await one.check.submitted(clash("kodim"))
    assert await one.clashes() == 6
    assert (await one.handler.finish()).state is ReembedState.FINISHED
    assert await one.index.following() is None
    await one.check.submitted(clash("bpbd"))
    assert await one.clashes() == 10


async def test_the_way_back_knows_what_came_since(one: Deployment) -> None:
    await one.check.submitted(clash("dinkes"))
    await one.filled()
    await one.switch()
    await one.check.submitted(clash("disdik"))
    await one.check.submitted(clash("bpbd", 2))
    await one.check.withdrawn(clash("bpbd", 2, version=2, state=MessageState.WITHDRAWN))
    assert (await one.back()).state is ReembedState.FILLED
    assert await one.models.model() == ("blue-1", 64)
    assert await one.indexed() == {"dinkes/1", "disdik/1"}
    one.green.away = True
    await one.check.submitted(clash("polres"))
    assert await one.clashes() == 3
    one.green.away = False
    assert (await one.switch()).state is ReembedState.SWITCHED
    await one.check.submitted(clash("kodim"))
    assert await one.clashes() == 6


async def test_what_is_published_while_two_models_are_in_use_is_public_in_both(
    one: Deployment,
) -> None:
    first, second = clash("dinkes"), clash("disdik", 2)
    await one.check.submitted(first)
    await one.check.submitted(second)
    await one.filled()
    await one.check.published(replace(first, version=2, state=MessageState.PUBLISHED))
    await one.switch()
    await one.check.published(replace(second, version=2, state=MessageState.PUBLISHED))
    for version, turn in (("green-2", None), ("blue-1", one.back)):
        if turn is not None:
            await turn()
        for item in (first, second):
            stored = (await one.store.stored([item.key], version))[item.key]
            examined = one.pipeline.restore(stored)
            assert examined is not None
            assert examined.model_version == version
            hits = await one.index.near_messages(
                examined.prepared.vectors[0], _public(version), 5, 0.9
            )
            assert [hit.key for hit in hits] == [item.key]


def _public(version: str) -> SearchScope:
    return asking(
        exclude_agency="", area_codes=(), model_version=version, exclude_key=None, published=True
    )


async def test_a_draft_on_either_side_of_the_change_meets_the_other(
    one: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is checked after the last catching up, the second right after the change."""
    await one.filled()
    change = one.reembeddings.change_model

    async def changed(*arguments: object) -> bool:
        await one.check.submitted(clash("dinkes"))
        done = await change(*arguments)
        await one.check.submitted(clash("disdik"))
        return done

    monkeypatch.setattr(one.reembeddings, "change_model", changed)
    await one.switch()
    assert await one.clashes() == 1
    assert await one.indexed() == {"dinkes/1", "disdik/1"}
    assert await one.reembeddings.to_check_again(10) == []


async def test_a_check_that_the_change_overtakes_is_done_anew(
    one: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    await one.filled()
    compare = one.pipeline.compare

    async def overtaken(examined):
        compared = await compare(examined)
        monkeypatch.setattr(one.pipeline, "compare", compare)
        await one.switch()
        await one.check.submitted(clash("disdik"))
        return compared

    monkeypatch.setattr(one.pipeline, "compare", overtaken)
    with pytest.raises(Unavailable) as again:
        await one.check.submitted(clash("dinkes"))
    assert again.value.reason == "EMBEDDING_MODEL_SWITCHED"
    await one.check.submitted(clash("dinkes"))  # as the bus delivers it again
    assert await one.clashes() == 1


async def test_filling_goes_on_where_a_killed_process_stopped(tmp_path: Path) -> None:
    blue, green = WordModel("blue-1", 2048), WordModel("green-2", 4096)
    async with deployment(tmp_path, blue, green) as before:
        for number in range(40):
            await before.check.submitted(clash("dinkes", number))
        current = await before.handler.start(GREEN)
        async for step in before.handler.fill(current):
            if step.done >= 16:
                break
    texts = green.texts
    async with deployment(tmp_path, blue, green) as after:
        await after.check.submitted(clash("disdik", 3))
        await after.runner.turn()
        filled = await after.handler.describe()
        assert (filled.state, filled.done, filled.total) == (ReembedState.FILLED, 41, 41)
        assert green.texts - texts < texts * 2  # 25 of 41, none twice
        await after.switch()
        await after.check.submitted(clash("polres", 3))
        assert len(await after.indexed()) == 42
        assert await after.clashes() == 3


@pytest.mark.parametrize("step", ["align", "check_again"])
async def test_a_change_that_was_cut_off_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    blue, green = models(64)
    async with deployment(tmp_path, blue, green) as before:
        await before.filled()
        change = before.reembeddings.change_model

        async def changed(*arguments: object) -> bool:
            await before.check.submitted(clash("dinkes"))
            return await change(*arguments)

        async def killed(*_: object) -> None:
            raise asyncio.CancelledError

        monkeypatch.setattr(before.reembeddings, "change_model", changed)
        monkeypatch.setattr(before.handler, step, killed)
        with pytest.raises(asyncio.CancelledError):
            await before.switch()
    async with deployment(tmp_path, blue, green) as after:
        await after.check.submitted(clash("disdik"))
        await after.runner.turn()
        assert await after.indexed() == {"dinkes/1", "disdik/1"}
        assert await after.clashes() == 1


async def test_a_new_collection_that_was_lost_is_filled_again(one: Deployment) -> None:
    await one.check.submitted(clash("dinkes"))
    await one.filled()
    lost = await one.index.following()
    assert lost is not None
    await one.index.abandon(lost)
    texts = one.green.texts
    await one.switch()
    assert await one.indexed() == {"dinkes/1"}
    assert one.green.texts == texts  # its vectors are kept in the database


async def test_giving_up_leaves_everything_as_it_was(one: Deployment) -> None:
    await one.check.submitted(clash("dinkes"))
    await one.filled()
    assert (await one.handler.abandon()).state is ReembedState.ABANDONED
    assert await one.index.following() is None
    stored = (await one.store.stored(["dinkes/1"], "green-2"))["dinkes/1"]
    assert stored.model_version == "blue-1"
    await one.check.submitted(clash("disdik"))
    assert await one.clashes() == 1
    assert (await one.filled()).state is ReembedState.FILLED  # may begin anew


async def test_the_model_of_the_settings_must_not_change_meanwhile(one: Deployment) -> None:
    await one.filled()
    one.blue.version = "blue-9"
    with pytest.raises(Unavailable) as changed:
        await one.check.submitted(clash("dinkes"))
    assert changed.value.reason == "EMBEDDING_MODEL_CHANGED"


async def test_it_is_over_once_the_settings_name_the_model_in_force(one: Deployment) -> None:
    await one.check.submitted(clash("dinkes"))
    await one.filled()
    await one.switch()
    await one.handler.finish()
    await one.runner.turn()
    assert "SELARAS_MATCHING_EMBEDDING_TARGET" in one.said[-1]
    stored = (await one.store.stored(["dinkes/1"]))["dinkes/1"]
    assert stored.model_version == "green-2"
    one.blue.version, one.blue.dimensions = one.green.version, one.green.dimensions
    await one.runner.turn()
    assert one.said[-1] == ""
    assert (await one.handler.describe()).state is ReembedState.RELEASED
    await one.check.submitted(clash("disdik"))
    assert await one.clashes() == 1


async def test_one_at_a_time(one: Deployment) -> None:
    one.green.version, kept = "blue-1", one.green.version
    with pytest.raises(FailedPrecondition) as same:
        await one.handler.start(GREEN)
    assert same.value.reason == "REEMBED_SAME_MODEL"
    one.green.version = kept
    current = await one.handler.start(GREEN)
    for refused, reason in (
        (one.handler.start(GREEN), "REEMBED_OPEN"),
        (one.switch(), "REEMBED_STATE"),
        (one.back(), "REEMBED_STATE"),
        (one.handler.finish(), "REEMBED_STATE"),
        (one.report(), "REEMBED_STATE"),
        (_all(one.rebuild.rebuild()), "REEMBED_OPEN"),
    ):
        with pytest.raises(FailedPrecondition) as caught:
            await refused
        assert caught.value.reason == reason
    assert await one.reembeddings.take_lease(current.id, "another", 60)
    with pytest.raises(FailedPrecondition) as runs:
        await one.runner.turn()
    assert runs.value.reason == "REEMBED_RUNS"
    one.clock.advance(timedelta(seconds=61))
    await one.runner.turn()
    assert (await one.handler.describe()).state is ReembedState.FILLED


async def _all(steps) -> None:
    async for _ in steps:
        pass


async def test_the_report_counts_where_models_are_known_to_disagree(tmp_path: Path) -> None:
    # Each is blind to what one matter is about.
    blue = WordModel("blue-1", 256, frozenset({"perkara3"}))
    green = WordModel("green-2", 256, frozenset({"perkara2"}))
    async with deployment(tmp_path, blue, green) as one:
        for agency in ("dinkes", "disdik"):
            for number in (1, 2, 3):
                # Between the words of the matter its own, so that no wording is shared.
                words = (f"perkara{number} {agency}{number}{place}" for place in "abcdef")
                body = f"bentrok {' '.join(words)}"
                await one.check.submitted(clash(agency, number, body=body))
        await one.filled()
        done = await one.report()
        assert done.report is not None
        report = done.report
        assert report.messages == 6
        alerts = report.alerts
        assert (alerts.both, alerts.before_only, alerts.after_only, alerts.differ) == (1, 1, 1, 0)
        names = {
            (item.left, item.before is None, item.after is None) for item in report.disagreements
        }
        assert names == {
            ("agencies/dinkes/drafts/2", False, True),
            ("agencies/dinkes/drafts/3", True, False),
        }
        assert await one.clashes() == 2  # nothing was stored
        assert (await one.handler.describe()).state is ReembedState.REPORTED
