import asyncio
from datetime import timedelta

import pytest
from selaras.intake.domain.errors import KeyRefused
from selaras.intake.entrypoints.clockwork import Clockwork, every
from selaras.intake.entrypoints.grpc_access import LocalAuthenticator
from selaras.kit.auth import Caller, Role
from selaras.kit.errors import Unauthenticated, Unavailable
from selaras.kit.health import Health

from tests.support.eventually import assert_eventually
from tests.unit.intake.conftest import ADMIN_KEY


class FakeOutbox:
    async def purge(self) -> int:
        return 0


@pytest.fixture
def health() -> Health:
    return Health()


@pytest.fixture
def clockwork(bench, health):
    async def ping():
        async with bench.storage.read():
            pass

    return Clockwork(
        storage=bench.storage,
        outbox=FakeOutbox(),
        sweep=bench.sweep,
        access=bench.access,
        clock=bench.clock,
        health=health,
        ping=ping,
        erase=bench.erase,
        retain=bench.retain,
    )


async def test_the_health_follows_the_database(bench, clockwork, health):
    await clockwork.ping()
    assert health.parts["intake/database"] is None
    bench.storage.away = True
    await clockwork.ping()
    assert "DATABASE_UNAVAILABLE" in health.parts["intake/database"]
    bench.storage.away = False
    await clockwork.ping()
    assert health.parts["intake/database"] is None


async def test_nothing_is_sent_again_while_the_bus_is_away(bench, clockwork, health):
    await bench.register()
    await bench.submit()
    bench.clock.advance(timedelta(hours=1))
    await clockwork.sweep()  # nobody has said yet that the bus is there
    health.down("intake", "nats", "away")
    await clockwork.sweep()
    assert len(bench.draft_events) == 1
    health.up("intake", "nats")
    await clockwork.sweep()
    assert len(bench.draft_events) == 2


async def test_requests_are_forgotten_after_a_day(bench, clockwork):
    await bench.register()
    await bench.submit(request_id="r1")
    bench.clock.advance(timedelta(hours=25))
    await bench.submit("Lain.", request_id="r2")
    await clockwork.purge()
    kept = [key.request_id for key in bench.storage._record.requests]
    assert kept == ["r2"]


async def test_work_goes_on_after_a_part_was_away():
    calls = []

    async def work():
        calls.append(True)
        if len(calls) == 1:
            raise Unavailable("X", "away")
        if len(calls) == 3:
            raise ValueError("a bug ends it, so that the process is started anew")

    task = asyncio.create_task(every(timedelta(microseconds=1), work))
    await assert_eventually(task.done)
    assert len(calls) == 3
    with pytest.raises(ValueError, match="a bug"):
        await task


async def test_the_authenticator_speaks_the_kits_language(bench):
    await bench.register()
    _, text = await bench.keys.create("dinkes", "")
    authenticator = LocalAuthenticator(bench.access)
    assert await authenticator.authenticate(text) == Caller(Role.AGENCY, "dinkes")
    assert await authenticator.authenticate(ADMIN_KEY) == Caller(Role.ADMIN)
    with pytest.raises(Unauthenticated, match="KEY_UNKNOWN") as caught:
        await authenticator.authenticate("x")
    assert isinstance(caught.value.__cause__, KeyRefused)
