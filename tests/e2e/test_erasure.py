"""What is erased on request is gone: from tables, streams, files and answers of all services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
from selaras.api.v1 import audit_pb2, case_pb2, directory_pb2, draft_pb2, erasure_pb2, finding_pb2
from selaras.embedded import EmbeddedStack

from tests.support.erasure import (
    NAME,
    PHONE,
    STORES,
    TEXT,
    WORD,
    Callers,
    files_with,
    stores_with,
)
from tests.support.eventually import assert_eventually
from tests.support.fleet import Fleet

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DRAFT = "agencies/dinkes/drafts/post-1"
BUDI = "agencies/dinkes/owners/budi"
ALL_CASES = case_pb2.ListCasesRequest(
    states=[case_pb2.Case.STATE_OPEN, case_pb2.Case.STATE_AGREED, case_pb2.Case.STATE_RESOLVED]
)
AT_ONCE = {"group_seconds": 0, "regroup_seconds": 0, "digest_time": ""}


@pytest.fixture
async def stack(tmp_path) -> AsyncIterator[EmbeddedStack]:
    async with EmbeddedStack(tmp_path / "data", alerting=AT_ONCE) as running:
        yield running


@pytest.fixture
async def callers(stack) -> AsyncIterator[Callers]:
    """Two agencies whose drafts clash, and everybody has been told."""
    async with grpc.aio.insecure_channel(stack.target) as channel:
        made = Callers(channel, stack.admin_key)
        await _make_them_clash(made, stack.folder)
        yield made


async def answers(callers: Callers, agency: str) -> str:
    """What an agency reads of findings, cases and its own draft."""
    by = callers.by(agency)
    listed = finding_pb2.ListFindingsRequest(relations=[1, 2, 3])
    name = f"agencies/{agency}/drafts/post-1"
    parts = [
        await callers.findings.ListFindings(listed, **by),
        await callers.cases.ListCases(ALL_CASES, **by),
    ]
    parts += [
        await callers.cases.GetCase(case_pb2.GetCaseRequest(name=case.name), **by)
        for case in parts[1].cases
    ]
    if agency != "dinkes":
        parts.append(await callers.drafts.GetDraft(draft_pb2.GetDraftRequest(name=name), **by))
    return "\n".join(str(part) for part in parts)


async def audited(callers: Callers) -> list[str]:
    """Actions of the audit trail, which must be whole."""
    verified = await callers.audit.VerifyAudit(audit_pb2.VerifyAuditRequest(), **callers.by())
    assert verified.intact
    request = audit_pb2.ListAuditEntriesRequest(page_size=500)
    listed = await callers.audit.ListAuditEntries(request, **callers.by())
    assert WORD not in str(listed)
    return [entry.action for entry in listed.entries]


async def test_an_erased_draft_is_gone_everywhere_and_may_come_back(stack, callers):
    request = erasure_pb2.EraseDraftRequest(name=DRAFT, reason="salah kirim")
    asked = await callers.erasures.EraseDraft(request, **callers.by("dinkes"))
    done = await callers.finished(asked.erasure)
    assert [part.service for part in done.parts] == ["intake", "matching", "alerting", "bus"]
    assert (done.subject, done.actor, done.reason) == (DRAFT, "agencies/dinkes", "salah kirim")

    assert await asyncio.to_thread(files_with, stack.folder, WORD) == []
    assert WORD not in await answers(callers, "disdik")
    assert WORD not in await answers(callers, "dinkes")
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await callers.drafts.GetDraft(draft_pb2.GetDraftRequest(name=DRAFT), **callers.by("dinkes"))
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    [case] = (await callers.cases.ListCases(ALL_CASES, **callers.by("disdik"))).cases
    assert case.state == case_pb2.Case.STATE_RESOLVED
    assert "DRAFT_ERASED" in await audited(callers)

    again = await callers.erasures.EraseDraft(request, **callers.by())
    assert again.erasure == done
    check = await callers.submit("dinkes", TEXT.format(more="", day=3))
    assert check.revision == 2
    assert [item.reason for item in check.findings] == ["FACTS_DIFFER"]


async def test_an_erased_owner_leaves_a_pseudonym(stack, callers):
    [case] = (await callers.cases.ListCases(ALL_CASES, **callers.by("dinkes"))).cases
    await callers.cases.AcknowledgeCase(
        case_pb2.AcknowledgeCaseRequest(name=case.name), **callers.by("dinkes/budi")
    )
    assert stores_with(stack.folder, NAME, PHONE) == {"intake.db", "alerting.db", "nats"}
    request = erasure_pb2.EraseOwnerRequest(name=BUDI, reason="pensiun")
    asked = await callers.erasures.EraseOwner(request, **callers.by())
    await callers.finished(asked.erasure)

    assert await asyncio.to_thread(files_with, stack.folder, NAME, PHONE) == []
    seen = await callers.cases.GetCase(
        case_pb2.GetCaseRequest(name=case.name), **callers.by("disdik")
    )
    [party] = [item for item in seen.case.parties if item.agency.name == "agencies/dinkes"]
    assert party.acknowledged_by.startswith("agencies/dinkes/owners/terhapus-")
    assert BUDI not in str(seen)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await callers.cases.ListCases(ALL_CASES, **callers.by("dinkes/budi"))
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    listed = await callers.directory.ListOwners(
        directory_pb2.ListOwnersRequest(parent="agencies/dinkes"), **callers.by()
    )
    assert [owner.owner_id for owner in listed.owners] == ["humas"]
    assert "OWNER_ERASED" in await audited(callers)


async def test_nobody_erases_what_is_not_theirs(callers):
    draft = erasure_pb2.EraseDraftRequest(name=DRAFT, reason="iseng saja")
    owner = erasure_pb2.EraseOwnerRequest(name=BUDI, reason="iseng saja")
    for call, request, who in (
        (callers.erasures.EraseDraft, draft, "disdik"),
        (callers.erasures.EraseOwner, owner, "dinkes"),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await call(request, **callers.by(who))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_an_erasure_goes_on_where_it_was_killed(tmp_path):
    """Alerting is dead when the draft is erased; then matching dies with the last part to do."""
    fleet = Fleet(tmp_path)
    fleet.start()
    try:
        await fleet.wait_ready()
        async with grpc.aio.insecure_channel(fleet.address("intake")) as channel:
            callers = Callers(channel, fleet.admin_key)
            await _make_them_clash(callers, tmp_path)
            fleet.kill("alerting")
            request = erasure_pb2.EraseDraftRequest(name=DRAFT, reason="salah kirim")
            asked = (await callers.erasures.EraseDraft(request, **callers.by())).erasure

            async def half_done() -> bool:
                wanted = erasure_pb2.GetErasureRequest(name=asked.name)
                now = (await callers.erasures.GetErasure(wanted, **callers.by())).erasure
                done = [part.service for part in now.parts if part.HasField("done_time")]
                return done == ["intake", "matching"]

            await assert_eventually(half_done, timeout=60, what="matching is done")
            with pytest.raises(grpc.aio.AioRpcError, match="ERASURE_UNDER_WAY"):
                await callers.submit("dinkes", "Baru.")
            fleet.kill("matching")
            fleet.start(["alerting"])
            fleet.start(["matching"])
            await callers.finished(asked)
        await fleet.wait_ready()
    finally:
        fleet.stop()
    assert files_with(tmp_path, WORD) == []


async def _make_them_clash(callers: Callers, folder: Path) -> None:
    """Two agencies submit drafts that clash, and wait until everybody was told."""
    await callers.register("dinkes", [("budi", NAME, PHONE), ("humas", "Humas", "0812")])
    await callers.register("disdik", [("humas", "Humas", "0813")])
    text = TEXT.format(more=f" bersama kader {WORD}", day=3)
    await callers.submit("dinkes", text, title=f"Jadwal {WORD}")
    check = await callers.submit("disdik", TEXT.format(more="", day=5))
    assert WORD in str(check.findings), "the drafts were made to clash"
    assert check.findings[0].case, check.findings

    async def told() -> bool:
        assert await asyncio.to_thread(stores_with, folder, WORD) == set(STORES)
        return True

    await assert_eventually(told, timeout=60, what="all stores have the text")
