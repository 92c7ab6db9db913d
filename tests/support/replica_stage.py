"""Agencies that post at the same moment, through whichever process answers."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from itertools import cycle

import grpc
from nats.aio.msg import Msg
from nats.js import JetStreamContext
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
from selaras.gazetteer import Gazetteer

from tests.support.replicas import Replicas

PAIRS, CROWDS, CROWD = 60, 4, 5
OFFICES = ("dinas", "kominfo", "polres", "kodim", "rsud")
EVENTS = (
    ("Vaksinasi rabies", "pemilik anjing dan kucing", "buku vaksin"),
    ("Pasar murah", "pembeli sembako bersubsidi", "kartu keluarga"),
    ("Donor darah", "warga sehat usia 17 tahun ke atas", "kartu donor"),
    ("Uji emisi kendaraan", "pengguna sepeda motor", "STNK asli"),
    ("Bursa kerja", "lulusan SMA dan SMK", "surat lamaran"),
)
AREAS = Gazetteer.load().regencies()[:: 514 // (PAIRS + CROWDS)][: PAIRS + CROWDS]
RETRY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


@dataclass(frozen=True)
class Post:
    """One draft of one agency on one matter: the number of its area."""

    matter: int
    office: str
    day: int

    @property
    def agency(self) -> str:
        return f"{self.office}-{AREAS[self.matter].replace('.', '-')}"

    @property
    def draft(self) -> draft_pb2.Draft:
        event, public, bring = EVENTS[self.matter % len(EVENTS)]
        place = f"Alun-alun {Gazetteer.load().area(AREAS[self.matter]).name}"
        text = (
            f"{event} digelar {self.day} November 2026 pukul 08.00 di {place}. "
            f"Kegiatan ini untuk {public}. Peserta cukup membawa {bring}."
        )
        return draft_pb2.Draft(external_id="pos", title=f"{event} di {place}", body=text)


MATTERS = [
    [Post(number, office, 10 + day) for day, office in enumerate(OFFICES[:count])]
    for number, count in enumerate([2] * PAIRS + [CROWD] * CROWDS)
]
POSTS = [post for matter in MATTERS for post in matter]


def bearer(key: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {key}"),)


class Stage:
    """Agencies with their keys, and calls to whichever process answers."""

    def __init__(self, replicas: Replicas) -> None:
        self.replicas = replicas
        self.keys: dict[str, str] = {}
        self._channels = {
            name: grpc.aio.insecure_channel(replicas.address(name)) for name in replicas.names
        }

    def channel(self, name: str) -> grpc.aio.Channel:
        return self._channels[name]

    async def close(self) -> None:
        for channel in self._channels.values():
            await channel.close()

    async def register(self, post: Post, name: str, hook: str) -> None:
        """An agency with one owner; what each intake does the other sees."""
        stub = directory_pb2_grpc.DirectoryServiceStub(self.channel(name))
        admin, parent = bearer(self.replicas.admin_key), f"agencies/{post.agency}"
        agency = directory_pb2.Agency(
            agency_id=post.agency,
            display_name=post.agency,
            level=agency_pb2.AGENCY_LEVEL_KOTA,
            area_code=AREAS[post.matter],
        )
        channels = [
            directory_pb2.OwnerChannel(
                kind=directory_pb2.CHANNEL_KIND_WEBHOOK,
                address=f"{hook}/{post.agency}",
                secret="whsec_" + base64.b64encode(bytes(32)).decode(),
            )
        ]
        owner = directory_pb2.Owner(owner_id="humas", display_name=post.agency, channels=channels)
        await stub.CreateAgency(directory_pb2.CreateAgencyRequest(agency=agency), metadata=admin)
        await stub.CreateOwner(
            directory_pb2.CreateOwnerRequest(parent=parent, owner=owner), metadata=admin
        )
        made = await stub.CreateKey(directory_pb2.CreateKeyRequest(parent=parent), metadata=admin)
        self.keys[post.agency] = made.secret

    async def submit(self, post: Post, *intakes: str, wait: int = 0) -> draft_pb2.Check:
        """The same request to one intake after the other, until one accepts it."""
        request = draft_pb2.SubmitDraftRequest(draft=post.draft, request_id=f"{post.agency}.pos")
        request.wait.seconds = wait
        async with asyncio.timeout(60):
            for name in cycle(intakes):
                stub = draft_pb2_grpc.DraftServiceStub(self.channel(name))
                try:
                    answer = await stub.SubmitDraft(
                        request, metadata=bearer(self.keys[post.agency]), timeout=wait + 5
                    )
                except grpc.aio.AioRpcError as error:
                    if error.code() not in RETRY:
                        raise
                    await asyncio.sleep(0.1)
                    continue
                assert answer.draft.revision == 1
                return answer.check
        raise AssertionError

    async def unchecked(self, intake: str) -> list[str]:
        """Agencies whose draft is not checked."""
        stub = draft_pb2_grpc.DraftServiceStub(self.channel(intake))
        found = []
        for post in POSTS:
            request = draft_pb2.GetDraftRequest(name=f"agencies/{post.agency}/drafts/pos")
            answer = await stub.GetDraft(request, metadata=bearer(self.keys[post.agency]))
            if answer.check.state != draft_pb2.CHECK_STATE_CHECKED:
                found.append(post.agency)
        return found

    async def findings(self, matching: str, agency: str) -> list[finding_pb2.Finding]:
        stub = finding_pb2_grpc.FindingServiceStub(self.channel(matching))
        request = finding_pb2.ListFindingsRequest(
            page_size=500, min_confidence=finding_pb2.CONFIDENCE_LIKELY
        )
        answer = await stub.ListFindings(request, metadata=bearer(self.keys[agency]))
        return list(answer.findings)

    async def watched(self, matching: str, agency: str) -> set[str]:
        """Names of the findings that a watcher on one process is shown at first."""
        stub = finding_pb2_grpc.FindingServiceStub(self.channel(matching))
        names = set()
        request = finding_pb2.WatchFindingsRequest()
        async for event in stub.WatchFindings(request, metadata=bearer(self.keys[agency])):
            if event.kind == finding_pb2.WatchFindingsResponse.KIND_CURRENT:
                return names
            if event.finding.confidence >= finding_pb2.CONFIDENCE_LIKELY:
                names.add(event.finding.name)
        raise AssertionError("the stream ended")


async def read_all(jetstream: JetStreamContext, stream: str, subject: str) -> list[Msg]:
    """Everything that a stream holds on a subject."""
    config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL)
    subscription = await jetstream.pull_subscribe(subject, stream=stream, config=config)
    messages: list[Msg] = []
    while True:
        try:
            page = await subscription.fetch(200, timeout=1)
        except TimeoutError:
            return messages
        for message in page:
            messages.append(message)
            await message.ack()
