"""Two processes of each service share the work: nothing is lost, nothing comes twice.

Proven from the outside, with half of the processes killed half-way and every event repeated.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path

import nats
import pytest
from nats.js import JetStreamContext
from selaras.api.v1 import alert_pb2, draft_pb2
from selaras.event.v1 import alert_pb2 as alert_event_pb2

from tests.e2e.conftest import AT_ONCE
from tests.support.eventually import assert_eventually
from tests.support.http_server import HttpUnderTest
from tests.support.replica_stage import MATTERS, POSTS, Stage, read_all
from tests.support.replicas import ROOT, Replicas

pytestmark = [
    pytest.mark.slow,
    pytest.mark.chaos,
    pytest.mark.postgres,
    pytest.mark.timeout(900),
]

QDRANT_URL = os.environ.get("SELARAS_TEST_QDRANT_URL", "")
INTAKES = ("intake-1", "intake-2")
GONE = ("intake-1", "embedding-1", "matching-1", "alerting-1")
WORKERS = ("intake", "matching", "alerting")


@pytest.fixture
async def hook() -> AsyncIterator[HttpUnderTest]:
    server = HttpUnderTest()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(
    params=[
        "shared",
        pytest.param(
            "qdrant",
            marks=pytest.mark.skipif(not QDRANT_URL, reason="SELARAS_TEST_QDRANT_URL is not set"),
        ),
    ]
)
async def replicas(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str
) -> AsyncIterator[Replicas]:
    settings = {
        **AT_ONCE,
        "SELARAS_INTAKE_SWEEP_AFTER_SECONDS": "300",  # a lost check must show, not be healed
        "SELARAS_WEBHOOK_ALLOW_NETWORKS": '["127.0.0.0/8"]',
        "SELARAS_INDEX_PREFIX": f"replicas-{uuid.uuid4().hex[:8]}",
    }
    url = QDRANT_URL if request.param == "qdrant" else ""
    replicas = Replicas(tmp_path, postgres_url, settings, url)
    try:
        await replicas.start()
        yield replicas
    finally:
        replicas.stop()


@pytest.fixture
async def stage(replicas: Replicas) -> AsyncIterator[Stage]:
    stage = Stage(replicas)
    yield stage
    await stage.close()


@pytest.fixture
async def jetstream(replicas: Replicas) -> AsyncIterator[JetStreamContext]:
    client = await nats.connect(replicas.nats_url)
    yield client.jetstream()
    await client.close()


async def test_replicas_share_the_work(
    replicas: Replicas, stage: Stage, hook: HttpUnderTest, jetstream: JetStreamContext
) -> None:
    names = cycle(INTAKES)
    for post in POSTS:
        await stage.register(post, next(names), hook.url)

    # The crowds are the last matters: one half of them comes before the kill too.
    first, second = MATTERS[::2], MATTERS[1::2]
    waited = [await stage.submit(post, next(names), wait=20) for post in first[0]]
    assert [check.state for check in waited] == [draft_pb2.CHECK_STATE_CHECKED] * len(waited)
    await asyncio.gather(*(submit_matter(stage, matter) for matter in first))
    replicas.kill(*GONE)
    await asyncio.gather(*(submit_matter(stage, matter) for matter in second))

    await assert_eventually(
        lambda: all_checked(stage), timeout=480, what="every accepted draft is checked"
    )
    await assert_eventually(lambda: caught_up(jetstream), timeout=60, what="no event waits")
    cases = await check_findings(stage)
    await assert_eventually(
        lambda: check_alerts(jetstream, hook, cases), timeout=60, what="every owner is told"
    )

    await repeat_all_events(jetstream)
    await assert_eventually(lambda: caught_up(jetstream), timeout=120, what="no event waits")
    assert await check_findings(stage) == cases
    assert await check_alerts(jetstream, hook, cases)
    assert not await read_all(jetstream, "SELARAS_DEAD", "selaras.v1.dead.>")
    verify_audit(replicas)
    assert all(replicas.alive(name) for name in replicas.names if name not in GONE)


async def submit_matter(stage: Stage, matter: list) -> None:
    """All agencies of a matter at the same moment, each by way of both intakes at once."""
    calls = [stage.submit(post, *order) for post in matter for order in (INTAKES, INTAKES[::-1])]
    await asyncio.gather(*calls)


async def all_checked(stage: Stage) -> bool:
    unchecked = await stage.unchecked("intake-2")
    assert not unchecked, f"{len(unchecked)} are not checked: {unchecked[:3]}"
    return True


async def caught_up(jetstream: JetStreamContext) -> bool:
    """Whether the workers have handled every event."""
    for durable in WORKERS:
        info = await jetstream.consumer_info("SELARAS", durable)
        left = (info.num_pending or 0, info.num_ack_pending or 0)
        assert left == (0, 0), f"{durable}: {left}"
    return True


async def check_findings(stage: Stage) -> dict[str, str]:
    """One finding for each pair and one case for each matter; agency -> its case."""
    cases: dict[str, str] = {}
    wrong = []
    for matter in MATTERS:
        agencies = {post.agency for post in matter}
        pairs: Counter[frozenset[str]] = Counter()
        matter_cases = set()
        for agency in sorted(agencies):
            found = await stage.findings("matching-2", agency)
            assert {finding.name for finding in found} == await stage.watched("matching-2", agency)
            others = [item.other_agency.name.removeprefix("agencies/") for item in found]
            pairs.update(frozenset((agency, other)) for other in others)
            matter_cases.update(finding.case for finding in found)
        # Each side sees a finding, and a pair has one.
        whole = frozenset().union(*pairs) == agencies and set(pairs.values()) == {2}
        if not whole or len(matter_cases) != 1 or "" in matter_cases:
            wrong.append((sorted(agencies), dict(pairs), matter_cases))
        cases.update((agency, case) for agency in agencies for case in matter_cases)
    assert not wrong, f"{len(wrong)} of {len(MATTERS)}, first {wrong[0]}"
    assert len(set(cases.values())) == len(MATTERS)
    return cases


async def check_alerts(
    jetstream: JetStreamContext, hook: HttpUnderTest, cases: dict[str, str]
) -> bool:
    """Each owner was told once that a case was opened, on the bus and by the webhook."""
    messages = await read_all(jetstream, "SELARAS_ALERTS", "selaras.v1.alert.>")
    alerts = [alert_event_pb2.Alert.FromString(message.data) for message in messages]
    ids = Counter(alert.alert_id for alert in alerts)
    assert set(ids.values()) == {1}, "an alert came twice"
    opened = Counter(
        (alert.owner.split("/")[1], alert.case)
        for alert in alerts
        if alert.kind == alert_pb2.ALERT_KIND_OPENED
    )
    assert opened == Counter(cases.items())
    # A webhook may come twice when its sender was killed; the receiver knows it by its id.
    sent = {request.json()["data"]["alert_id"] for request in hook.requests}
    assert sent == set(ids), f"{len(set(ids) - sent)} alerts are not delivered"
    return True


async def repeat_all_events(jetstream: JetStreamContext) -> None:
    """Publish what is on the stream of events again, under ids that nobody knows."""
    for number, message in enumerate(await read_all(jetstream, "SELARAS", "selaras.v1.>")):
        headers = {"Nats-Msg-Id": f"again-{number}"}
        await jetstream.publish(message.subject, message.data, headers=headers)


def verify_audit(replicas: Replicas) -> None:
    """Both workers have written one chain."""
    target = ["--target", replicas.address("matching-2"), "--admin-key", replicas.admin_key]
    done = subprocess.run(
        [sys.executable, "-m", "selaras.cli", "audit", "verify", *target],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "services")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
