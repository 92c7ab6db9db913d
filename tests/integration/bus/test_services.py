"""Every service does its work with no more permissions on the bus than it has in the deployment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
from selaras.api.v1 import (
    agency_pb2,
    directory_pb2,
    directory_pb2_grpc,
    draft_pb2,
    draft_pb2_grpc,
)
from selaras.cli.alert_reader import AlertReader
from selaras.cli.exits import REFUSED
from selaras.kit.bus import DEAD, EVENTS

from tests.support.fleet import SERVICES
from tests.support.secured_fleet import SecuredFleet
from tests.support.secured_nats import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
TEXT = (
    "Imunisasi polio untuk anak usia 0 sampai 7 tahun di Kota Tasikmalaya dimulai hari Senin, "
    "3 Agustus 2026 pukul 08.00 WIB di semua puskesmas. Pelayanan gratis."
)
OTHER_TEXT = TEXT.replace("08.00", "10.00").replace("gratis", "dikenai biaya Rp25.000")
AGENCIES = ("dinkes-a", "disdik-b")


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[SecuredFleet]:
    fleet = SecuredFleet(tmp_path)
    fleet.start()
    try:
        await fleet.wait_ready()
        yield fleet
    finally:
        fleet.stop()


async def register(channel: grpc.aio.Channel, agency_id: str, admin_key: str) -> str:
    """Register an agency with an owner; answers its key."""
    stub = directory_pb2_grpc.DirectoryServiceStub(channel)
    admin = (("authorization", f"Bearer {admin_key}"),)
    agency = directory_pb2.Agency(
        agency_id=agency_id,
        display_name=agency_id,
        level=agency_pb2.AGENCY_LEVEL_KOTA,
        area_code="32.78",
    )
    await stub.CreateAgency(directory_pb2.CreateAgencyRequest(agency=agency), metadata=admin)
    parent = f"agencies/{agency_id}"
    owner = directory_pb2.Owner(owner_id="humas", display_name="Humas")
    await stub.CreateOwner(
        directory_pb2.CreateOwnerRequest(parent=parent, owner=owner), metadata=admin
    )
    request = directory_pb2.CreateKeyRequest(parent=parent)
    return str((await stub.CreateKey(request, metadata=admin)).secret)


async def submit(channel: grpc.aio.Channel, key: str, text: str) -> None:
    draft = draft_pb2.Draft(external_id="post-1", title="Imunisasi", body=text)
    await draft_pb2_grpc.DraftServiceStub(channel).SubmitDraft(
        draft_pb2.SubmitDraftRequest(draft=draft),
        metadata=(("authorization", f"Bearer {key}"),),
    )


def command(
    fleet: SecuredFleet, *arguments: str, **environment: str
) -> subprocess.CompletedProcess:
    """A command of an operator or of an agency, elsewhere than on the machine of the stack."""
    kept = {name: value for name, value in os.environ.items() if "SELARAS_" not in name}
    root = Path(__file__).parents[3]
    told = {"PYTHONPATH": str(root / "services"), "SELARAS_DATA": str(fleet.folder / "none")}
    return subprocess.run(
        [sys.executable, "-m", "selaras.cli", *arguments, "--nats", fleet.bus.url],
        env=kept | told | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_a_draft_becomes_an_alert_that_its_agency_reads(fleet: SecuredFleet) -> None:
    async with grpc.aio.insecure_channel(fleet.address("intake")) as channel:
        keys = {name: await register(channel, name, fleet.admin_key) for name in AGENCIES}
        for agency, text in zip(AGENCIES, (TEXT, OTHER_TEXT), strict=True):
            await submit(channel, keys[agency], text)
    for agency in AGENCIES:
        settings = fleet.bus.settings(agency, keys[agency])
        async with AlertReader(settings, agency) as reader:
            received = await anext(reader.alerts())
            assert received.alert.owner == f"agencies/{agency}/owners/humas"
            # Left unacknowledged: the command below reads it, or the next one.
    async with Visitor(fleet.bus.settings("ops")) as operator:
        jetstream = operator.client.jetstream()
        assert (await jetstream.stream_info(DEAD)).state.messages == 0
        for name in ("intake", "matching", "alerting"):
            info = await jetstream.consumer_info(EVENTS, name)
            assert info.num_waiting or info.num_ack_pending, name
    assert "Violation" not in fleet.bus_log()
    for name in SERVICES:
        assert "permissions violation" not in fleet.logs(name, 10_000), name

    ca = str(fleet.bus.ca)
    shown = command(
        fleet,
        *("watch", "--agency", "dinkes-a", "--count", "1", "--json", "--tls-ca", ca),
        SELARAS_KEY=keys["dinkes-a"],
    )
    assert shown.returncode == 0, shown.stderr
    assert "agencies/dinkes-a/owners/humas" in shown.stdout
    refused = command(
        fleet,
        *("watch", "--agency", "disdik-b", "--no-follow", "--tls-ca", ca),
        SELARAS_KEY=keys["dinkes-a"],
    )
    assert refused.returncode == REFUSED
    assert keys["dinkes-a"] not in refused.stderr + shown.stderr
    checked = command(
        fleet,
        "doctor",
        SELARAS_NATS_USER="ops",
        SELARAS_NATS_PASSWORD=fleet.bus.passwords["ops"],
        SELARAS_NATS_TLS_CA=ca,
    )
    assert "nats-server 2." in checked.stdout
    assert "stream SELARAS_ALERTS" in checked.stdout
