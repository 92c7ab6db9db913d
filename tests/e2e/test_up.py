"""`selaras up`: a stack that a person starts, uses, stops and starts again."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import shutil
import signal
import socket
import stat

import httpx
import pytest

from tests.e2e.conftest import TEXT
from tests.support.eventually import assert_eventually

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def test_what_was_stored_is_there_after_a_stop_and_a_start(commands, up):
    first = up()
    key = commands.register("dinkes-a", "humas")
    other = commands.register("disdik-b", "humas")
    commands.submit(key, "post-1", TEXT)
    found = commands.submit(other, "post-1", TEXT.replace("3 Agustus", "5 Agustus"))
    assert found.returncode == 1, found.stderr
    endpoint = json.loads((commands.folder / "endpoint.json").read_text())
    assert stat.S_IMODE((commands.folder / "secrets.json").stat().st_mode) == 0o600

    assert first.end() == 0, first.log
    assert not (commands.folder / "endpoint.json").exists()
    assert commands.run("agency", "list").returncode == 3

    up()
    assert json.loads((commands.folder / "endpoint.json").read_text())["nats"] == endpoint["nats"]
    agencies = commands.ok("agency", "list", "--json").splitlines()
    assert [json.loads(line)["agency_id"] for line in agencies] == ["dinkes-a", "disdik-b"]
    findings = commands.ok("findings", "--json", SELARAS_KEY=key).splitlines()
    assert json.loads(findings[0])["other_agency"]["name"] == "agencies/disdik-b"
    # The message of the first run is still compared.
    checked = commands.run("check", "-", "--json", text=TEXT, SELARAS_KEY=other)
    assert json.loads(checked.stdout)["findings"], checked.stderr


async def test_an_index_that_was_lost_comes_back_from_the_database(commands, up):
    first = up()
    key = commands.register("dinkes-a")
    other = commands.register("disdik-b")
    commands.submit(key, "post-1", TEXT)
    assert first.end() == 0, first.log
    shutil.rmtree(commands.folder / "index")

    up()
    clashing = TEXT.replace("3 Agustus", "5 Agustus")

    def found() -> bool:
        checked = commands.run("check", "-", "--json", text=clashing, SELARAS_KEY=other)
        return bool(json.loads(checked.stdout or "{}").get("findings"))

    async def found_again() -> bool:
        return await asyncio.to_thread(found)

    await assert_eventually(found_again, timeout=60, what="the lost message is compared again")


def test_a_stack_that_was_killed_starts_again(commands, up):
    first = up()
    key = commands.register("dinkes-a")
    commands.submit(key, "post-1", TEXT)
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    doctor = commands.run("doctor")
    assert doctor.returncode == 1
    assert "without having stopped in order" in doctor.stdout

    up()
    listed = commands.run("check", "-", "--json", text=TEXT, SELARAS_KEY=key)
    assert listed.returncode == 0, listed.stderr


def test_one_folder_has_one_stack(commands, up):
    up()
    second = commands.run("up", "--port", "0")
    assert second.returncode == 2
    assert "FOLDER_IN_USE" in second.stderr


def test_a_port_of_the_console_that_is_taken_is_named(commands, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = commands.run("up", "--port", "0", "--console-port", port)
    assert refused.returncode == 2
    assert "CONSOLE_PORT_TAKEN" in refused.stderr


async def test_the_first_administrator_gets_in_by_a_link_that_works_once(commands, up):
    stack = up()
    link = re.search(r"http://127\.0\.0\.1:\d+/invitation/\S+", stack.log)
    assert link, stack.log
    password = secrets.token_urlsafe(16)
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        page = await browser.get(link[0])
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert token, page.text
        form = {"csrf": token[1], "password": password, "repeat": password}
        home = await browser.post(link[0], data=form)
        assert home.url.path == "/admin"
        used = await browser.get(link[0])
        assert used.status_code == 401
    stack.end()
    # From now on there is one, and no link is shown any more.
    assert "/invitation/" not in up().log


def test_doctor_finds_nothing_wrong_with_a_stack_that_runs(commands, up):
    up()
    printed = commands.run("doctor", "--json")
    results = [json.loads(line) for line in printed.stdout.splitlines()]
    states = {result["part"]: result["state"] for result in results}
    wrong = [result for result in results if result["state"] == "wrong"]
    assert printed.returncode == 0, wrong
    for part in ("stack", "event bus", "stream SELARAS", "consumer matching", "model", "index"):
        assert states[part] == "ok", results


def test_mistakes_are_told_from_a_server_that_is_away(commands, up):
    assert commands.run("agency", "list", SELARAS_ADMIN_KEY="x" * 24).returncode == 3
    up()
    commands.register("dinkes-a")
    again = commands.run("agency", "create", "dinkes-a", "--name", "A", "--level", "kota")
    assert again.returncode == 4
    assert "dinkes-a" in again.stderr
    refused = commands.run("findings", SELARAS_KEY="slr_wrong")
    assert refused.returncode == 4
    assert "selaras key create" in refused.stderr
    unknown = commands.run("watch", "--agency", "nobody", "--no-follow")
    assert unknown.returncode == 4
