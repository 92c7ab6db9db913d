"""A backup restored into an empty deployment: everything accepted before the dump is there, once.

The services run as processes on PostgreSQL and NATS; scripts/backup and scripts/restore drive them
through a stand-in for compose. Drafts are accepted between the snapshot of the streams and the
dump of the database, which makes the streams older than the database, on purpose.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import nats
import pytest
from selaras.benchmark.postgres import PostgresCluster, find_binaries
from selaras.client import AsyncAdminClient, AsyncClient, SelarasApiError
from selaras.client.models import CheckState
from selaras.event.v1 import alert_pb2
from selaras.gazetteer import Gazetteer
from selaras.kit.bus import ALERTS

from tests.support.eventually import assert_eventually
from tests.support.fleet import NATS, SERVICES, Fleet
from tests.support.local_compose import LocalCompose

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(600)]

OFFICES = ("kemenkes", "kemensos")
# Far from each other, so that each clash is a case of its own.
AREAS = ("12.71", "35.78", "73.71", "91.71", "61.71")
MATTERS = (
    ("Vaksinasi rabies", "pemilik anjing dan kucing", "buku vaksin"),
    ("Pasar murah", "pembeli sembako bersubsidi", "kartu keluarga"),
    ("Donor darah", "warga sehat usia 17 tahun ke atas", "kartu donor"),
    ("Uji emisi kendaraan", "pengguna sepeda motor", "STNK asli"),
    ("Bursa kerja", "lulusan SMA dan SMK", "surat lamaran"),
)
DATABASE = "selaras"
# Embedding has nothing to lose, and takes long to load its models.
KEEPERS = ("intake", "matching", "alerting")


class PostgresFleet(Fleet):
    """A fleet whose services share a database, as in docker-compose.yml."""

    def __init__(self, folder: Path, cluster: PostgresCluster) -> None:
        super().__init__(folder)
        url = cluster.url(DATABASE)
        names = ("INTAKE", "MATCHING", "ALERTING")
        self._environment |= {f"SELARAS_{name}_DATABASE_URL": url for name in names}
        self._environment |= {"SELARAS_ALERTING_HOURLY_LIMIT": "0"}

    def cli_environment(self) -> dict[str, str]:
        return {
            "SELARAS_NATS_URL": self.nats_url,
            "SELARAS_TARGET": self.address("intake"),
            "SELARAS_ADMIN_KEY": self.admin_key,
            "SELARAS_DATA": str(self.folder / "no-local-stack"),
        }


@dataclass
class Stack:
    """Everything that a test needs of the deployment."""

    fleet: PostgresFleet
    compose: LocalCompose
    cluster: PostgresCluster
    keys: dict[str, str]

    async def submit(self, *numbers: int) -> None:
        """Both offices name another day for each matter."""
        for office, day in zip(OFFICES, (12, 14), strict=True):
            async with self.client(office) as client:
                for number in numbers:
                    title, body = text(number, day)
                    await client.submit_draft(
                        f"post-{number}", body, title, area_codes=[AREAS[number]]
                    )

    def client(self, office: str) -> AsyncClient:
        return AsyncClient(self.fleet.address("intake"), self.keys[office], plaintext=True)

    async def all_told(self, count: int) -> None:
        """Wait until each office has that many alerts and every draft is checked."""

        async def told() -> bool:
            alerts = await self.alerts()
            per_office = Counter(agency_of(alert) for alert in alerts)
            assert all(per_office[office] == count for office in OFFICES), per_office
            return True

        await assert_eventually(told, timeout=150, what=f"{count} alerts for each office")

    async def alerts(self) -> list[alert_pb2.Alert]:
        """Everything on the stream of alerts."""
        client = await nats.connect(self.fleet.nats_url)
        try:
            jetstream = client.jetstream()
            count = (await jetstream.stream_info(ALERTS)).state.messages
            subscription = await jetstream.subscribe(
                "selaras.v1.alert.>", stream=ALERTS, ordered_consumer=True
            )
            messages = [await subscription.next_msg(timeout=5) for _ in range(count)]
            return [alert_pb2.Alert.FromString(message.data) for message in messages]
        finally:
            await client.close()

    async def read(self, office: str, count: int, *, acknowledge: bool) -> list[str]:
        """Let a plugin fetch alerts; answers their ids."""
        client = await nats.connect(self.fleet.nats_url)
        try:
            subscription = await client.jetstream().pull_subscribe_bind(
                f"agency-{office}", stream=ALERTS
            )
            found: list[str] = []
            while len(found) < count:
                for message in await subscription.fetch(count - len(found), timeout=40):
                    found.append(alert_pb2.Alert.FromString(message.data).alert_id)
                    if acknowledge:
                        await message.ack_sync()
            return found
        finally:
            await client.close()

    async def unread(self, office: str) -> int:
        client = await nats.connect(self.fleet.nats_url)
        try:
            info = await client.jetstream().consumer_info(ALERTS, f"agency-{office}")
            return (info.num_pending or 0) + (info.num_ack_pending or 0)
        finally:
            await client.close()

    async def findings(self, office: str) -> set[str]:
        matching = AsyncClient(
            self.fleet.address("matching"), self.keys[office], agency=office, plaintext=True
        )
        async with matching as client:
            return {finding.name async for finding in client.findings()}

    async def lose_everything(self) -> None:
        """The machine burns down; an empty one takes its place."""
        for name in (NATS, *KEEPERS):
            self.fleet.kill(name)
        for name in ("nats", "index"):
            shutil.rmtree(self.fleet.folder / name, ignore_errors=True)
        await asyncio.to_thread(self.cluster.drop_database, DATABASE)
        await asyncio.to_thread(create_database, self.cluster)
        self.fleet.start([NATS])


def create_database(cluster: PostgresCluster) -> None:
    where = ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", "selaras"]
    binaries = find_binaries()
    assert binaries is not None
    subprocess.run([str(binaries / "createdb"), *where, DATABASE], check=True)


def agency_of(alert: alert_pb2.Alert) -> str:
    return alert.owner.split("/")[1]


def text(number: int, day: int) -> tuple[str, str]:
    matter, public, bring = MATTERS[number]
    place = f"Alun-alun {Gazetteer.load().area(AREAS[number]).name}"
    body = (
        f"{matter} digelar {day} November 2026 pukul 08.00 di {place}. "
        f"Kegiatan ini untuk {public}. Peserta cukup membawa {bring}."
    )
    return f"{matter} di {place}", body


@pytest.fixture
async def stack(tmp_path: Path, own_postgres_cluster: PostgresCluster) -> AsyncIterator[Stack]:
    create_database(own_postgres_cluster)
    fleet = PostgresFleet(tmp_path, own_postgres_cluster)
    folder = tmp_path / "compose"
    folder.mkdir()
    compose = LocalCompose(folder, own_postgres_cluster.port, fleet.cli_environment())
    fleet.start()
    try:
        await fleet.wait_ready()
        yield Stack(fleet, compose, own_postgres_cluster, await register(fleet))
    finally:
        fleet.stop()


async def register(fleet: Fleet) -> dict[str, str]:
    """Two ministries with an owner each; office -> key."""
    keys = {}
    address = fleet.address("intake")
    async with AsyncAdminClient(address, fleet.admin_key, plaintext=True) as admin:
        for office in OFFICES:
            await admin.create_agency(office, display_name=office, level="PUSAT")
            await admin.create_owner(office, "humas", display_name=f"Humas {office}")
            keys[office] = (await admin.create_key(office)).secret
    return keys


async def test_what_was_accepted_before_the_dump_is_there_once(stack: Stack, tmp_path: Path):
    await stack.submit(0, 1, 2)
    await stack.all_told(3)
    acknowledged = await stack.read("kemenkes", 1, acknowledge=True)
    await stack.read("kemenkes", 1, acknowledge=False)

    backups = tmp_path / "backups"
    making = asyncio.create_task(stack.compose.run("backup", str(backups)))
    await stack.compose.reached("dump")
    # The streams are saved, the database is not: this the streams of the backup will lack.
    await stack.submit(3)
    await stack.all_told(4)
    stack.compose.open("dump")
    made = await making
    assert made.returncode == 0, made.stderr
    backup = Path(made.stdout.strip())
    before = {alert.alert_id for alert in await stack.alerts()}
    findings = {office: await stack.findings(office) for office in OFFICES}
    await stack.submit(4)
    await stack.all_told(5)

    await stack.lose_everything()
    restoring = asyncio.create_task(stack.compose.run("restore", str(backup)))
    stack.compose.open("up-nats-postgres")
    await stack.compose.reached("restart-nats")
    stack.fleet.kill(NATS)
    stack.fleet.start([NATS])
    stack.compose.open("restart-nats")
    await stack.compose.reached("up-all")
    stack.fleet.start(KEEPERS)
    await stack.fleet.wait_ready()
    stack.compose.open("up-all")
    restored = await restoring
    logs = "".join(stack.fleet.logs(name) for name in SERVICES)
    assert restored.returncode == 0, restored.stderr + logs

    await stack.all_told(4)
    alerts = await stack.alerts()
    assert Counter(alert.alert_id for alert in alerts) == Counter(before)
    for office in OFFICES:
        assert await stack.findings(office) == findings[office]
        async with stack.client(office) as client:
            for number in range(4):
                submission = await client.get_draft(f"agencies/{office}/drafts/post-{number}")
                assert submission.check.state is CheckState.CHECKED
            with pytest.raises(SelarasApiError, match="post-4"):
                await client.get_draft(f"agencies/{office}/drafts/post-4")
    # The reader goes on where it was: what it acknowledged does not come again, the rest does.
    mine = {alert.alert_id for alert in alerts if agency_of(alert) == "kemenkes"}
    assert await stack.unread("kemenkes") == 3
    read = await stack.read("kemenkes", 3, acknowledge=True)
    assert Counter(read) == Counter(mine - set(acknowledged))
    assert await stack.unread("kemenkes") == 0

    # A draft is accepted and found to clash as ever.
    await stack.submit(4)
    await stack.all_told(5)

    refused = await stack.compose.run("restore", str(backup))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert "SELARAS_ALERTS" in refused.stderr
    await stack.all_told(5)
    manifest = json.loads((backup / "manifest.json").read_text())
    assert manifest["rows"]["intake_draft"] == 8
    assert set(manifest["revisions"]) == {"intake", "matching", "alerting"}
