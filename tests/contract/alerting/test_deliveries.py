"""One suite for the store of deliveries, on every backend."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from selaras.alerting.adapters.delivery_tables import delivery as delivery_table
from selaras.alerting.adapters.sql import MIGRATIONS, VERSION_TABLE
from selaras.alerting.adapters.sql_deliveries import SqlDeliveryStore, SqlDeliveryUnit
from selaras.alerting.ports.deliveries import (
    ChannelKind,
    Claim,
    Delivery,
    DeliveryState,
    Drop,
    NewDelivery,
    Result,
    Standing,
    delivery_id,
)
from selaras.kit.clock import FakeClock
from selaras.kit.database import Database
from selaras.kit.errors import InvalidRequest
from sqlalchemy import column, table

from tests.fakes.deliveries import FakeDeliveryStore
from tests.support.deliveries import NOW, make_delivery

EMAIL = Claim(ChannelKind.EMAIL, 10)
LEASE = 45.0


@dataclass
class World:
    """A store, and the verbs that other parts of alerting have."""

    store: Any
    clock: FakeClock
    database: Database | None = None

    async def add(self, *deliveries: NewDelivery) -> None:
        if self.database is None:
            await self.store.add(deliveries)
            return
        async with self.database.write() as connection:
            await self._unit(connection).add(deliveries)

    async def drop(self, case_id: str, agency_id: str) -> None:
        if self.database is None:
            await self.store.drop(case_id, agency_id)
            return
        async with self.database.write() as connection:
            await self._unit(connection).drop(case_id, agency_id)

    async def case(self, case_id: str, agency_id: str, state: str) -> None:
        if self.database is None:
            self.store.cases[case_id, agency_id] = state
            return
        await self._insert(
            "alerting_case",
            case_id=case_id,
            agency_id=agency_id,
            version=1,
            epoch=0,
            state=state,
        )

    async def owner(self, agency_id: str, owner_id: str, zone: str = "") -> None:
        if self.database is None:
            self.store.owners[agency_id, owner_id] = zone
            return
        await self._insert(
            "alerting_owner",
            agency_id=agency_id,
            owner_id=owner_id,
            display_name="Ibu A",
            contact="0811",
            time_zone=zone,
        )

    async def get(self, new: NewDelivery) -> Delivery:
        found = await self.store.of_alerts([new.alert_id])
        return next(item for item in found[new.alert_id] if item.id == new.id)

    async def claim(self, claim: Claim = EMAIL) -> list[Delivery]:
        return await self.store.claim(claim, self.clock.now(), LEASE)

    async def claim_one(self, claim: Claim = EMAIL) -> Delivery:
        (found,) = await self.claim(claim)
        return found

    async def die(self, *deliveries: NewDelivery) -> None:
        """Deliveries that are given up, one after the other."""
        for new in deliveries:
            await self.add(new)
            found = await self.claim_one(Claim(new.channel, 1))
            await self.store.finish(
                found, Result(DeliveryState.DEAD, self.clock.now(), "HTTP_404", "status 404")
            )
            self.clock.advance(timedelta(seconds=1))

    def _unit(self, connection) -> SqlDeliveryUnit:
        return SqlDeliveryUnit(connection, self.clock, is_sqlite=self.database.is_sqlite)

    async def _insert(self, name: str, **values) -> None:
        # Without the table's other columns: they have defaults in the database.
        bare = table(name, *(column(key) for key in values))
        async with self.database.write() as connection:
            await connection.execute(bare.insert().values(**values))


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def world(request, tmp_path):
    clock = FakeClock()
    if request.param == "fake":
        yield World(FakeDeliveryStore(clock), clock)
        return
    url = f"sqlite+aiosqlite:///{tmp_path}/alerting.db"
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    database = Database(url)
    await database.migrate(MIGRATIONS, VERSION_TABLE)
    yield World(SqlDeliveryStore(database, clock), clock, database)
    await database.close()


def ids(deliveries) -> list[str]:
    return [item.id for item in deliveries]


def retry(world: World, seconds: float = 5, **values) -> Result:
    later = world.clock.now() + timedelta(seconds=seconds)
    values = {"reason": "HTTP_500", "detail": "status 500", **values}
    return Result(DeliveryState.PENDING, world.clock.now(), next_time=later, **values)


def sent(world: World) -> Result:
    return Result(DeliveryState.SENT, world.clock.now())


async def test_a_delivery_comes_back_as_it_was_added(world):
    new = make_delivery(secret="whsec_x", severity="CRITICAL", kind="UPDATED")
    await world.add(new)
    found = await world.get(new)
    assert found.id == delivery_id(new.alert_id, new.channel, new.address)
    assert (found.alert_id, found.agency_id, found.owner_id) == (new.alert_id, "dinkes", "humas")
    assert (found.case_id, found.channel, found.scope) == ("cases/c1", ChannelKind.EMAIL, "email")
    assert (found.address, found.secret, found.alert) == (new.address, "whsec_x", new.alert)
    assert (found.kind, found.state, found.attempts) == ("UPDATED", DeliveryState.PENDING, 0)
    assert found.create_time == found.queue_time == found.next_time == NOW
    assert (found.reason, found.detail, found.lease, found.uncertain) == ("", "", "", False)


async def test_the_same_delivery_is_one_row(world):
    new = make_delivery()
    await world.add(new, new)
    await world.store.finish(await world.claim_one(), sent(world))
    await world.add(new)
    assert (await world.get(new)).state is DeliveryState.SENT
    assert await world.claim() == []


async def test_one_alert_goes_through_several_channels_and_addresses(world):
    first = make_delivery()
    others = [
        make_delivery(address="lain@dinkes.go.id"),
        make_delivery(channel=ChannelKind.TELEGRAM, address="123"),
    ]
    await world.add(first, *others)
    found = await world.store.of_alerts([first.alert_id, "unknown"])
    assert {item.id for item in found[first.alert_id]} == {first.id, *ids(others)}
    assert "unknown" not in found
    assert await world.store.pending() == {ChannelKind.EMAIL: 2, ChannelKind.TELEGRAM: 1}


async def test_what_is_due_waits_in_its_channel(world):
    assert await world.store.waiting(NOW) == frozenset()
    await world.add(
        make_delivery(), make_delivery(2, channel=ChannelKind.SLACK, after=timedelta(hours=1))
    )
    assert await world.store.waiting(NOW) == {ChannelKind.EMAIL}
    assert await world.store.waiting(NOW - timedelta(seconds=1)) == frozenset()
    await world.claim()
    assert await world.store.waiting(NOW) == frozenset()
    world.clock.advance(timedelta(hours=1))
    assert await world.store.waiting(world.clock.now()) == {ChannelKind.EMAIL, ChannelKind.SLACK}


async def test_a_claim_holds_against_others_until_it_runs_out(world):
    new = make_delivery()
    await world.add(new)
    first = await world.claim_one()
    assert first.lease
    assert not first.uncertain
    world.clock.advance(timedelta(seconds=LEASE - 1))
    assert await world.claim() == []
    world.clock.advance(timedelta(seconds=1))
    second = await world.claim_one()
    assert second.id == first.id
    assert second.lease != first.lease
    assert second.uncertain
    assert (await world.get(new)).uncertain
    assert not await world.store.finish(first, sent(world))
    assert await world.store.finish(second, sent(world))


async def test_two_claims_at_once_never_share_a_delivery_or_an_address(world):
    await world.add(
        *(
            make_delivery(number, address=f"a{number % 7}@x.go.id", case=f"cases/{number}")
            for number in range(40)
        )
    )
    found = await asyncio.gather(*(world.claim(Claim(ChannelKind.EMAIL, 3)) for _ in range(6)))
    claimed = [item for items in found for item in items]
    assert len(claimed) == 7
    assert len({item.id for item in claimed}) == 7
    assert len({item.address for item in claimed}) == 7


async def test_an_address_is_free_again_when_its_claim_is_finished(world):
    first, second = make_delivery(1), make_delivery(2, case="cases/c2")
    await world.add(first, second)
    claimed = await world.claim_one()
    assert await world.claim() == []
    await world.store.finish(claimed, sent(world))
    assert {claimed.id, (await world.claim_one()).id} == {first.id, second.id}


async def test_the_gravest_comes_first_then_what_is_due_longest(world):
    def item(number, severity, minutes):
        return make_delivery(
            number,
            address=f"{number}@x.go.id",
            severity=severity,
            after=timedelta(minutes=minutes),
        )

    low, late, early, grave = (
        item(1, "LOW", 0),
        item(2, "HIGH", 2),
        item(3, "HIGH", 1),
        item(4, "CRITICAL", 3),
    )
    await world.add(low, late, early, grave)
    world.clock.advance(timedelta(minutes=5))
    assert ids(await world.claim(Claim(ChannelKind.EMAIL, 3))) == ids([grave, early, late])


async def test_a_claim_keeps_to_its_channel_scopes_and_skips(world):
    def hook(number, host):
        return make_delivery(
            number,
            channel=ChannelKind.WEBHOOK,
            address=f"https://{host}/{number}",
            case=f"cases/{number}",
        )

    first, second, third = hook(1, "a.go.id"), hook(2, "b.go.id"), hook(3, "b.go.id")
    await world.add(first, second, third, make_delivery(4))
    only = Claim(ChannelKind.WEBHOOK, 9, only="webhook:b.go.id", skip=frozenset({third.id}))
    assert ids(await world.claim(only)) == [second.id]
    without = Claim(ChannelKind.WEBHOOK, 9, without=frozenset({"webhook:b.go.id", "webhook:c"}))
    assert ids(await world.claim(without)) == [first.id]
    assert ids(await world.claim(Claim(ChannelKind.WEBHOOK, 9))) == [third.id]


async def test_a_probe_takes_what_was_longest_untouched(world):
    first = make_delivery(1, address="1@x.go.id", severity="CRITICAL")
    second = make_delivery(2, address="2@x.go.id", severity="LOW")
    await world.add(first, second)
    probe = Claim(ChannelKind.EMAIL, 1, only="email", rotate=True)
    seen = []
    for _ in range(4):
        world.clock.advance(timedelta(seconds=30))
        found = await world.claim_one(probe)
        await world.store.finish(found, retry(world, 0, counted=False))
        seen.append(found.id)
    assert set(seen[:2]) == {first.id, second.id}
    assert seen[2:] == seen[:2]


async def test_a_failure_is_written_down_and_waits(world):
    new = make_delivery()
    await world.add(new)
    found = await world.claim_one()
    world.clock.advance(timedelta(seconds=2))
    assert await world.store.finish(found, retry(world, 60, uncertain=True))
    row = await world.get(new)
    assert (row.state, row.attempts, row.reason) == (DeliveryState.PENDING, 1, "HTTP_500")
    assert (row.detail, row.uncertain, row.lease) == ("status 500", True, "")
    assert row.next_time == world.clock.now() + timedelta(seconds=60)
    assert row.update_time == world.clock.now()
    assert row.alert == new.alert
    assert await world.claim() == []
    world.clock.advance(timedelta(seconds=60))
    assert (await world.claim_one()).attempts == 1


async def test_a_try_that_does_not_count_leaves_the_attempts(world):
    new = make_delivery()
    await world.add(new)
    await world.store.finish(await world.claim_one(), retry(world, counted=False))
    assert (await world.get(new)).attempts == 0


async def test_nothing_confidential_is_kept_of_what_was_sent_or_dropped(world):
    first = make_delivery(1, secret="whsec_1")
    second = make_delivery(2, secret="whsec_2", address="b@x.go.id")
    await world.add(first, second)
    for found in await world.claim():
        state = DeliveryState.SENT if found.id == first.id else DeliveryState.DROPPED
        await world.store.finish(found, Result(state, NOW, "OVERTAKEN"))
    for new in (first, second):
        row = await world.get(new)
        assert (row.alert, row.secret, row.address, row.next_time) == (b"", "", "", None)


async def test_the_others_to_an_address_wait_where_it_asks_for_time(world):
    first = make_delivery(1)
    second = make_delivery(2, case="cases/c2")
    elsewhere = make_delivery(3, address="b@x.go.id")
    await world.add(first)
    found = await world.claim_one()
    await world.add(second, elsewhere)
    await world.store.finish(found, retry(world, 120, hold=True))
    assert ids(await world.claim()) == [elsewhere.id]
    assert (await world.get(second)).next_time == NOW + timedelta(seconds=120)


async def test_a_resolved_case_drops_what_is_pending_but_its_last_notice(world):
    opened, resolved = make_delivery(1), make_delivery(2, kind="RESOLVED", address="b@x.go.id")
    other_case = make_delivery(3, case="cases/c2", address="c@x.go.id")
    other_agency = make_delivery(4, agency="disdik", address="d@x.go.id")
    done = make_delivery(5, address="e@x.go.id")
    await world.add(done)
    await world.store.finish(await world.claim_one(), sent(world))
    await world.add(opened, resolved, other_case, other_agency)
    await world.drop("cases/c1", "dinkes")
    row = await world.get(opened)
    assert (row.state, row.reason) == (DeliveryState.DROPPED, Drop.CASE_RESOLVED)
    assert (row.alert, row.next_time) == (b"", None)
    assert (await world.get(done)).state is DeliveryState.SENT
    assert set(ids(await world.claim())) == {resolved.id, other_case.id, other_agency.id}


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.DEAD])
async def test_what_was_dropped_on_its_way_stays_dropped_unless_it_was_sent(world, state):
    new = make_delivery()
    await world.add(new)
    found = await world.claim_one()
    await world.drop("cases/c1", "dinkes")
    later = NOW if state is DeliveryState.PENDING else None
    went_out = state is DeliveryState.SENT
    result = Result(state, NOW, "HTTP_500", next_time=later)
    assert await world.store.finish(found, result) == went_out
    expected = DeliveryState.SENT if went_out else DeliveryState.DROPPED
    assert (await world.get(new)).state is expected
    assert await world.claim() == []


async def test_an_address_is_busy_while_something_dropped_is_on_its_way(world):
    await world.add(make_delivery(1))
    found = await world.claim_one()
    await world.drop("cases/c1", "dinkes")
    await world.add(make_delivery(2, case="cases/c2"))
    assert await world.claim() == []
    await world.store.finish(found, sent(world))
    assert len(await world.claim()) == 1


async def test_standing_knows_the_owner_and_the_case(world):
    await world.add(make_delivery())
    found = await world.claim_one()
    assert await world.store.standing(found) == Standing(owner_gone=True)
    await world.owner("dinkes", "humas", "Asia/Jayapura")
    assert await world.store.standing(found) == Standing(time_zone="Asia/Jayapura")
    await world.case("cases/c1", "disdik", "RESOLVED")
    assert (await world.store.standing(found)).resolved  # as nobody here has a view of its own
    await world.case("cases/c1", "dinkes", "OPEN")
    assert not (await world.store.standing(found)).resolved


@pytest.mark.parametrize(("state", "resolved"), [("OPEN", False), ("RESOLVED", True)])
async def test_standing_knows_the_agencys_own_view_of_the_case(world, state, resolved):
    await world.add(make_delivery())
    await world.case("cases/c1", "dinkes", state)
    assert (await world.store.standing(await world.claim_one())).resolved is resolved


async def test_a_digest_belongs_to_no_case(world):
    await world.owner("dinkes", "humas")
    await world.add(
        make_delivery(1, case="", kind="DIGEST"),
        make_delivery(2, case="", kind="DIGEST", after=timedelta(seconds=1)),
    )
    assert await world.store.standing(await world.claim_one()) == Standing()


async def test_standing_knows_newer_alerts_to_the_same_address(world):
    await world.owner("dinkes", "humas")
    first = make_delivery(1)
    later = timedelta(minutes=1)
    await world.add(
        first,
        make_delivery(2, kind="UPDATED", after=later),
        make_delivery(3, kind="PROPOSED", after=later),
        make_delivery(4, kind="REMINDER", after=later, address="b@x.go.id"),
        make_delivery(5, kind="ESCALATED", after=later, owner="kepala"),
        make_delivery(6, kind="ASSIGNED", after=later, case="cases/c2"),
        make_delivery(7, kind="DECLINED"),  # made at the same time
    )
    found = await world.get(first)
    assert (await world.store.standing(found)).newer == {"UPDATED", "PROPOSED"}


async def test_an_alert_that_was_given_up_or_dropped_overtakes_nothing(world):
    first = make_delivery(1)
    newer = make_delivery(2, kind="UPDATED", severity="CRITICAL", after=timedelta(seconds=1))
    await world.add(first)
    world.clock.advance(timedelta(seconds=1))
    await world.die(newer)
    assert (await world.store.standing(await world.get(first))).newer == frozenset()


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (Result(DeliveryState.SENT, NOW), True),
        (Result(DeliveryState.DEAD, NOW, "HTTP_404"), False),
        (Result(DeliveryState.DEAD, NOW, "TIMED_OUT", uncertain=True), True),
        (Result(DeliveryState.DROPPED, NOW, "OVERTAKEN"), False),
    ],
)
async def test_standing_knows_whether_the_owner_was_ever_told(world, result, told):
    await world.owner("dinkes", "humas")
    first = make_delivery(1)
    last = make_delivery(2, kind="RESOLVED", after=timedelta(minutes=1))
    await world.add(last)
    world.clock.advance(timedelta(minutes=1))
    standing = await world.store.standing(await world.get(last))
    assert (standing.earlier, standing.told) == (False, False)
    world.clock.advance(-timedelta(minutes=1))
    await world.add(first)
    await world.store.finish(await world.claim_one(), replace(result, time=NOW))
    standing = await world.store.standing(await world.get(last))
    assert (standing.earlier, standing.told) == (True, told)


async def test_pages_show_what_changed_last_first(world):
    dead = [make_delivery(number, case=f"cases/{number}") for number in range(5)]
    await world.die(*dead)
    await world.add(make_delivery(9))
    pages, token = [], ""
    for _ in range(3):
        page, token = await world.store.page(DeliveryState.DEAD, 2, token)
        pages.append(ids(page))
    assert pages == [ids(dead[4:2:-1]), ids(dead[2:0:-1]), [dead[0].id]]
    assert token == ""
    pending, _ = await world.store.page(DeliveryState.PENDING, 10)
    assert len(pending) == 1


async def test_a_page_is_of_one_agency_where_it_is_asked_for(world):
    await world.die(make_delivery(1), make_delivery(2, agency="disdik"))
    page, token = await world.store.page(DeliveryState.DEAD, 10, agency_id="disdik")
    assert ([item.agency_id for item in page], token) == (["disdik"], "")


@pytest.mark.parametrize("token", ["x", "!!", "Zm9v", "eHx4"])
async def test_a_foreign_token_is_refused(world, token):
    with pytest.raises(InvalidRequest, match="PAGE_TOKEN_INVALID"):
        await world.store.page(DeliveryState.DEAD, 2, token)


async def test_what_was_given_up_can_be_requeued(world):
    first, second = make_delivery(1), make_delivery(2, case="cases/c2", agency="disdik")
    await world.die(first, second)
    now = world.clock.now()
    assert await world.store.requeue([second.id, "unknown"], now) == 1
    row = await world.get(second)
    assert (row.state, row.attempts, row.alert) == (DeliveryState.PENDING, 0, second.alert)
    assert row.next_time == row.queue_time == now
    assert row.create_time == NOW
    assert row.reason == "HTTP_404"
    assert (await world.get(first)).state is DeliveryState.DEAD
    assert await world.store.requeue([], now) == 0
    assert await world.store.requeue(None, now, "disdik") == 0
    assert await world.store.requeue(None, now) == 1


async def test_what_is_over_is_forgotten_after_a_while(world):
    await world.die(make_delivery(1))
    before = world.clock.now()
    await world.add(make_delivery(2))
    await world.store.finish(await world.claim_one(), sent(world))
    await world.add(make_delivery(3, case="cases/c3"))
    assert await world.store.purge(before) == 1
    assert await world.store.purge(world.clock.now() + timedelta(seconds=1)) == 1
    assert await world.store.purge(world.clock.now() + timedelta(days=90)) == 0
    assert await world.store.pending() == {ChannelKind.EMAIL: 1}


async def test_the_table_is_the_one_that_the_migrations_make(world):
    if world.database is None:
        pytest.skip("no tables")

    def differences(connection) -> list[Any]:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda item, name, kind, reflected, other: (
                    name.startswith(("alerting_delivery", "ix_alerting_delivery"))
                    if kind in {"table", "index"}
                    else True
                ),
                "compare_type": True,
            },
        )
        return list(compare_metadata(context, delivery_table.metadata))

    async with world.database.read() as connection:
        assert await connection.run_sync(differences) == []
