"""A composed deployment loses nothing: each container killed once, then destroyed and restored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.conftest import Commands
from tests.e2e.events import MATTERS
from tests.support.compose import SERVICES, ComposedStack, eventually, running_stack

pytestmark = [pytest.mark.compose, pytest.mark.timeout(3000)]

AGENCIES = ("dinkes-a", "disdik-b")
assert len(MATTERS) == len(SERVICES)


@dataclass
class Newsroom:
    """Two agencies that contradict each other about one matter after the other."""

    commands: Commands
    keys: dict[str, str]
    matters: int = 0
    drafts: dict[str, list[str]] = field(default_factory=lambda: {one: [] for one in AGENCIES})

    def contradict(self) -> None:
        """Push a draft of each agency about the next matter, for two days; both are accepted."""
        number = self.matters
        self.matters += 1
        for agency, day in zip(AGENCIES, (12, 19), strict=True):
            text = MATTERS[number].format(day=day)
            name = f"post-{number}"
            # What a plugin does: the same save again until it is accepted, which changes nothing.
            eventually(lambda a=agency, n=name, t=text: self._saved(a, n, t), timeout=120)
            self.drafts[agency].append(f"agencies/{agency}/drafts/{name}")

    def _saved(self, agency: str, name: str, text: str) -> bool:
        done = self.commands.run(
            *("submit", "-", "--id", name, "--json"), text=text, SELARAS_KEY=self.keys[agency]
        )
        assert done.returncode in {0, 1}, done.stderr
        return True

    def seen(self) -> dict[str, list[tuple[str, str]]]:
        """Agency -> drafts of its findings at alert level, and whether they are contradictions."""
        found = {}
        for agency, key in self.keys.items():
            printed = self.commands.ok("findings", "--json", SELARAS_KEY=key)
            rows = [json.loads(line) for line in printed.splitlines()]
            found[agency] = sorted((row["own_draft"], row["relation"]) for row in rows)
        return found

    def expected(self) -> dict[str, list[tuple[str, str]]]:
        """Each draft clashes once."""
        return {
            agency: sorted((draft, "CONTRADICTION") for draft in drafts)
            for agency, drafts in self.drafts.items()
        }

    def wait_complete(self) -> None:
        """Wait until exactly what must be found is found."""

        def complete() -> bool:
            seen = self.seen()
            assert seen == self.expected(), seen
            return True

        eventually(complete, timeout=120)


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[ComposedStack]:
    """A stack that may be destroyed."""
    with running_stack(tmp_path_factory.mktemp("operations")) as stack:
        yield stack


@pytest.fixture(scope="module")
def newsroom(stack, tmp_path_factory) -> Newsroom:
    commands = Commands(tmp_path_factory.mktemp("nowhere"))
    commands.environment |= stack.client_environment
    return Newsroom(commands, {one: commands.register(one, "humas") for one in AGENCIES})


def opened_alerts(stack: ComposedStack, newsroom: Newsroom) -> dict[str, list[str]]:
    """Agency -> cases that its owner was told of as new, as its plugin reads them from NATS."""
    cases = {}
    for agency, key in newsroom.keys.items():
        printed = newsroom.commands.ok(
            *("watch", "--agency", agency, "--no-follow", "--json"),
            SELARAS_KEY=key,
            SELARAS_NATS_URL=f"nats://{stack.nats_target}",
        )
        alerts = [json.loads(line) for line in printed.splitlines()]
        cases[agency] = [one["case"] for one in alerts if one["kind"] == "ALERT_KIND_OPENED"]
    return cases


def test_nothing_is_lost_or_doubled_by_kills_or_by_a_restore(stack, newsroom, tmp_path: Path):
    for service in SERVICES:
        stack.kill(service)
        newsroom.contradict()
        stack.wait_healthy()
    newsroom.wait_complete()
    # A case waits half a minute for more evidence before anybody is told.
    told: dict[str, list[str]] = {one: [] for one in AGENCIES}

    def all_told() -> bool:
        for agency, cases in opened_alerts(stack, newsroom).items():
            told[agency] += cases
        assert all(len(cases) >= len(SERVICES) for cases in told.values()), told
        return True

    eventually(all_told, timeout=180)
    for cases in told.values():
        assert len(cases) == len(set(cases)) == len(SERVICES)

    backup = stack.script("backup", str(tmp_path / "backups"))
    assert backup.returncode == 0, backup.stderr
    folder = backup.stdout.strip().splitlines()[-1]
    verified = stack.script("backup", "verify", folder)
    assert verified.returncode == 0, verified.stderr

    refused = stack.script("restore", folder)
    assert refused.returncode == 1
    assert "empty" in refused.stderr, refused.stderr
    assert newsroom.seen() == newsroom.expected()

    stack.remove()
    restored = stack.script("restore", folder)
    assert restored.returncode == 0, restored.stderr
    stack.wait_healthy()
    newsroom.wait_complete()
    # What was read before stays read: nobody is told twice.
    assert opened_alerts(stack, newsroom) == {one: [] for one in AGENCIES}

    # And it goes on: a text that was stored before clashes with a new one.
    text = MATTERS[0].format(day=26)
    checked = newsroom.commands.run(
        "check", "-", "--json", text=text, SELARAS_KEY=newsroom.keys["disdik-b"]
    )
    assert json.loads(checked.stdout)["findings"], checked.stderr


def test_the_drafts_text_is_in_no_log(stack, newsroom):
    printed = stack.compose("logs", "--no-color").stdout
    assert "grpc_listening" in printed
    assert "buku vaksin" not in printed
    assert all(key not in printed for key in newsroom.keys.values())
