"""docker-compose.yml starts what it names: a draft that goes in alerts the owners of both sides.

The images of the services are built; those of NATS, PostgreSQL and Python are stand-ins that
scripts/compose_images makes. There is none of Qdrant (compose/without-qdrant.yml).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.conftest import TEXT, Commands
from tests.support.compose import (
    BUILT,
    SECRETS,
    SERVICES,
    ComposedStack,
    eventually,
    make_images,
)

pytestmark = [pytest.mark.compose, pytest.mark.timeout(3000)]

# Read where NATS is: on the network inside, as a service does. Prints what waits to be handled in
# the stream of events, and every alert.
READ_ALERTS = """
import asyncio, json, os, nats
from selaras.event.v1 import alert_pb2

async def main():
    user, password = os.environ["SELARAS_NATS_USER"], os.environ["SELARAS_NATS_PASSWORD"]
    client = await nats.connect(os.environ["SELARAS_NATS_URL"], user=user, password=password)
    stream = client.jetstream()
    waiting = sum(one.num_pending + one.num_ack_pending
                  for one in await stream.consumers_info("SELARAS"))
    count = (await stream.stream_info("SELARAS_ALERTS")).state.messages
    alerts = await stream.subscribe("selaras.v1.alert.>", ordered_consumer=True)
    messages = [await alerts.next_msg(timeout=5) for _ in range(count)]
    owners = [alert_pb2.Alert.FromString(message.data).owner for message in messages]
    await client.close()
    print(json.dumps({"waiting": waiting, "owners": owners}))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[ComposedStack]:
    """The stack, built and healthy."""
    stack = ComposedStack(tmp_path_factory.mktemp("compose"))
    make_images()
    stack.build()
    try:
        stack.start()
        yield stack
    finally:
        stack.remove()


@pytest.fixture
def unstarted(tmp_path) -> Iterator[ComposedStack]:
    """A stack that is meant not to start, and is taken away if it does."""
    stack = ComposedStack(tmp_path)
    yield stack
    if stack.containers():
        stack.remove()


@dataclass(frozen=True)
class Clash:
    """Two agencies with drafts that name two days for one event; keys by agency."""

    commands: Commands
    keys: dict[str, str]

    def others(self, agency: str, target: str) -> list[str]:
        """The agencies on the other side of an agency's findings at alert level."""
        environment = {"SELARAS_KEY": self.keys[agency], "SELARAS_TARGET": target}
        printed = self.commands.ok("findings", "--json", **environment)
        found = [json.loads(line) for line in printed.splitlines()]
        assert all(finding["relation"] == "CONTRADICTION" for finding in found)
        return [finding["other_agency"]["name"] for finding in found]


@pytest.fixture(scope="module")
def clash(stack, tmp_path_factory) -> Clash:
    """Pushed in from this machine, the second after the first was checked."""
    commands = Commands(tmp_path_factory.mktemp("nowhere"))
    commands.environment |= {
        "SELARAS_TARGET": stack.target,
        "SELARAS_ADMIN_KEY": stack.settings["SELARAS_INTAKE_ADMIN_KEY"],
    }
    keys = {
        "dinkes-a": commands.register("dinkes-a", "humas", "kadis"),
        "disdik-b": commands.register("disdik-b", "humas"),
    }
    first = commands.submit(keys["dinkes-a"], "post-1", TEXT)
    assert first.returncode == 0, first.stderr
    text = TEXT.replace("3 Agustus", "5 Agustus")
    second = commands.submit(keys["disdik-b"], "post-1", text)
    assert second.returncode == 1, second.stderr + second.stdout
    return Clash(commands, keys)


def alerted_owners(stack: ComposedStack) -> Counter[str]:
    """Owners with how many alerts each has, once all events are handled."""

    def read() -> dict:
        done = stack.execute("alerting", "python3", "-c", READ_ALERTS)
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert answer["waiting"] == 0, answer
        assert answer["owners"], "no alert yet"
        return answer

    return Counter(eventually(read)["owners"])


EACH_OWNER_ONCE = {
    "agencies/dinkes-a/owners/humas": 1,
    "agencies/dinkes-a/owners/kadis": 1,
    "agencies/disdik-b/owners/humas": 1,
}


def test_both_sides_see_the_finding_and_each_owner_has_one_alert(stack, clash):
    assert clash.others("dinkes-a", stack.findings_target) == ["agencies/disdik-b"]
    assert clash.others("disdik-b", stack.findings_target) == ["agencies/dinkes-a"]
    assert alerted_owners(stack) == EACH_OWNER_ONCE


def test_findings_outlive_a_killed_matching_and_a_restart_of_everything(stack, clash):
    before = stack.container("matching")["RestartCount"]
    # kill -9 of all but the init, which then ends too; nobody but the engine starts it again.
    stack.execute("matching", "sh", "-c", "kill -9 -1")
    eventually(lambda: stack.container("matching")["RestartCount"] > before)
    stack.wait_healthy()
    assert clash.others("dinkes-a", stack.findings_target) == ["agencies/disdik-b"]

    stack.ok("restart", timeout=240)
    stack.wait_healthy()
    assert clash.others("dinkes-a", stack.findings_target) == ["agencies/disdik-b"]
    assert clash.others("disdik-b", stack.findings_target) == ["agencies/dinkes-a"]
    assert alerted_owners(stack) == EACH_OWNER_ONCE
    # A new text is still compared with what was stored before.
    text = TEXT.replace("3 Agustus", "7 Agustus")
    key = clash.keys["disdik-b"]
    checked = clash.commands.run("check", "-", "--json", text=text, SELARAS_KEY=key)
    assert json.loads(checked.stdout)["findings"], checked.stderr


@pytest.mark.parametrize("service", BUILT)
def test_a_service_can_do_nothing_that_it_need_not(stack, service):
    status = stack.execute(service, "cat", "/proc/self/status").stdout
    values = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert values["Uid"].split() == ["10001"] * 4
    assert int(values["CapPrm"], 16) == int(values["CapBnd"], 16) == 0
    assert values["NoNewPrivs"] == "1"
    written = stack.execute(service, "touch", "/opt/selaras/written")
    assert "Read-only file system" in written.stderr, written


def test_only_what_people_and_plugins_call_is_published_and_on_loopback_only(stack):
    published = {
        service: [
            f"{binding['HostIp']}:{binding['HostPort']}"
            for bindings in stack.container(service)["NetworkSettings"]["Ports"].values()
            for binding in bindings or ()
        ]
        for service in SERVICES
    }
    assert {service: ports for service, ports in published.items() if ports} == {
        "intake": [stack.target],
        "matching": [stack.findings_target],
        "alerting": [stack.alerts_target],
    }


@pytest.mark.parametrize("value", ["missing", "empty"])
@pytest.mark.parametrize("name", SECRETS)
def test_nothing_starts_without_a_secret(unstarted, name, value):
    settings = unstarted.settings | {name: ""}
    if value == "missing":
        del settings[name]
    refused = unstarted.compose("up", "--detach", "--no-build", settings=settings)
    assert refused.returncode != 0
    assert f"set {name} in .env" in refused.stderr
    assert not unstarted.containers()
