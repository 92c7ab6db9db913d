"""`selaras backup streams` and back, between two real servers."""

from __future__ import annotations

import asyncio
import io
import os
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from selaras.cli.app import make_app
from selaras.cli.backup.archive import Damaged
from selaras.cli.backup.jetstream import connected
from selaras.cli.backup.streams import present, restore, save
from selaras.cli.exits import CommandError
from selaras.kit.bus import ALERTS, EVENTS, STREAMS, Bus
from selaras.kit.health import Health
from typer.testing import CliRunner

from tests.support.nats import NatsUnderTest

SUBJECT = "selaras.v1.alert.dinas.humas"
AGENCY = ConsumerConfig(
    durable_name="agency-dinas",
    filter_subject="selaras.v1.alert.dinas.>",
    ack_policy=AckPolicy.EXPLICIT,
    max_ack_pending=1000,
)


@pytest.fixture
async def other_server(tmp_path) -> AsyncIterator[NatsUnderTest]:
    server = NatsUnderTest(tmp_path / "other")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def streams(nats_server) -> AsyncIterator[JetStreamContext]:
    """The streams as services make them."""
    bus = Bus(nats_server.settings, Health(), "test")
    bus.connect()
    await bus.wait_connected()
    yield bus.jetstream
    await bus.close()


async def publish(jetstream: JetStreamContext, first: int, last: int, size: int = 10) -> None:
    for number in range(first, last + 1):
        headers = {"Nats-Msg-Id": f"alert-{number}", "traceparent": f"00-{number}"}
        await jetstream.publish(SUBJECT, os.urandom(size), headers=headers)


async def take(server: NatsUnderTest) -> bytes:
    file = io.BytesIO()
    async with connected(server.settings) as client:
        await save(client, file)
    return file.getvalue()


async def put(server: NatsUnderTest, backup: bytes) -> dict[str, dict[str, int]]:
    async with connected(server.settings) as client:
        return await restore(client, io.BytesIO(backup))


async def held(server: NatsUnderTest) -> dict[str, dict[str, int]]:
    async with connected(server.settings) as client:
        return await present(client)


async def test_messages_headers_and_what_was_read_come_back(nats_server, other_server, streams):
    await streams.add_consumer(ALERTS, AGENCY)
    await publish(streams, 1, 10)
    subscription = await streams.pull_subscribe_bind(AGENCY.durable_name, stream=ALERTS)
    for message in await subscription.fetch(4):
        await message.ack()
    # The fifth and the sixth were sent and never acknowledged.
    await subscription.fetch(2)

    restored = await put(other_server, await take(nats_server))

    # An empty stream says 0 or 1 for its first sequence.
    assert restored[ALERTS] == (await held(nats_server))[ALERTS]
    assert set(restored) == {spec.name for spec in STREAMS}
    client = await nats.connect(other_server.url)
    try:
        jetstream = client.jetstream()
        for number in range(1, 11):
            before, after = [await side.get_msg(ALERTS, number) for side in (streams, jetstream)]
            assert (after.subject, after.data, after.headers) == (
                before.subject,
                before.data,
                before.headers,
            )
        info = await jetstream.consumer_info(ALERTS, AGENCY.durable_name)
        assert info.ack_floor.stream_seq == 4
        assert info.num_ack_pending == 2
        assert info.num_pending == 4
    finally:
        await client.close()


async def test_after_a_restart_the_server_knows_the_ids_of_what_was_restored(
    nats_server, other_server, streams
):
    """It reads them from the messages when it starts, and does not when they are restored."""
    await publish(streams, 1, 10)
    await put(other_server, await take(nats_server))
    await other_server.stop()
    await other_server.start()
    client = await nats.connect(other_server.url)
    try:
        headers = {"Nats-Msg-Id": "alert-10"}
        again = await client.jetstream().publish(SUBJECT, b"", headers=headers)
        assert again.duplicate
        assert again.seq == 10
    finally:
        await client.close()


async def test_large_streams_come_in_many_pieces(nats_server, other_server, streams):
    await publish(streams, 1, 300, size=20_000)
    backup = await take(nats_server)
    with tarfile.open(fileobj=io.BytesIO(backup)) as tar:
        pieces = [name for name in tar.getnames() if name.startswith(f"{ALERTS}/0")]
    assert len(pieces) > 10
    await put(other_server, backup)
    assert (await held(other_server))[ALERTS]["messages"] == 300


async def test_a_snapshot_taken_under_load_has_no_consumer_ahead_of_its_stream(
    nats_server, other_server, streams
):
    """Such a consumer would pass over the events that the outbox sends again."""
    await streams.add_consumer(ALERTS, AGENCY)
    await publish(streams, 1, 50, size=20_000)
    done = asyncio.Event()

    async def load() -> None:
        number = 50
        while not done.is_set():
            number += 1
            await publish(streams, number, number)

    async def read() -> None:
        subscription = await streams.pull_subscribe_bind(AGENCY.durable_name, stream=ALERTS)
        while not done.is_set():
            try:
                for message in await subscription.fetch(100, timeout=0.2):
                    await message.ack()
            except TimeoutError:
                continue

    work = [asyncio.create_task(load()), asyncio.create_task(read())]
    backups = [await take(nats_server) for _ in range(3)]
    done.set()
    await asyncio.gather(*work)

    for backup in backups:
        await put(other_server, backup)
        client = await nats.connect(other_server.url)
        try:
            jetstream = client.jetstream()
            last = (await jetstream.stream_info(ALERTS)).state.last_seq
            info = await jetstream.consumer_info(ALERTS, AGENCY.durable_name)
            assert info.delivered.stream_seq <= last
            unread = last - info.ack_floor.stream_seq
            assert info.num_pending + info.num_ack_pending == unread
            for spec in STREAMS:
                await jetstream.delete_stream(spec.name)
        finally:
            await client.close()


async def test_streams_without_messages_come_back_too(nats_server, other_server, streams):
    await put(other_server, await take(nats_server))
    assert set(await held(other_server)) == {spec.name for spec in STREAMS}


async def test_nothing_to_save_is_a_backup_too(nats_server, other_server):
    assert await put(other_server, await take(nats_server)) == {}


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
async def test_a_file_that_was_cut_off_leaves_nothing(nats_server, other_server, streams, part):
    await publish(streams, 1, 100, size=20_000)
    backup = await take(nats_server)
    with pytest.raises(CommandError):
        await put(other_server, backup[: int(len(backup) * part)])
    assert await held(other_server) == {}


async def test_a_damaged_file_leaves_nothing(nats_server, other_server, streams):
    await publish(streams, 1, 100, size=20_000)
    backup = bytearray(await take(nats_server))
    middle = len(backup) // 2
    backup[middle : middle + 4096] = bytes(4096)
    with pytest.raises(CommandError):
        await put(other_server, bytes(backup))
    assert await held(other_server) == {}


async def test_a_file_of_something_else_is_refused(other_server):
    with pytest.raises(Damaged):
        await put(other_server, b"PGDMP" * 1000)
    assert await held(other_server) == {}


async def test_a_server_that_has_a_stream_is_left_alone(nats_server, streams):
    await publish(streams, 1, 3)
    backup = await take(nats_server)
    await publish(streams, 4, 5)
    before = await held(nats_server)
    with pytest.raises(CommandError, match=EVENTS):
        await put(nats_server, backup)
    assert await held(nats_server) == before


async def test_a_bus_that_is_away_is_said(nats_server):
    await nats_server.stop()
    with pytest.raises(CommandError, match="does not answer"):
        await take(nats_server)


async def test_the_command_writes_a_file_only_when_it_is_whole(
    tmp_path: Path, nats_server, streams
):
    await publish(streams, 1, 3)
    file = tmp_path / "streams.tar"
    arguments = ["backup", "streams", "--file", str(file), "--nats", nats_server.url]
    done = await asyncio.to_thread(CliRunner().invoke, make_app(), arguments)
    assert done.exit_code == 0, done.output
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    await nats_server.stop()
    done = await asyncio.to_thread(CliRunner().invoke, make_app(), arguments)
    assert done.exit_code != 0
    assert file.read_bytes() == before
    assert not file.with_name("streams.tar.partial").exists()
