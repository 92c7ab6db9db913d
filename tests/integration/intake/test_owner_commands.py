"""`selaras owner` and `selaras key` against the real directory."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from selaras.api.v1 import draft_pb2
from selaras.cli.app import make_app
from selaras.client import SelarasApiError
from typer.testing import CliRunner

from tests.support.intake import ADMIN_KEY

OPTIONS = (
    *("--role", "head", "--email", "Rina@DINKES.go.id", "--webhook", "https://a.go.id/x"),
    *("--telegram", "@humas_dinkes", "--whatsapp", "0812-3456-789"),
    *("--slack", "https://hooks.slack.com/services/T/B/x", "--hours", "senin-jumat 08.00-16.00"),
    *("--topic", "mbg", "--area", "32.78", "--min-severity", "medium", "--language", "en"),
)


@pytest.fixture
def shell(intake, tmp_path):
    async def run(*words: str) -> str:
        options = ["--target", intake.server.target, "--admin-key", ADMIN_KEY]
        options += ["--data", str(tmp_path)]
        result = await asyncio.to_thread(CliRunner().invoke, make_app(), [*words, *options])
        if result.exception:
            raise result.exception
        return result.output

    return run


async def test_an_owner_from_the_first_command_to_the_last(intake, shell):
    await intake.register("dinkes")
    made = json.loads(
        await shell("owner", "create", "dinkes", "rina", "--name", "Rina", *OPTIONS, "--json")
    )
    assert made["webhook_secret"].startswith("whsec_")
    assert {one["kind"]: one["address"] for one in made["channels"]} == {
        "EMAIL": "Rina@dinkes.go.id",
        "WEBHOOK": "https://a.go.id/x",
        "TELEGRAM": "@humas_dinkes",
        "WHATSAPP": "+628123456789",
        "SLACK": "https://hooks.slack.com/services/T/B/x",
    }
    # Changing one channel sends them all, without secrets: the stored one stays.
    changed = json.loads(
        await shell("owner", "update", "dinkes", "rina", "--email", "a@b.go.id", "--json")
    )
    assert [one["has_secret"] for one in changed["channels"] if one["kind"] == "WEBHOOK"] == [True]
    assert (changed["role"], changed["topics"]) == ("HEAD", ["mbg"])
    begin = datetime.now(UTC)
    turn = ("--from", begin.isoformat(), "--until", (begin + timedelta(days=7)).isoformat())
    assert "WIB" in await shell("owner", "duty", "dinkes", "rina", *turn)
    key = (await shell("key", "create", "dinkes", "--owner", "rina")).strip()
    await intake.drafts(key).ListDrafts(draft_pb2.ListDraftsRequest())
    await shell("owner", "delete", "dinkes", "rina")
    listed = await shell("key", "list", "dinkes", "--json")
    keys = [json.loads(line) for line in listed.splitlines()]
    assert [bool(one["revoke_time"]) for one in keys if one["owner"]] == [True]


async def test_what_the_directory_refuses_is_said(intake, shell):
    await intake.register("dinkes")
    for options, reason in (
        (("--email", "x"), "CHANNEL_ADDRESS_INVALID"),
        (("--hours", "senin 22.00-06.00"), "HOURS_REVERSED"),
        (("--area", "99"), "AREA_UNKNOWN"),
    ):
        with pytest.raises(SelarasApiError) as caught:
            await shell("owner", "update", "dinkes", "humas", *options)
        assert caught.value.reason == reason
    with pytest.raises(SelarasApiError) as caught:
        await shell("key", "create", "dinkes", "--owner", "nobody")
    assert caught.value.reason == "OWNER_NOT_FOUND"
