"""What happens in a case, and who is told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.alerting.domain.case import Status
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import OwnerRole, Shift
from selaras.alerting.domain.notice import AlertKind, News
from selaras.alerting.domain.track import TimerKind
from selaras.alerting.route.noise import NoiseRules

from tests.support.alerting import MONDAY, World, owner

HUMAS = "agencies/dinkes/owners/humas"
ASKED = {
    "number": 1,
    "kind": "RESOLUTION_KIND_BOTH_RIGHT",
    "agency": "agencies/disdik",
    "person": "agencies/disdik/owners/humas",
    "state": "STATE_OPEN",
    "awaited": ["agencies/dinkes"],
}
OURS = {
    "number": 1,
    "kind": "RESOLUTION_KIND_WE_CORRECT",
    "agency": "agencies/dinkes",
    "person": HUMAS,
    "state": "STATE_DECLINED",
    "declined_by": [("disdik", "Tidak.")],
}


@pytest.fixture
async def world() -> World:
    world = World()
    await world.register("dinkes", "humas", "sekretaris")
    await world.register("disdik", "humas")
    return world


def change(kind: str, person: str = "", **fields) -> dict[str, str]:
    return {"kind": f"KIND_{kind}", "person": person} | fields


async def test_an_overlap_that_becomes_a_contradiction_is_an_update(world):
    await world.case(overlap=True, severity="MEDIUM")
    await world.case(version=2, severity="MEDIUM")
    assert world.told(AlertKind.UPDATED) == ["dinkes/humas", "dinkes/sekretaris"]
    assert world.last().telling.news == (News.RELATION,)
    await world.case(version=3, severity="MEDIUM", overlap=True)
    await world.case(version=4, severity="MEDIUM")
    assert len(world.store.notices) == 4


async def test_a_higher_severity_and_another_agency_are_updates_once_each(world):
    await world.case(severity="MEDIUM")
    await world.case(version=2, severity="HIGH")
    assert world.last().telling.news == (News.SEVERITY,)
    await world.case(version=3, severity="HIGH", others=("disdik", "kemenag"))
    assert world.last().telling.news == (News.AGENCY,)
    count = len(world.store.notices)
    await world.case(version=4, severity="MEDIUM")
    await world.case(version=5, severity="HIGH", others=("disdik", "kemenag"))
    assert len(world.store.notices) == count
    assert (await world.reasons())[-2:] == [Reason.SKIPPED_ALREADY_ALERTED] * 2


async def test_agencies_that_join_within_minutes_make_one_update():
    world = World(rules=NoiseRules(group=timedelta(), digest=None))
    await world.register("dinkes", "humas")
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", others=("disdik", "kemenag"))
    assert (await world.reasons())[-1] is Reason.HELD_GROUPING
    await world.case(version=3, severity="HIGH", others=("disdik", "kemenag", "kominfo"))
    assert world.told(AlertKind.UPDATED) == []
    await world.pass_time(minutes=5)
    assert world.told(AlertKind.UPDATED) == ["dinkes/humas"]
    assert len(world.last().telling.event.others) == 3


async def test_a_proposal_goes_to_the_agency_whose_answer_is_awaited(world):
    await world.case(severity="HIGH")
    await world.case(agency="disdik", others=("dinkes",), severity="HIGH")
    told = change("PROPOSED", "agencies/disdik/owners/humas", text="Bagaimana?")
    for agency, other in (("dinkes", "disdik"), ("disdik", "dinkes")):
        await world.case(
            agency=agency,
            others=(other,),
            version=2,
            severity="HIGH",
            proposal=ASKED,
            change=told,
        )
    assert world.told(AlertKind.PROPOSED) == ["dinkes/humas", "dinkes/sekretaris"]
    await world.case(version=3, severity="HIGH", proposal=ASKED)
    assert len(world.told(AlertKind.PROPOSED)) == 2


async def test_a_proposal_that_was_overtaken_by_a_newer_event_is_told_all_the_same(world):
    await world.case(severity="HIGH")
    await world.case(
        version=3, severity="HIGH", proposal=ASKED, change=change("COMMENTED", "x", text="Hm.")
    )
    await world.case(version=2, severity="HIGH", proposal=ASKED, change=change("PROPOSED", "x"))
    assert len(world.told(AlertKind.PROPOSED)) == 2
    assert (await world.reasons())[-1] is Reason.SKIPPED_OLDER_VERSION


async def test_a_second_proposal_is_told_again(world):
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", proposal=ASKED)
    await world.case(version=3, severity="HIGH", proposal=ASKED | {"number": 2})
    assert len(world.told(AlertKind.PROPOSED)) == 4


async def test_a_refusal_goes_to_the_person_who_proposed(world):
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", proposal=OURS, change=change("DECLINED", "x"))
    assert world.told(AlertKind.DECLINED) == ["dinkes/humas"]


async def test_a_refusal_goes_to_the_colleagues_of_a_proposer_who_is_gone(world):
    await world.case(severity="HIGH")
    gone = OURS | {"person": "agencies/dinkes/owners/gone"}
    await world.case(version=2, severity="HIGH", proposal=gone)
    assert world.told(AlertKind.DECLINED) == ["dinkes/humas", "dinkes/sekretaris"]


async def test_an_assignment_is_told_to_the_assignee_and_alerts_go_there(world):
    await world.case(severity="MEDIUM")
    await world.case(
        version=2, severity="MEDIUM", assignee="sekretaris", change=change("ASSIGNED", HUMAS)
    )
    assert world.kinds()[-1] == ("dinkes/sekretaris", AlertKind.ASSIGNED)
    await world.case(version=3, severity="HIGH", assignee="sekretaris", acknowledged="sekretaris")
    assert world.told(AlertKind.UPDATED) == ["dinkes/sekretaris"]


async def test_whoever_takes_a_case_is_not_told_of_it(world):
    await world.case(severity="HIGH")
    count = len(world.store.notices)
    await world.case(version=2, severity="HIGH", assignee="humas", change=change("ASSIGNED", HUMAS))
    assert len(world.store.notices) == count
    decision = (await world.decisions(owner_id="humas"))[-1]
    assert (decision.reason, decision.kind) == (Reason.SKIPPED_OWN_ACTION, AlertKind.ASSIGNED)


async def test_an_assignment_gives_the_assignee_time_before_it_goes_on(world):
    await world.case(severity="HIGH")
    await world.pass_time(minutes=25)
    await world.case(version=2, severity="HIGH", assignee="sekretaris")
    await world.pass_time(minutes=20)
    assert world.told(AlertKind.ESCALATED) == []
    timer = world.store.waiting_timers()[TimerKind.ESCALATE]
    assert timer.due == world.clock.now() + timedelta(minutes=10)


async def test_comments_are_no_alerts(world):
    await world.case(severity="HIGH")
    count = len(world.store.notices)
    await world.case(version=2, severity="HIGH", change=change("COMMENTED", HUMAS, text="Ya."))
    assert len(world.store.notices) == count


async def test_who_ended_the_case_is_not_told_that_it_ended(world):
    await world.case(severity="HIGH")
    await world.case(
        version=2,
        severity="HIGH",
        resolved=True,
        resolution="AGREED",
        change=change("RESOLVED", HUMAS),
    )
    assert world.told(AlertKind.RESOLVED) == ["dinkes/sekretaris"]
    assert Reason.SKIPPED_OWN_ACTION in await world.reasons(owner_id="humas")


async def test_who_acknowledged_before_being_told_is_not_told_of_it_but_of_the_end():
    world = World(rules=NoiseRules(digest=None))
    await world.register("dinkes", "humas", "sekretaris")
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", acknowledged="humas")
    await world.pass_time(seconds=30)
    assert world.told(AlertKind.OPENED) == ["dinkes/sekretaris"]
    await world.case(version=3, severity="HIGH", resolved=True, acknowledged="humas")
    assert world.told(AlertKind.RESOLVED) == ["dinkes/humas", "dinkes/sekretaris"]


async def test_a_case_that_comes_with_a_proposal_asks_for_the_answer_at_once(world):
    await world.case(severity="HIGH", proposal=ASKED)
    assert {kind for _, kind in world.kinds()} == {AlertKind.PROPOSED}
    await world.case(version=2, severity="HIGH", proposal=ASKED)
    assert len(world.store.notices) == 2


async def test_the_authority_is_told_once_and_then_left_alone(world):
    await world.case(severity="HIGH", authority="dinkes")
    assert world.told() == ["dinkes/humas", "dinkes/sekretaris"]
    assert world.store.waiting_timers() == {}
    await world.case(version=2, severity="CRITICAL", authority="dinkes")
    assert len(world.store.notices) == 2
    assert (await world.reasons())[-1] is Reason.SKIPPED_AUTHORITY_ONLY_TOLD
    await world.case(version=3, severity="HIGH", authority="dinkes", resolved=True)
    assert len(world.told(AlertKind.RESOLVED)) == 2


async def test_an_agency_that_becomes_the_authority_is_chased_no_more(world):
    await world.register("dinkes", "humas", owner("kadis", role=OwnerRole.HEAD), version=2)
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", authority="dinkes")
    await world.pass_time(minutes=31)
    assert world.told(AlertKind.ESCALATED) == []
    assert (await world.reasons())[-1] is Reason.SKIPPED_AUTHORITY_ONLY_TOLD


async def test_an_agency_whose_text_was_corrected_is_left_alone_until_it_clashes_again(world):
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", findings=False)
    assert (await world.reasons())[-1] is Reason.SKIPPED_NOTHING_TO_SHOW
    assert world.store.waiting_timers() == {}
    await world.case(version=3, severity="HIGH")
    assert len(world.told(AlertKind.OPENED)) == 4
    await world.case(version=4, severity="HIGH", resolved=True)
    assert len(world.told(AlertKind.RESOLVED)) == 2


async def test_a_new_turn_of_duty_hears_of_the_next_change_unless_somebody_is_on_it(world):
    night = Shift(MONDAY + timedelta(hours=6), MONDAY + timedelta(hours=14))
    people = (owner("humas"), owner("malam", shifts=(night,)))
    await world.register("dinkes", people[0], version=2)
    await world.case(severity="HIGH")
    await world.register("dinkes", *people, version=3)
    await world.pass_time(hours=7, tick=False)
    await world.case(version=2, severity="HIGH")
    assert world.kinds()[-1] == ("dinkes/malam", AlertKind.OPENED)

    again = World()
    await again.register("dinkes", people[0])
    await again.case(severity="HIGH")
    await again.register("dinkes", *people, version=2)
    await again.pass_time(hours=7, tick=False)
    await again.case(version=2, severity="HIGH", acknowledged="humas")
    assert again.told() == ["dinkes/humas"]
    assert Reason.SKIPPED_ACKNOWLEDGED in await again.reasons(owner_id="malam")


async def test_coordinators_hear_of_critical_cases_at_once_and_see_no_text(world):
    await world.register("prov", owner("koor", role=OwnerRole.COORDINATOR, area_codes=("32",)))
    await world.register("jatim", owner("koor", role=OwnerRole.COORDINATOR, area_codes=("35",)))
    for agency, other in (("dinkes", "disdik"), ("disdik", "dinkes")):
        await world.case(agency=agency, others=(other,), severity="CRITICAL", areas=("32.78",))
    told = [
        notice for notice in world.store.notices if notice.telling.to.agency.agency_id == "prov"
    ]
    [notice] = told
    assert notice.telling.outsider
    assert notice.telling.event.findings == ()
    assert "Vaksinasi" not in notice.text
    assert "jatim/koor" not in world.told()
    await world.case(version=2, severity="CRITICAL", areas=("32.78",), resolved=True)
    assert world.kinds()[-1] == ("prov/koor", AlertKind.RESOLVED)
    assert ("cases/c1", "prov") in world.store.dropped


async def test_a_case_that_becomes_critical_reaches_coordinators_then(world):
    await world.register("prov", owner("koor", role=OwnerRole.COORDINATOR))
    await world.case(severity="HIGH")
    assert "prov/koor" not in world.told()
    await world.case(version=2, severity="CRITICAL", acknowledged="humas")
    assert "prov/koor" in world.told(AlertKind.OPENED)


async def test_a_coordinator_of_an_agency_in_the_case_sees_it_as_its_agency_does(world):
    await world.register("disdik", "humas", owner("koor", role=OwnerRole.COORDINATOR), version=2)
    await world.case(agency="disdik", others=("dinkes",), severity="CRITICAL")
    notice = next(n for n in world.store.notices if n.telling.owner.owner_id == "koor")
    assert not notice.telling.outsider
    assert notice.telling.event.findings


async def test_an_overlap_of_a_pair_that_contradicts_in_another_case_is_not_told(world):
    await world.case(severity="HIGH")
    count = len(world.store.notices)
    await world.case(case="cases/c2", overlap=True, severity="MEDIUM")
    assert len(world.store.notices) == count
    assert await world.reasons("cases/c2") == [Reason.SKIPPED_INHIBITED]
    await world.case(version=2, severity="HIGH", resolved=True)
    await world.tick()
    told = [n for n in world.store.notices if n.telling.event.case_id == "cases/c2"]
    assert [notice.telling.event.status for notice in told] == [Status.OPEN_OVERLAP] * 2


@pytest.mark.parametrize("change", [{"findings": False}, {"overlap": True}])
async def test_what_was_inhibited_is_told_once_the_pair_contradicts_no_more(world, change):
    await world.case(severity="HIGH")
    await world.case(case="cases/c2", overlap=True, severity="MEDIUM")
    await world.case(version=2, severity="HIGH", **change)
    await world.tick()
    assert await world.reasons("cases/c2") == [Reason.SKIPPED_INHIBITED, *[Reason.ALERTED] * 2]


async def test_decisions_say_who_is_told_later_and_who_never(world):
    await world.register(
        "dinkes",
        "humas",
        owner("kadis", role=OwnerRole.HEAD),
        owner("pajak", topics=("pajak",)),
        version=2,
    )
    await world.case(severity="HIGH", topic="kesehatan")
    decided = {item.owner_id: item.reason for item in await world.decisions()}
    assert decided == {
        "humas": Reason.ALERTED,
        "kadis": Reason.SKIPPED_LATER_STEP,
        "pajak": Reason.SKIPPED_OTHER_TOPIC,
    }


async def test_a_resolved_case_drops_what_was_not_delivered_yet(world):
    await world.case(severity="HIGH")
    await world.case(version=2, severity="HIGH", resolved=True)
    assert world.store.dropped == [("cases/c1", "dinkes")]
