"""Real services with two real models: matching is killed while the new collection is filled."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from selaras.internal.v1 import index_pb2, index_pb2_grpc
from selaras.kit.nats_server import free_port

from tests.e2e import test_chaos
from tests.e2e.test_chaos import bearer, make_drafts, register, submit_until_accepted
from tests.support.eventually import assert_eventually
from tests.support.fleet import Fleet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
# The same weights with another reach are another version.
GREEN = {"SELARAS_EMBEDDING_MAX_TOKENS": "64"}


class Green:
    """A second embedding service, with another model."""

    def __init__(self, fleet: Fleet) -> None:
        port = free_port()
        self.address = f"127.0.0.1:{port}"
        log = (fleet.folder / "green.log").open("ab")
        environment = {**fleet._environment, **GREEN, "SELARAS_GRPC_PORT": str(port)}
        command = [sys.executable, "-m", "selaras.embedding"]
        self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        log.close()


def selaras(fleet: Fleet, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "SELARAS_TARGET": fleet.address("matching"),
        "SELARAS_ADMIN_KEY": fleet.admin_key,
    }
    return subprocess.run(
        [sys.executable, "-m", "selaras.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


async def state(fleet: Fleet) -> tuple[str, int, int]:
    """State, messages done, messages to do."""
    async with grpc.aio.insecure_channel(fleet.address("matching")) as channel:
        stub = index_pb2_grpc.IndexServiceStub(channel)
        answer = await stub.GetReembedding(
            index_pb2.GetReembeddingRequest(), metadata=bearer(fleet.admin_key), timeout=5
        )
    item = answer.reembedding
    return index_pb2.ReembeddingState.Name(item.state), item.done, item.total


async def indexed(fleet: Fleet, count: int) -> bool:
    """Whether so many messages are indexed."""
    async with grpc.aio.insecure_channel(fleet.address("matching")) as channel:
        stub = index_pb2_grpc.IndexServiceStub(channel)
        try:
            answer = await stub.DescribeIndex(
                index_pb2.DescribeIndexRequest(), metadata=bearer(fleet.admin_key)
            )
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.UNAVAILABLE:
                raise
            return False  # the model is being loaded
    return bool(answer.indexed == count)


async def test_matching_is_killed_while_it_fills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(test_chaos, "AREAS", test_chaos.AREAS[:20])
    fleet = Fleet(tmp_path)
    green = None
    try:
        fleet.start()
        await fleet.wait_ready()
        green = Green(fleet)
        keys = await register(fleet)
        drafts = make_drafts()
        for agency, draft in drafts[:-2]:
            await submit_until_accepted(fleet, agency, keys[agency], draft)

        await assert_eventually(lambda: indexed(fleet, len(drafts) - 2), timeout=180)

        def reached(step: str, after: str) -> bool:
            done = selaras(fleet, "reembed", step, "--json")
            assert done.returncode == 0, done.stderr  # away: the model is being loaded
            return bool(json.loads(done.stdout)["state"] == after)

        def begun() -> bool:
            return selaras(fleet, "reembed", "start", "--embedding", green.address).returncode == 0

        await assert_eventually(lambda: asyncio.to_thread(begun), timeout=120)

        async def under_way() -> bool:
            name, done, total = await state(fleet)
            assert name != "REEMBEDDING_STATE_FILLED", "too fast to be killed in the middle"
            return 0 < done < total

        await assert_eventually(under_way, timeout=60)
        fleet.kill("matching")
        fleet.start(["matching"])
        await fleet.wait_ready()

        async def filled() -> bool:
            return (await state(fleet))[0] == "REEMBEDDING_STATE_FILLED"

        await assert_eventually(filled, timeout=180)
        refused = selaras(fleet, "reembed", "switch")
        assert refused.returncode == 4
        assert "REEMBED_REPORT_MISSING" in refused.stderr
        reported = selaras(fleet, "reembed", "report", "--sample", "6", "--json")
        assert reported.returncode == 0, reported.stderr
        report = json.loads(reported.stdout)
        assert report["messages"] == 6
        assert report["alerts"]["both"] > 0
        assert report["scores"]["messages"]["suggested"] is not None

        agency, draft = drafts[-2]
        await submit_until_accepted(fleet, agency, keys[agency], draft)
        switched = selaras(fleet, "reembed", "switch", "--json")
        assert switched.returncode == 0, switched.stderr
        assert json.loads(switched.stdout)["state"] == "SWITCHED"
        fleet.kill("embedding")  # the model before is not needed for what comes now
        agency, draft = drafts[-1]
        checked = await asyncio.to_thread(
            subprocess.run,
            [
                *(sys.executable, "-m", "selaras.cli", "submit", "-", "--wait", "30"),
                *("--id", draft.external_id, "--title", draft.title, "--timeout", "40"),
            ],
            input=draft.body,
            env={
                **os.environ,
                "SELARAS_TARGET": fleet.address("intake"),
                "SELARAS_KEY": keys[agency],
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 1, checked.stderr  # a clash with what came during the filling
        fleet.start(["embedding"])
        await assert_eventually(lambda: asyncio.to_thread(reached, "back", "REPORTED"), timeout=180)
        assert reached("switch", "SWITCHED")
        assert reached("finish", "FINISHED")
    finally:
        fleet.stop()
        if green is not None:
            green.process.kill()
            green.process.wait()
