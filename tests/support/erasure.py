"""A small stack in which something is erased, and a search for what should be gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from selaras.api.v1 import (
    audit_pb2_grpc,
    case_pb2_grpc,
    directory_pb2,
    directory_pb2_grpc,
    draft_pb2,
    draft_pb2_grpc,
    erasure_pb2,
    erasure_pb2_grpc,
    finding_pb2_grpc,
)

from tests.support.eventually import assert_eventually

WORD = "kramidovex"
NAME = "Budi Wobarsiluk"
PHONE = "0811-7319-2846"
TEXT = (
    "Imunisasi polio untuk anak usia 0 sampai 7 tahun di Kota Tasikmalaya dimulai hari Senin, "
    "{day} Agustus 2026 pukul 08.00 WIB di semua puskesmas{more}. Pelayanan gratis dan tidak "
    "dipungut biaya."
)
# What of a stack's folder holds texts before an erasure.
STORES = ("intake.db", "matching.db", "alerting.db", "nats")


def files_with(folder: Path, *words: str) -> list[str]:
    """Files below a folder in which one of the words stands."""
    wanted = [word.encode() for word in words]
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and _holds(path, wanted)
    )


def _holds(path: Path, words: list[bytes]) -> bool:
    try:
        data = path.read_bytes()
    except FileNotFoundError:  # a log that was emptied meanwhile
        return False
    return any(word in data for word in words)


def stores_with(folder: Path, *words: str) -> set[str]:
    """The stores whose files have one of the words."""
    wanted = [word.encode() for word in words]
    return {
        store
        for store in STORES
        for path in (*folder.glob(f"{store}*"), *(folder / store).rglob("*"))
        if path.is_file() and _holds(path, wanted)
    }


@dataclass
class Callers:
    """Stubs of the public API, each call with a key."""

    channel: grpc.aio.Channel
    admin_key: str
    keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.drafts = draft_pb2_grpc.DraftServiceStub(self.channel)
        self.directory = directory_pb2_grpc.DirectoryServiceStub(self.channel)
        self.erasures = erasure_pb2_grpc.ErasureServiceStub(self.channel)
        self.findings = finding_pb2_grpc.FindingServiceStub(self.channel)
        self.cases = case_pb2_grpc.CaseServiceStub(self.channel)
        self.audit = audit_pb2_grpc.AuditServiceStub(self.channel)

    def by(self, who: str = "admin") -> dict[str, object]:
        """The options of a call by an agency, by ``agency/owner``, or by the administrator."""
        key = self.admin_key if who == "admin" else self.keys[who]
        return {"metadata": (("authorization", f"Bearer {key}"),), "timeout": 60}

    async def register(self, agency_id: str, owners: Iterable[tuple[str, str, str]]) -> None:
        """Register an agency of Kota Tasikmalaya with owners: id, name, contact."""
        agency = directory_pb2.Agency(
            agency_id=agency_id, display_name=agency_id.title(), level=4, area_code="32.78"
        )
        request = directory_pb2.CreateAgencyRequest(agency=agency)
        await self.directory.CreateAgency(request, **self.by())
        parent = f"agencies/{agency_id}"
        self.keys[agency_id] = await self._key(parent, "")
        for owner_id, name, contact in owners:
            owner = directory_pb2.Owner(owner_id=owner_id, display_name=name, contact=contact)
            made = await self.directory.CreateOwner(
                directory_pb2.CreateOwnerRequest(parent=parent, owner=owner), **self.by()
            )
            self.keys[f"{agency_id}/{owner_id}"] = await self._key(parent, made.owner.name)

    async def _key(self, parent: str, owner: str) -> str:
        request = directory_pb2.CreateKeyRequest(parent=parent, owner=owner)
        return str((await self.directory.CreateKey(request, **self.by())).secret)

    async def submit(self, agency: str, text: str, title: str = "") -> draft_pb2.Check:
        """Submit ``post-1`` of an agency and wait for its check."""
        draft = draft_pb2.Draft(external_id="post-1", title=title, body=text)
        request = draft_pb2.SubmitDraftRequest(draft=draft)
        name = (await self.drafts.SubmitDraft(request, **self.by(agency))).draft.name

        async def checked() -> draft_pb2.Check:
            wanted = draft_pb2.GetDraftRequest(name=name)
            check = (await self.drafts.GetDraft(wanted, **self.by(agency))).check
            assert check.state == draft_pb2.CHECK_STATE_CHECKED
            return check

        return await assert_eventually(checked, timeout=90, what="the draft is checked")

    async def finished(self, erasure: erasure_pb2.Erasure) -> erasure_pb2.Erasure:
        """Wait until all parts of an erasure are done."""
        request = erasure_pb2.GetErasureRequest(name=erasure.name)

        async def done() -> erasure_pb2.Erasure:
            now = (await self.erasures.GetErasure(request, **self.by())).erasure
            assert now.HasField("done_time"), now
            return now

        return await assert_eventually(done, timeout=60, what="the erasure is done")
