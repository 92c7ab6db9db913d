"""From SubmitDraft to the alert on NATS, open-loop: a draft is sent when it is due.

Every measured draft clashes with one draft that was sent before, in a regency of its own, so that
each leads to one alert for each of two owners. The clock runs from the moment a draft is due, not
from when it was sent: waiting behind a slow answer counts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

import grpc
import nats
from google.protobuf.timestamp_pb2 import Timestamp
from nats.aio.msg import Msg

from selaras.api.v1 import (
    agency_pb2,
    directory_pb2,
    directory_pb2_grpc,
    draft_pb2,
    draft_pb2_grpc,
)
from selaras.benchmark.measure import Latency
from selaras.event.v1 import alert_pb2
from selaras.gazetteer import Gazetteer

_LATE_SECONDS = 60.0
_MATTERS = (
    ("Vaksinasi rabies", "hewan peliharaan", "buku vaksin"),
    ("Pasar murah", "sembako bersubsidi", "kartu keluarga"),
    ("Donor darah", "warga usia 17 tahun ke atas", "kartu donor"),
    ("Pelayanan KTP keliling", "warga yang belum punya KTP", "fotokopi kartu keluarga"),
    ("Pemeriksaan mata gratis", "warga lanjut usia", "kartu BPJS"),
    ("Uji emisi kendaraan", "pemilik sepeda motor", "STNK asli"),
    ("Pelatihan wirausaha", "pelaku usaha kecil", "nomor induk berusaha"),
    ("Bursa kerja", "lulusan SMA dan SMK", "surat lamaran"),
)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two drafts of two agencies of one regency that name two days for one event."""

    number: int
    area: str
    matter: int

    def agency(self, side: int) -> str:
        """Id of the agency of a side, 0 or 1."""
        return f"{('dinas', 'kominfo')[side]}-{self.area.replace('.', '-')}"

    def draft(self, side: int) -> draft_pb2.Draft:
        """The draft of a side."""
        matter, public, bring = _MATTERS[self.matter]
        day = (12, 14)[side]
        place = Gazetteer.load().area(self.area).name
        body = (
            f"{matter} digelar {day} November 2026 pukul 08.00 di Alun-alun {place}. "
            f"Kegiatan ini untuk {public}. Peserta cukup membawa {bring}. "
            f"Pendaftaran di tempat, tidak dipungut biaya."
        )
        authored = Timestamp()
        authored.FromJsonString("2026-11-02T01:00:00Z")
        return draft_pb2.Draft(
            external_id=f"ukur-{self.number}",
            title=f"{matter} di {place}",
            body=body,
            authored_time=authored,
        )


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What one rate came to. ``delivered`` counts drafts whose alert came in time."""

    rate: float
    sent: int
    delivered: int
    alert: Latency | None
    answer: Latency | None


class LatencyBench:
    """Drives a running stack."""

    def __init__(self, target: str, nats_url: str, admin_key: str) -> None:
        self._target = target
        self._nats_url = nats_url
        self._admin_key = admin_key
        self._keys: dict[str, str] = {}
        self._due: dict[str, float] = {}
        self._alerts: list[float] = []
        self._answers: list[float] = []
        self._clashes = self._all_clashes()

    @staticmethod
    def _all_clashes() -> Iterator[Clash]:
        regencies = Gazetteer.load().regencies()
        number = 0
        for matter in range(len(_MATTERS)):
            for area in regencies:
                yield Clash(number, area, matter)
                number += 1

    async def run(self, rate: float, count: int) -> LoadResult:
        """Send ``count`` clashing drafts at ``rate`` a second; waits for their alerts."""
        clashes = [next(self._clashes) for _ in range(count)]
        self._due.clear()
        self._alerts.clear()
        self._answers.clear()
        client = await nats.connect(self._nats_url)
        subscription = await client.subscribe("selaras.v1.alert.>", cb=self._on_alert)
        try:
            async with grpc.aio.insecure_channel(self._target) as channel:
                await self._prepare(channel, clashes)
                await self._drive(channel, clashes, rate)
                await self._await_alerts()
        finally:
            await subscription.unsubscribe()
            await client.close()
        return LoadResult(
            rate=rate,
            sent=count,
            delivered=len(self._alerts),
            alert=Latency.of(self._alerts) if len(self._alerts) > 1 else None,
            answer=Latency.of(self._answers) if len(self._answers) > 1 else None,
        )

    async def _prepare(self, channel: grpc.aio.Channel, clashes: list[Clash]) -> None:
        """Register the agencies, and send the first draft of every clash and wait for its check."""
        directory = directory_pb2_grpc.DirectoryServiceStub(channel)
        for clash in clashes:
            for side in (0, 1):
                if clash.agency(side) not in self._keys:
                    await self._register(directory, clash.agency(side), clash.area)
        for clash in clashes:
            request = draft_pb2.SubmitDraftRequest(draft=clash.draft(0))
            request.wait.seconds = 30
            await self._submit(channel, clash.agency(0), request)

    async def _register(
        self, directory: directory_pb2_grpc.DirectoryServiceStub, agency_id: str, area: str
    ) -> None:
        metadata = _bearer(self._admin_key)
        agency = directory_pb2.Agency(
            agency_id=agency_id,
            display_name=agency_id,
            level=agency_pb2.AGENCY_LEVEL_KABUPATEN,
            area_code=area,
        )
        parent = f"agencies/{agency_id}"
        await directory.CreateAgency(
            directory_pb2.CreateAgencyRequest(agency=agency), metadata=metadata
        )
        owner = directory_pb2.Owner(owner_id="humas", display_name="Humas")
        await directory.CreateOwner(
            directory_pb2.CreateOwnerRequest(parent=parent, owner=owner), metadata=metadata
        )
        answer = await directory.CreateKey(
            directory_pb2.CreateKeyRequest(parent=parent), metadata=metadata
        )
        self._keys[agency_id] = answer.secret

    async def _drive(self, channel: grpc.aio.Channel, clashes: list[Clash], rate: float) -> None:
        started = time.perf_counter()
        sending = []
        for position, clash in enumerate(clashes):
            due = started + position / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            self._due[clash.agency(1)] = due
            request = draft_pb2.SubmitDraftRequest(draft=clash.draft(1))
            sending.append(asyncio.create_task(self._timed(channel, clash, request, due)))
        await asyncio.gather(*sending)

    async def _timed(
        self,
        channel: grpc.aio.Channel,
        clash: Clash,
        request: draft_pb2.SubmitDraftRequest,
        due: float,
    ) -> None:
        await self._submit(channel, clash.agency(1), request)
        self._answers.append(time.perf_counter() - due)

    async def _submit(
        self, channel: grpc.aio.Channel, agency: str, request: draft_pb2.SubmitDraftRequest
    ) -> None:
        stub = draft_pb2_grpc.DraftServiceStub(channel)
        await stub.SubmitDraft(request, metadata=_bearer(self._keys[agency]), timeout=60)

    async def _on_alert(self, message: Msg) -> None:
        now = time.perf_counter()
        alert = alert_pb2.Alert.FromString(message.data)
        due = self._due.pop(alert.owner.split("/")[1], None)
        if due is not None:
            self._alerts.append(now - due)

    async def _await_alerts(self) -> None:
        until = time.perf_counter() + _LATE_SECONDS
        while self._due and time.perf_counter() < until:
            await asyncio.sleep(0.05)


def _bearer(key: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {key}"),)
