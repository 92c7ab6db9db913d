"""docker-compose.yml starts what it names: a draft that goes in alerts the owners of both sides.

The images of the services are built; those of HAProxy, NATS, PostgreSQL and Python are stand-ins
that scripts/compose_images makes. There is none of Qdrant: the stack is that of the overlay edge.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import grpc
import nats
import nats.errors
import pytest

from tests.e2e.conftest import TEXT, Commands
from tests.support.compose import (
    BUILT,
    SECRETS,
    SERVICES,
    ComposedStack,
    eventually,
    running_stack,
)

pytestmark = [pytest.mark.compose, pytest.mark.timeout(3000)]

# Read where NATS is: inside, as an administrator does. Prints what waits to be handled in the
# stream of events, and every alert.
READ_ALERTS = """
import asyncio, json, nats
from selaras.event.v1 import alert_pb2
from selaras.kit.nats_connection import connection_options
from selaras.kit.settings import NatsSettings

async def main():
    client = await nats.connect(**connection_options(NatsSettings()))
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
    with running_stack(tmp_path_factory.mktemp("compose")) as stack:
        yield stack


@pytest.fixture
def unstarted(tmp_path) -> Iterator[ComposedStack]:
    """A stack that is meant not to start, and is taken away if it does."""
    stack = ComposedStack(tmp_path, "--edge")
    yield stack
    if stack.containers():
        stack.remove()


@dataclass(frozen=True)
class Clash:
    """Two agencies with drafts that name two days for one event; keys by agency."""

    commands: Commands
    keys: dict[str, str]

    def others(self, agency: str) -> list[str]:
        """The agencies on the other side of an agency's findings at alert level."""
        printed = self.commands.ok("findings", "--json", SELARAS_KEY=self.keys[agency])
        found = [json.loads(line) for line in printed.splitlines()]
        assert all(finding["relation"] == "CONTRADICTION" for finding in found)
        return [finding["other_agency"]["name"] for finding in found]


@pytest.fixture(scope="module")
def clash(stack, tmp_path_factory) -> Clash:
    """Pushed in from this machine, the second after the first was checked."""
    commands = Commands(tmp_path_factory.mktemp("nowhere"))
    commands.environment |= stack.client_environment
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
        done = stack.tool("-c", READ_ALERTS, entrypoint="python3")
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
    assert clash.others("dinkes-a") == ["agencies/disdik-b"]
    assert clash.others("disdik-b") == ["agencies/dinkes-a"]
    assert alerted_owners(stack) == EACH_OWNER_ONCE


def test_findings_outlive_a_killed_matching_and_a_restart_of_everything(stack, clash):
    stack.kill("matching")
    stack.wait_healthy()
    assert clash.others("dinkes-a") == ["agencies/disdik-b"]

    stack.ok("restart", timeout=240)
    stack.wait_healthy()
    assert clash.others("dinkes-a") == ["agencies/disdik-b"]
    assert clash.others("disdik-b") == ["agencies/dinkes-a"]
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


def test_only_the_proxy_is_published_and_only_two_reach_out(stack):
    published = {
        service: sorted(
            f"{binding['HostIp']}:{binding['HostPort']}"
            for bindings in stack.container(service)["NetworkSettings"]["Ports"].values()
            for binding in bindings or ()
        )
        for service in SERVICES
    }
    assert {service: ports for service, ports in published.items() if ports} == {
        "proxy": sorted([stack.target, stack.nats_target, stack.pages_target])
    }
    networks = {name: stack.networks(name) for name in SERVICES}
    assert [name for name, joined in networks.items() if "front" in joined] == ["proxy"]
    assert [name for name, joined in networks.items() if "outward" in joined] == [
        "alerting",
        "console",
    ]


@pytest.mark.parametrize(
    "method",
    [
        "/selaras.internal.v1.AccessService/ResolveKey",
        "/selaras.internal.v1.IndexService/DescribeIndex",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        "/nobody.Knows/This",
    ],
)
def test_the_proxy_knows_no_service_that_is_not_for_the_outside(stack, method):
    credentials = grpc.ssl_channel_credentials(stack.authority.read_bytes())
    with grpc.secure_channel(stack.target, credentials) as channel:
        call = channel.unary_unary(method)
        with pytest.raises(grpc.RpcError) as refused:
            call(b"", timeout=10)
    assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED
    assert refused.value.details() == "no such service here"


def test_an_administrator_in_the_stack_reaches_the_index(stack):
    code = (
        "import os, grpc\n"
        "from selaras.internal.v1 import index_pb2, index_pb2_grpc\n"
        "trust = grpc.ssl_channel_credentials(open(os.environ['SELARAS_TLS_CA'], 'rb').read())\n"
        "channel = grpc.secure_channel(os.environ['SELARAS_TARGET'], trust)\n"
        "key = (('authorization', 'Bearer ' + os.environ['SELARAS_ADMIN_KEY']),)\n"
        "stub = index_pb2_grpc.IndexServiceStub(channel)\n"
        "request = index_pb2.DescribeIndexRequest()\n"
        "print(type(stub.DescribeIndex(request, metadata=key, timeout=20)).__name__)\n"
    )
    done = stack.tool("-c", code, entrypoint="python3")
    assert done.stdout.strip() == "DescribeIndexResponse", done.stderr


def test_an_agency_logs_in_to_nats_through_the_proxy_with_its_key_only(stack, clash):
    trust = ssl.create_default_context(cafile=str(stack.authority))

    async def log_in(password: str) -> bool:
        client = await nats.connect(
            f"nats://{stack.nats_target}",
            tls=trust,
            user="dinkes-a",
            password=password,
            allow_reconnect=False,
            connect_timeout=10,
        )
        await client.close()
        return True

    assert asyncio.run(log_in(clash.keys["dinkes-a"]))
    with pytest.raises(nats.errors.Error):
        asyncio.run(log_in(clash.keys["disdik-b"]))


def test_the_tools_run_in_a_container(stack):
    assert stack.tool("version").returncode == 0
    found = stack.tool("doctor")
    assert found.returncode == 0, found.stdout + found.stderr
    looked_at = {line[2:].partition("  ")[0] for line in found.stdout.splitlines()}
    assert looked_at >= {*BUILT, *(f"metrics {one}" for one in BUILT)}, found.stdout


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
