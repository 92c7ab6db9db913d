"""`selaras erase` against a real intake; no other service runs, so only its own part is done."""

from __future__ import annotations

import asyncio
import json

import pytest
from selaras.api.v1 import draft_pb2
from selaras.cli.app import make_app
from selaras.cli.exits import MISSING, REFUSED, CommandError
from typer.testing import CliRunner

from tests.support.intake import ADMIN_KEY

DRAFT = "agencies/dinkes/drafts/post-1"


@pytest.fixture
def shell(intake, tmp_path):
    """Runs a command; answers what it printed and the error that it ended with."""

    async def run(*words: str, key: str = "") -> tuple[str, CommandError]:
        who = ["--key", key] if key else ["--admin-key", ADMIN_KEY]
        options = [*who, "--target", intake.server.target, "--data", str(tmp_path)]
        result = await asyncio.to_thread(CliRunner().invoke, make_app(), [*words, *options])
        assert isinstance(result.exception, CommandError), result.output
        return result.output, result.exception

    return run


async def test_an_erasure_is_begun_and_looked_at_again(intake, shell):
    key = await intake.register("dinkes")
    draft = draft_pb2.Draft(external_id="post-1", body="Mulai 3 Agustus.")
    await intake.drafts(key).SubmitDraft(draft_pb2.SubmitDraftRequest(draft=draft))
    reason = ("--reason", "salah kirim", "--wait", "0")
    printed, left = await shell("erase", "draft", DRAFT, *reason, "--json", key=key)
    begun = json.loads(printed)
    assert left.code == MISSING
    assert begun["name"] in left.hint
    assert (begun["actor"], begun["subject"]) == ("agencies/dinkes", DRAFT)
    done = [part["service"] for part in begun["parts"] if "done_time" in part]
    assert done == ["intake"]

    printed, left = await shell("erase", "status", begun["name"])
    assert left.code == MISSING
    assert "matching" in printed
    assert DRAFT in printed


async def test_what_is_refused_is_said(intake, shell):
    key = await intake.register("dinkes")
    reason = ("--reason", "salah kirim", "--wait", "0")
    for name, who, what in (
        (DRAFT, key, "DRAFT_NOT_FOUND"),
        ("agencies/polres/drafts/post-1", key, "AGENCY_MISMATCH"),
        ("post-1", key, "NAME_INVALID"),
    ):
        _, refused = await shell("erase", "draft", name, *reason, key=who)
        assert refused.code == REFUSED
        assert what in refused.message
    _, refused = await shell("erase", "owner", "agencies/dinkes/owners/budi", *reason)
    assert "OWNER_NOT_FOUND" in refused.message
    _, left = await shell("erase", "owner", "agencies/dinkes/owners/humas", *reason)
    assert left.code == MISSING
