"""kill -9 of any process at any moment: nothing accepted is lost, nothing is doubled.

Proven from the outside: what was answered OK is asked for over gRPC, what the owners received is
read from NATS. The seed is printed; SELARAS_CHAOS_SEED repeats a run.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import nats
import nats.errors
import pytest
from nats.js.api import ConsumerConfig, DeliverPolicy
from selaras.api.v1 import (
    agency_pb2,
    directory_pb2,
    directory_pb2_grpc,
    draft_pb2,
    draft_pb2_grpc,
    finding_pb2,
    finding_pb2_grpc,
)
from selaras.event.v1 import alert_pb2
from selaras.gazetteer import Gazetteer

from tests.support.eventually import assert_eventually
from tests.support.fleet import NATS, SERVICES, Fleet

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(600)]

MATTERS = (
    ("Vaksinasi rabies", "pemilik anjing dan kucing", "buku vaksin"),
    ("Pasar murah", "pembeli sembako bersubsidi", "kartu keluarga"),
    ("Donor darah", "warga sehat usia 17 tahun ke atas", "kartu donor"),
    ("Uji emisi kendaraan", "pengguna sepeda motor", "STNK asli"),
    ("Bursa kerja", "lulusan SMA dan SMK", "surat lamaran"),
)
DRAFTS = 200
RETRY_SECONDS = 120.0
# A regency for each clash, far from each other, so that each is a case of its own.
AREAS = Gazetteer.load().regencies()[:: 514 // (DRAFTS // 2)][: DRAFTS // 2]


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    fleet = Fleet(tmp_path)
    fleet.start()
    try:
        await fleet.wait_ready()
        yield fleet
    finally:
        fleet.stop()


def bearer(key: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {key}"),)


async def register(fleet: Fleet) -> dict[str, str]:
    """Two agencies with an owner each in every area; agency -> key."""
    keys = {}
    async with grpc.aio.insecure_channel(fleet.address("intake")) as channel:
        stub = directory_pb2_grpc.DirectoryServiceStub(channel)
        admin = bearer(fleet.admin_key)
        for area in AREAS:
            for office in ("dinas", "kominfo"):
                agency_id = f"{office}-{area.replace('.', '-')}"
                agency = directory_pb2.Agency(
                    agency_id=agency_id,
                    display_name=agency_id,
                    level=agency_pb2.AGENCY_LEVEL_KOTA,
                    area_code=area,
                )
                await stub.CreateAgency(
                    directory_pb2.CreateAgencyRequest(agency=agency), metadata=admin
                )
                parent = f"agencies/{agency_id}"
                owner = directory_pb2.Owner(owner_id="humas", display_name=f"Humas {agency_id}")
                await stub.CreateOwner(
                    directory_pb2.CreateOwnerRequest(parent=parent, owner=owner), metadata=admin
                )
                answer = await stub.CreateKey(
                    directory_pb2.CreateKeyRequest(parent=parent), metadata=admin
                )
                keys[agency_id] = answer.secret
    return keys


def make_drafts() -> list[tuple[str, draft_pb2.Draft]]:
    """In each regency two offices that name two days for one event."""
    made = []
    for number, area in enumerate(AREAS):
        matter, public, bring = MATTERS[number % len(MATTERS)]
        place = f"Alun-alun {Gazetteer.load().area(area).name}"
        for office, day in (("dinas", 12), ("kominfo", 14)):
            text = (
                f"{matter} digelar {day} November 2026 pukul 08.00 di {place}. "
                f"Kegiatan ini untuk {public}. Peserta cukup membawa {bring}."
            )
            draft = draft_pb2.Draft(
                external_id=f"post-{number}", title=f"{matter} di {place}", body=text
            )
            made.append((f"{office}-{area.replace('.', '-')}", draft))
    return made


async def submit_until_accepted(
    fleet: Fleet, agency: str, key: str, draft: draft_pb2.Draft
) -> None:
    """What a careful plugin does: the same request id again until the answer is OK."""
    request = draft_pb2.SubmitDraftRequest(draft=draft, request_id=f"{agency}.{draft.external_id}")
    until = time.monotonic() + RETRY_SECONDS
    async with grpc.aio.insecure_channel(fleet.address("intake")) as channel:
        stub = draft_pb2_grpc.DraftServiceStub(channel)
        while True:
            try:
                await stub.SubmitDraft(request, metadata=bearer(key), timeout=5)
            except grpc.aio.AioRpcError as error:
                retriable = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
                if error.code() not in retriable or time.monotonic() > until:
                    raise
                await asyncio.sleep(0.1)
                continue
            return


async def cause_trouble(fleet: Fleet, chance: random.Random, done: asyncio.Event) -> list[str]:
    """Kill something every so often, and bring it back a moment later, until told to stop."""
    killed = []
    while not done.is_set():
        await asyncio.sleep(chance.uniform(0.3, 2.0))
        victim = chance.choice((NATS, *SERVICES, "intake", "matching", "alerting"))
        fleet.kill(victim)
        killed.append(victim)
        await asyncio.sleep(chance.uniform(0.0, 1.0))
        fleet.start([victim])
    return killed


async def all_checked(fleet: Fleet, keys: dict[str, str]) -> bool:
    async with grpc.aio.insecure_channel(fleet.address("intake")) as channel:
        stub = draft_pb2_grpc.DraftServiceStub(channel)
        for agency, draft in make_drafts():
            answer = await stub.GetDraft(
                draft_pb2.GetDraftRequest(name=f"agencies/{agency}/drafts/{draft.external_id}"),
                metadata=bearer(keys[agency]),
                timeout=5,
                wait_for_ready=True,
            )
            if answer.check.state != draft_pb2.CHECK_STATE_CHECKED:
                return False
    return True


async def alerted_findings(fleet: Fleet, keys: dict[str, str]) -> dict[str, set[str]]:
    """Agency -> cases of its findings at alert level."""
    cases: dict[str, set[str]] = {}
    async with grpc.aio.insecure_channel(fleet.address("matching")) as channel:
        stub = finding_pb2_grpc.FindingServiceStub(channel)
        for agency, key in keys.items():
            request = finding_pb2.ListFindingsRequest(
                page_size=500, min_confidence=finding_pb2.CONFIDENCE_LIKELY
            )
            answer = await stub.ListFindings(
                request, metadata=bearer(key), timeout=10, wait_for_ready=True
            )
            names = [finding.name for finding in answer.findings]
            assert len(names) == len(set(names))
            assert all(finding.case for finding in answer.findings)
            cases[agency] = {finding.case for finding in answer.findings}
    return cases


async def received_alerts(fleet: Fleet) -> list[tuple[str, alert_pb2.Alert]]:
    """Everything on the stream of alerts, by subject."""
    client = await nats.connect(fleet.nats_url)
    try:
        jetstream = client.jetstream()
        config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL)
        subscription = await jetstream.pull_subscribe(
            "selaras.v1.alert.>", stream="SELARAS_ALERTS", config=config
        )
        alerts = []
        while True:
            try:
                messages = await subscription.fetch(100, timeout=1)
            except TimeoutError:
                return alerts
            for message in messages:
                alerts.append((message.subject, alert_pb2.Alert.FromString(message.data)))
                await message.ack()
    finally:
        await client.close()


async def test_nothing_accepted_is_lost_or_doubled(fleet: Fleet) -> None:
    seed = int(os.environ.get("SELARAS_CHAOS_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"chaos seed {seed}: SELARAS_CHAOS_SEED={seed} repeats this run")
    chance = random.Random(seed)
    keys = await register(fleet)
    drafts = make_drafts()
    done = asyncio.Event()
    trouble = asyncio.create_task(cause_trouble(fleet, chance, done))
    lanes = asyncio.Semaphore(4)

    async def submit(agency: str, draft: draft_pb2.Draft) -> None:
        async with lanes:
            await asyncio.sleep(chance.uniform(0.05, 0.3))
            await submit_until_accepted(fleet, agency, keys[agency], draft)

    try:
        await asyncio.gather(*(submit(agency, draft) for agency, draft in drafts))
    finally:
        done.set()
        killed = await trouble
    print(f"killed {dict(Counter(killed))}")
    assert killed

    await fleet.wait_ready()
    await assert_eventually(
        lambda: all_checked(fleet, keys), timeout=180, what="every accepted draft is checked"
    )
    cases = await alerted_findings(fleet, keys)
    expected = {(agency, case) for agency, names in cases.items() for case in names}
    assert len({case for _, case in expected}) >= DRAFTS // 4, "the drafts were made to clash"

    async def alerts_complete() -> bool:
        got = {
            (subject.split(".")[3], alert.case) for subject, alert in await received_alerts(fleet)
        }
        assert not expected - got, f"not alerted: {sorted(expected - got)[:5]}"
        return True

    await assert_eventually(alerts_complete, timeout=90, what="every case is alerted")
    alerts = await received_alerts(fleet)
    by_id = Counter(alert.alert_id for _, alert in alerts)
    assert not [name for name, count in by_id.items() if count > 1], "an alert came twice"
    by_case = Counter((alert.owner, alert.case, alert.state, alert.relation) for _, alert in alerts)
    assert not [name for name, count in by_case.items() if count > 1], "a case was alerted twice"
