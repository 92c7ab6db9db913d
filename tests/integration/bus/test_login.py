"""Agencies log in at the event bus with their keys, and read their alerts."""

from __future__ import annotations

import pytest
from selaras.api.v1 import directory_pb2
from selaras.cli.alert_reader import AlertReader
from selaras.cli.exits import REFUSED, CommandError
from selaras.kit.settings import NatsSettings

from tests.integration.bus.conftest import ALERTS_EACH, BusWorld, bus_world
from tests.support.eventually import assert_eventually
from tests.support.intake import ADMIN_KEY
from tests.support.secured_nats import may_enter


async def read_all(settings: NatsSettings, agency: str) -> list[str]:
    """Ids of the alerts that an agency is shown, each acknowledged."""
    shown = []
    async with AlertReader(settings, agency) as reader:
        async for received in reader.alerts(follow=False):
            shown.append(received.alert.alert_id)
            await received.shown()
    return shown


async def test_an_agency_reads_its_own_alerts_once(world: BusWorld) -> None:
    for agency in ("dinkes-a", "disdik-b"):
        expected = [f"{agency}-{number}" for number in range(ALERTS_EACH)]
        assert await read_all(world.login(agency), agency) == expected
        assert await read_all(world.login(agency), agency) == []


async def test_a_person_logs_in_with_a_key_of_their_own(world: BusWorld) -> None:
    key = await world.intake.owner_key("dinkes-a", "kadis")
    assert len(await read_all(world.login("dinkes-a", key), "dinkes-a")) == ALERTS_EACH


async def test_whoever_has_no_key_of_the_agency_stays_outside(world: BusWorld) -> None:
    key = world.keys["dinkes-a"]
    for user, password in (
        ("disdik-b", key),
        ("dinkes-a", world.keys["disdik-b"]),
        ("dinkes-a", ""),
        ("dinkes-a", key[:-1]),
        ("dinkes-a", ADMIN_KEY),
        ("", key),
        ("*", key),
        (">", key),
        ("dinkes-a.>", key),
        ("Dinkes-a", key),
        ("dinkes-a\n", key),
        ("nobody", key),
        # Users of the server's own file.
        *((name, key) for name in ("intake", "matching", "alerting", "ops", "callout", "SYS")),
    ):
        assert not await may_enter(world.nats.settings(user, password)), user
    anonymous = NatsSettings(url=world.nats.url, tls_ca=world.nats.ca)
    assert not await may_enter(anonymous)
    assert await may_enter(world.login("dinkes-a"))
    for secret in (key, *world.nats.passwords.values(), world.nats.seed):
        assert secret not in world.nats.log


async def test_a_revoked_key_lets_nobody_in(world: BusWorld) -> None:
    directory = world.intake.directory
    assert await may_enter(world.login("dinkes-a"))
    keys = await directory.ListKeys(directory_pb2.ListKeysRequest(parent="agencies/dinkes-a"))
    await directory.RevokeKey(directory_pb2.RevokeKeyRequest(name=keys.keys[0].name))
    assert not await may_enter(world.login("dinkes-a"))
    with pytest.raises(CommandError) as caught:
        await read_all(world.login("dinkes-a"), "dinkes-a")
    assert caught.value.code == REFUSED


async def test_who_logs_in_as_an_agency_reads_the_whole_agency(world: BusWorld) -> None:
    with pytest.raises(CommandError, match="each of its owners"):
        async with AlertReader(world.login("dinkes-a"), "dinkes-a", "humas"):
            pass


async def test_a_reader_outlives_the_end_of_its_login(tmp_path) -> None:
    async with bus_world(tmp_path, valid_minutes=1 / 30) as world:
        seen, lost = [], []
        settings = world.login("dinkes-a")
        async with AlertReader(settings, "dinkes-a", on_connection=lost.append) as reader:
            alerts = reader.alerts()
            first = reader._client
            seen.append((await anext(alerts)).alert.alert_id)
            # Not acknowledged: it and the others come again, to the next login.
            assert first is not None
            await assert_eventually(lambda: first.is_closed, timeout=30)
            rest = [await anext(alerts) for _ in range(ALERTS_EACH - 1)]
            seen += [one.alert.alert_id for one in rest]
        assert sorted(seen) == [f"dinkes-a-{number}" for number in range(ALERTS_EACH)]
        assert lost == []


async def test_intake_away_keeps_nobody_out_who_is_in(world: BusWorld) -> None:
    async with AlertReader(world.login("disdik-b"), "disdik-b") as reader:
        await world.intake.service.stop()
        assert not await may_enter(world.login("dinkes-a"))
        alerts = reader.alerts(follow=False)
        assert len([one async for one in alerts]) == ALERTS_EACH
