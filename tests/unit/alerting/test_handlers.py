"""Who is told what, and what is never told twice."""

from __future__ import annotations

import pytest
from selaras.alerting.domain.case import Status
from selaras.alerting.domain.decision import Reason

from tests.support.alerting import World


def told(world: World) -> list[tuple[str, str, Status]]:
    return [(*notice.telling.to.who, notice.telling.event.status) for notice in world.store.notices]


@pytest.fixture
async def world() -> World:
    world = World()
    await world.register("dinkes", "humas", "sekretaris")
    await world.register("disdik", "humas")
    return world


async def test_every_owner_of_both_agencies_is_told_once(world):
    for _ in range(2):
        await world.case(agency="dinkes")
        await world.case(agency="disdik", others=("dinkes",))
    assert told(world) == [
        ("dinkes", "humas", Status.OPEN_CONTRADICTION),
        ("dinkes", "sekretaris", Status.OPEN_CONTRADICTION),
        ("disdik", "humas", Status.OPEN_CONTRADICTION),
    ]
    assert len({notice.alert_id for notice in world.store.notices}) == 3


async def test_an_update_of_the_same_status_is_not_news(world):
    await world.case(version=1)
    await world.case(version=2)
    assert len(told(world)) == 2
    assert (await world.reasons())[2:] == [Reason.SKIPPED_ALREADY_ALERTED] * 2


async def test_an_overlap_that_becomes_a_contradiction_is_news(world):
    await world.case(version=1, overlap=True)
    await world.case(version=2)
    assert [status for *_, status in told(world)] == [
        Status.OPEN_OVERLAP,
        Status.OPEN_OVERLAP,
        Status.OPEN_CONTRADICTION,
        Status.OPEN_CONTRADICTION,
    ]


async def test_an_older_event_after_a_newer_one_changes_nothing(world):
    await world.case(version=3, resolved=True)
    await world.case(version=2)
    assert told(world) == []
    assert (await world.reasons())[-1] is Reason.SKIPPED_OLDER_VERSION


async def test_a_resolved_notice_goes_only_to_owners_who_were_alerted(world):
    await world.case(version=1)
    await world.register("dinkes", "humas", "sekretaris", "baru", version=2)
    await world.case(version=2, resolved=True, resolution="CORRECTED")
    resolved = [owner for _, owner, status in told(world) if status is Status.RESOLVED]
    assert resolved == ["humas", "sekretaris"]
    assert Reason.SKIPPED_RESOLVED_NEVER_ALERTED in await world.reasons()


async def test_a_case_that_opens_again_is_news_once_more(world):
    await world.case(version=1)
    await world.case(version=2, resolved=True)
    await world.case(version=3)
    await world.case(version=4)
    statuses = [status for _, owner, status in told(world) if owner == "humas"]
    assert statuses == [Status.OPEN_CONTRADICTION, Status.RESOLVED, Status.OPEN_CONTRADICTION]
    assert len({notice.alert_id for notice in world.store.notices}) == 6


async def test_without_an_owner_the_alert_waits_for_the_first_one(world):
    await world.register("dinkes", version=2)
    await world.case()
    assert await world.reasons() == [Reason.SKIPPED_NO_OWNER]
    await world.register("dinkes", "pengganti", version=3)
    assert told(world) == [("dinkes", "pengganti", Status.OPEN_CONTRADICTION)]
    await world.register("dinkes", "pengganti", "kedua", version=4)
    assert len(told(world)) == 1


async def test_an_agency_that_is_not_known_yet_is_served_when_it_is():
    world = World()
    await world.case()
    await world.register("dinkes", "humas")
    assert told(world) == [("dinkes", "humas", Status.OPEN_CONTRADICTION)]


async def test_a_case_that_resolved_before_anyone_could_be_told_stays_silent(world):
    await world.register("dinkes", version=2)
    await world.case(version=1)
    await world.case(version=2, resolved=True)
    await world.register("dinkes", "humas", version=3)
    assert told(world) == []


async def test_an_open_case_without_findings_is_not_alerted(world):
    await world.case(findings=False)
    assert told(world) == []
    assert await world.reasons() == [Reason.SKIPPED_NOTHING_TO_SHOW]


async def test_an_owner_who_was_taken_away_is_told_nothing_more(world):
    await world.register("dinkes", "humas", version=2)
    await world.register("dinkes", "humas", "sekretaris", version=1)
    await world.case()
    assert [owner for _, owner, _ in told(world)] == ["humas"]


async def test_every_agency_that_is_known_gets_a_subscription(world):
    assert world.subscriptions.agencies == {"dinkes", "disdik"}


async def test_contacts_are_those_of_the_other_side_as_known_now(world):
    await world.register("disdik", "humas", "plt", version=2)
    await world.case()
    contacts = world.store.notices[0].telling.contacts
    assert [entry.contact for entry in contacts] == ["humas@disdik", "plt@disdik"]
