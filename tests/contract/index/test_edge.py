"""What only the engine in a process of its own can do wrong: processes, files and graphs."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from selaras.kit.errors import FailedPrecondition, Unavailable
from selaras.matching.index.edge import process
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.settings import IndexSettings

from tests.support.eventually import assert_eventually
from tests.support.index import MODEL, asking, indexed, near, vector

ROOT = Path(__file__).resolve().parents[3]


def settings(tmp_path, **fields: object) -> IndexSettings:
    values = {"folder": tmp_path / "index", "lock_wait_seconds": 5} | fields
    return IndexSettings(**values)


@pytest.fixture
async def opened(tmp_path):
    """Opens indexes on one folder and closes those that a test left open."""
    made: list[EdgeIndex] = []

    async def make(**fields: object) -> EdgeIndex:
        index = EdgeIndex(settings(tmp_path, **fields))
        made.append(index)
        await index.open()
        return index

    yield make
    for index in made:
        await index.close()


def state(tmp_path) -> dict:
    return json.loads((tmp_path / "index" / "index.json").read_text())


def shard_of(tmp_path, part: str) -> str:
    """Folder of a part of the collection that answers."""
    known = state(tmp_path)
    return known["collections"][known["live"]]["parts"][part]


async def assert_whole(index, seed: int, claims: int) -> None:
    """A message of the seed is found in every way."""
    key = f"dinkes/{seed}"
    scope = asking()
    assert key in {hit.key for hit in await index.near_messages(vector(seed), scope, 3, 0.95)}
    asked = np.stack([vector(seed * 100 + number) for number in range(claims)])
    answers = await index.near_claims(asked, scope, 3, 0.95)
    assert [hits[0].key for hits in answers] == [key] * claims
    assert key in {hit.key for hit in await index.near_lexical((f"a{seed}",), scope, 3)}


async def test_what_was_put_is_there_after_closing(opened):
    index = await opened()
    await index.put_many([indexed(f"dinkes/{seed}", seed) for seed in range(1, 20)])
    await index.remove("dinkes/7")
    await index.close()
    index = await opened()
    assert await index.count() == 18
    await assert_whole(index, 3, 2)
    assert await index.near_messages(vector(7), asking(), 3, 0.95) == []


async def test_all_keys_are_listed_page_by_page(opened):
    index = await opened()
    wanted = {f"dinkes/{seed}" for seed in range(2100)}
    await index.put_many([indexed(key, int(key[7:]) + 1, claims=0) for key in sorted(wanted)])
    listed = [item.key async for item in index.stored_keys()]
    assert len(listed) == 2100
    assert set(listed) == wanted


async def test_a_second_owner_is_refused_by_name(opened):
    first = await opened()
    await first.put(indexed())
    with pytest.raises(FailedPrecondition) as caught:
        await opened(lock_wait_seconds=0)
    assert caught.value.reason == "EDGE_INDEX_LOCKED"
    assert str(first.pid) in caught.value.message
    assert await first.count() == 1
    await first.close()
    second = await opened()
    assert await second.count() == 1


async def test_the_engine_is_started_again_when_it_died(opened, monkeypatch):
    monkeypatch.setattr(process, "_RESTART_SECONDS", 0.0)
    index = await opened()
    await index.put(indexed("dinkes/1", 1))
    before = index.pid
    os.kill(before, signal.SIGKILL)
    await assert_eventually(lambda: not index._process._alive())
    assert await index.count() == 1
    assert index.pid != before
    await assert_whole(index, 1, 2)


async def test_calls_under_way_fail_by_name_when_the_engine_dies(opened):
    index = await opened()
    os.kill(index.pid, signal.SIGSTOP)
    calls = [asyncio.create_task(index.count()) for _ in range(3)]
    await asyncio.sleep(0)
    os.kill(index.pid, signal.SIGKILL)
    for call in calls:
        with pytest.raises(Unavailable) as caught:
            await call
        assert caught.value.reason == "INDEX_UNAVAILABLE"


async def test_an_engine_that_hangs_counts_as_away(opened):
    index = await opened(timeout_seconds=0.2)
    os.kill(index.pid, signal.SIGSTOP)
    try:
        with pytest.raises(Unavailable, match="did not answer"):
            await index.ping()
    finally:
        os.kill(index.pid, signal.SIGCONT)
    await assert_eventually(lambda: answers(index))


def ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def answers(index) -> bool:
    try:
        await index.ping()
    except Unavailable:
        return False
    return True


async def test_a_closed_index_says_so(opened):
    index = await opened()
    await index.close()
    with pytest.raises(Unavailable, match="closed"):
        await index.count()


@pytest.mark.chaos
async def test_acknowledged_writes_survive_a_killed_engine(opened, monkeypatch):
    """Kill -9 at random moments, also while a graph is built and put in place."""
    monkeypatch.setattr(process, "_RESTART_SECONDS", 0.0)
    seed = int(os.environ.get("SELARAS_TEST_SEED", random.randrange(10**6)))
    print(f"SELARAS_TEST_SEED={seed}")
    moments = random.Random(seed)
    index = await opened(build_after=150)
    acknowledged: set[int] = set()
    removed: set[int] = set()
    number = 0
    for _ in range(5):
        victim = index.pid
        kill = asyncio.get_running_loop().call_later(
            moments.uniform(0.1, 1.2), lambda pid=victim: os.kill(pid, signal.SIGKILL)
        )
        try:
            while True:
                number += 1
                await index.put(indexed(f"dinkes/{number}", number))
                acknowledged.add(number)
                if number % 5 == 0:
                    await index.remove(f"dinkes/{number - 2}")
                    removed.add(number - 2)
                if index.pid != victim:
                    break
        except Unavailable:
            pass
        kill.cancel()
        await assert_eventually(lambda: answers(index))
    listed = {int(item.key[7:]) async for item in index.stored_keys()}
    assert acknowledged - removed <= listed
    assert not listed & (removed - {number})
    kept = sorted(acknowledged - removed)
    for sample in moments.sample(kept, min(25, len(kept))):
        await assert_whole(index, sample, 2)


_OWNER = """
import asyncio, sys
from pathlib import Path
from selaras.matching.index.edge.adapter import EdgeIndex
from selaras.matching.index.settings import IndexSettings
from tests.support.index import indexed

async def main():
    index = EdgeIndex(IndexSettings(folder=Path(sys.argv[1])))
    await index.open()
    print("pid", index.pid, flush=True)
    number = 0
    while True:
        number += 1
        await index.put(indexed(f"dinkes/{number}", number))
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.chaos
async def test_acknowledged_writes_survive_a_killed_service(opened, tmp_path):
    """The engine ends with its service, gives the folder free, and nothing is lost."""
    owner = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _OWNER,
        str(tmp_path / "index"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'services'}"},
    )
    engine = int((await owner.stdout.readline()).split()[1])
    lines = [await owner.stdout.readline() for _ in range(200)]
    owner.kill()
    rest, _ = await owner.communicate()
    lines += rest.splitlines(keepends=True)
    last = max(int(line) for line in lines if line.endswith(b"\n"))
    index = await opened(lock_wait_seconds=30)
    await assert_eventually(lambda: ended(engine))
    listed = {int(item.key[7:]) async for item in index.stored_keys()}
    assert set(range(1, last + 1)) <= listed
    for sample in (1, last // 2, last):
        await assert_whole(index, sample, 2)


async def test_graphs_are_built_beside_writes_and_searches(opened, tmp_path):
    index = await opened(build_after=1000)
    await index.put_many([indexed(f"dinkes/{seed}", seed, claims=5) for seed in range(1, 401)])
    assert shard_of(tmp_path, "claims-regional").endswith("-0")
    there = {f"dinkes/{seed}" for seed in range(1, 401)}
    # Written, replaced and removed while the copy is made and its graph is built.
    number = 400
    while shard_of(tmp_path, "claims-regional").endswith("-0"):
        number += 1
        await index.put(indexed(f"dinkes/{number}", number))
        replaced = f"dinkes/{number - 400}"
        await index.put(indexed(replaced, 10_000 + number, claims=1, revision=2))
        await index.remove(f"dinkes/{number - 200}")
        there = (there | {f"dinkes/{number}", replaced}) - {f"dinkes/{number - 200}"}
        [hits] = await index.near_claims(vector(number * 100)[None], asking(), 3, 0.95)
        assert hits[0].key == f"dinkes/{number}"
    assert {item.key async for item in index.stored_keys()} == there
    for seed in (number - 1, number):
        await assert_whole(index, seed, 2)
    # Replaced during the build: the old claims must not come back with the new graph.
    old = np.stack([vector(100 + claim) for claim in range(5)])
    found = await index.near_claims(old, asking(), 3, 0.95)
    assert "dinkes/1" not in {hit.key for hits in found for hit in hits}
    folders = {item.name for item in (tmp_path / "index" / state(tmp_path)["live"]).iterdir()}
    assert "claims-regional-0" not in folders


async def test_a_killed_build_is_only_a_build_lost(opened, tmp_path):
    index = await opened(build_after=1000)
    await index.put_many([indexed(f"dinkes/{seed}", seed, claims=5) for seed in range(1, 401)])
    [builder] = await assert_eventually(lambda: psutil.Process(index.pid).children())
    builder.kill()
    await assert_eventually(lambda: not psutil.Process(index.pid).children())
    assert await index.count() == 400
    await assert_whole(index, 200, 5)
    await index.close()
    # What it left behind is cleared away at the next start.
    again = await opened(build_after=10**6)
    parts = (tmp_path / "index" / state(tmp_path)["live"]).iterdir()
    assert {item.name for item in parts} == {
        "messages-0",
        "claims-nationwide-0",
        "claims-regional-0",
    }
    assert await again.count() == 400


async def test_a_graph_finds_nearly_all_of_the_nearest(opened, tmp_path):
    """Enough claims for the graph to answer instead of a comparison with each."""
    index = await opened(build_after=5000)
    random_claims = np.random.default_rng(5).standard_normal((24_000, 32)).astype(np.float32)
    random_claims /= np.linalg.norm(random_claims, axis=1, keepdims=True)
    await index.put_many(
        [
            indexed(
                f"a{n % 9}/{n}",
                n + 1,
                area_codes=(),
                claim_vectors=random_claims[n * 6 : n * 6 + 6],
            )
            for n in range(4000)
        ]
    )
    following = "claims-nationwide"
    await assert_eventually(lambda: not shard_of(tmp_path, following).endswith("-0"), timeout=90)
    asked = np.stack([near(random_claims[n], 0.8, n) for n in range(0, 20_000, 1000)])
    answers = await index.near_claims(asked, asking(exclude_agency="a5"), 10, 0.0)
    allowed = np.array([(row // 6) % 9 != 5 for row in range(24_000)])
    similar = np.where(allowed, asked @ random_claims.T, -1.0)
    hit = total = 0
    for row, hits in zip(similar, answers, strict=True):
        nearest = set(np.argsort(-row)[:10])
        found = {int(h.key.split("/")[1]) * 6 + h.claim_index for h in hits}
        hit, total = hit + len(nearest & found), total + 10
    assert hit / total > 0.9


async def test_what_a_crash_left_is_cleared_away(opened, tmp_path):
    index = await opened()
    await index.put(indexed())
    await index.create_next("model-2", 32)
    os.kill(index.pid, signal.SIGKILL)
    await index.close()
    left = tmp_path / "index" / "model-9-left"
    (left / "messages-0").mkdir(parents=True)
    (tmp_path / "index" / state(tmp_path)["live"] / "messages-7").mkdir()
    index = await opened()
    assert await index.count() == 1
    assert state(tmp_path)["following"] is None
    folders = [item for item in (tmp_path / "index").iterdir() if item.is_dir()]
    assert [item.name for item in folders] == [state(tmp_path)["live"]]
    assert len(list(folders[0].iterdir())) == 3


async def test_a_lasting_next_collection_survives_a_kill(opened, tmp_path):
    index = await opened()
    await index.put(indexed())
    following = await index.create_next("model-2", 32, lasting=True)
    await following.put_many([indexed("bpbd/1", 3, model_version="model-2")])
    os.kill(index.pid, signal.SIGKILL)
    await index.close()
    index = await opened()
    again = await index.following()
    assert again is not None
    assert (again.name, again.model_version) == (following.name, "model-2")
    assert [item.key async for item in again.stored_keys()] == ["bpbd/1"]
    await index.exchange(again)
    await index.close()
    index = await opened()
    assert index.collection == following.name
    assert (await index.following()).model_version == MODEL


async def test_a_next_collection_that_cannot_be_read_is_dropped(opened, tmp_path):
    index = await opened()
    await index.put(indexed())
    following = await index.create_next("model-2", 32, lasting=True)
    await index.close()
    for part in (tmp_path / "index" / following.name).iterdir():
        for file in part.rglob("*"):
            if file.is_file():
                file.write_bytes(b"broken")
    index = await opened()
    assert await index.following() is None
    assert await index.count() == 1


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 99}', ""])
async def test_a_state_that_cannot_be_read_is_named(opened, tmp_path, content):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "index.json").write_text(content)
    with pytest.raises(Unavailable, match=r"index\.json cannot be read"):
        await opened()


async def test_shards_that_cannot_be_read_are_named(opened, tmp_path):
    index = await opened()
    await index.put(indexed())
    await index.close()
    config = tmp_path / "index" / shard_of(tmp_path, "messages") / "edge_config.json"
    config.write_text("{")
    with pytest.raises(Unavailable, match="cannot be opened"):
        await opened()


async def test_the_event_loop_goes_on_during_heavy_writes(opened):
    """The engine holds the interpreter lock for as long as it writes, in its own process."""
    index = await opened()
    messages = [indexed(f"dinkes/{seed}", seed, claims=5) for seed in range(1, 301)]
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0.001)

    task = asyncio.create_task(beat())
    await index.put_many(messages)
    task.cancel()
    assert beats > 20
