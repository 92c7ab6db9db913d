"""The calendar: who sees what of whose plans, and what gets in their way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.kit.auth import Caller, Role
from selaras.kit.errors import InvalidRequest, PermissionDenied
from selaras.matching.domain.calendar import PlanFilter, card_of, plan_id, see, title_of
from selaras.matching.domain.case import CaseState
from selaras.matching.domain.collisions import CollisionKind
from selaras.matching.domain.finding import Confidence
from selaras.matching.domain.message import Agency, AgencyLevel, Message, MessageState, ShareLevel
from selaras.matching.domain.viewer import Viewer
from selaras.matching.entrypoints.calendar import to_proto_plan
from selaras.matching.handlers.calendar import CalendarReader, ShownPlan

from tests.fakes.matching_calendar import FakeCalendar
from tests.support.matching import NOW, finding, message
from tests.support.matching_calendar import CONTACT, EXCERPT, FULL, SCHOOL, planned
from tests.support.matching_cases import ADMIN, Room, coordinator, head, owner, plugin

MONTH = PlanFilter(NOW, NOW + timedelta(days=31))
HIDDEN = ("32.78.01",)
FEED = Caller(Role.FEED, "a", "ani")
LEVELS = [
    (EXCERPT, MessageState.LIVE),
    (CONTACT, MessageState.LIVE),
    (FULL, MessageState.LIVE),
    (EXCERPT, MessageState.PUBLISHED),
    (CONTACT, MessageState.PUBLISHED),
]


class Office(Room):
    """A room with a calendar."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.calendar = CalendarReader(FakeCalendar(self.store), self.reveals, self.clock)

    async def put(self, *messages: Message) -> None:
        async with self.store.transaction() as transaction:
            for item in messages:
                await transaction.put_message(item)

    async def plans(self, caller: Caller, **wanted: object) -> list[ShownPlan]:
        found: list[ShownPlan] = []
        token = ""
        while True:
            page, token = await self.calendar.page(caller, replace(MONTH, **wanted), 2, token)
            found += page
            if not token:
                return found
            assert len(page) == 2

    async def keys(self, caller: Caller, **wanted: object) -> list[str]:
        return [plan.view.card.key for plan in await self.plans(caller, **wanted)]

    async def ways(self, caller: Caller) -> dict[str, list[tuple[str, str]]]:
        """What is in the way of each plan: the kind and the key of the other; `?`: not told."""
        plans = await self.plans(caller)
        keys = {plan.view.plan_id: plan.view.card.key for plan in plans} | {"": "?"}
        return {
            plan.view.card.key: [(item.kind.value, keys[item.plan_id]) for item in plan.collisions]
            for plan in plans
        }


@pytest.fixture
def office() -> Office:
    return Office()


# Who sees what


@pytest.mark.parametrize(("level", "state"), LEVELS)
@pytest.mark.parametrize("caller", [plugin("a"), owner("a"), head("a"), coordinator(), FEED])
async def test_what_others_see_of_a_plan(office: Office, caller, level, state) -> None:
    theirs = planned("b", "rahasia-7", share_level=level, state=state, area_codes=HIDDEN)
    await office.put(theirs)
    plans = await office.plans(caller)
    public = state is MessageState.PUBLISHED
    if level is CONTACT and not public:
        assert plans == []
        return
    [plan] = map(to_proto_plan, plans)
    assert (plan.own, plan.published, plan.topic) == (False, public, "kesehatan")
    assert plan.agency.name == "agencies/b"
    assert plan.publish_time.ToDatetime(tzinfo=NOW.tzinfo) == theirs.publish_time
    whole = public or level is FULL
    assert plan.title == ("Judul b rahasia-7" if whole else "")
    assert plan.draft == (theirs.draft_name if whole else "")
    assert tuple(plan.area_codes) == (HIDDEN if whole else ())
    assert ("rahasia" in str(plan)) is whole


@pytest.mark.parametrize(("level", "state"), LEVELS)
@pytest.mark.parametrize(
    "caller", [plugin("b"), owner("b"), head("b"), Caller(Role.FEED, "b", "x")]
)
async def test_an_agency_sees_its_own_whole(office: Office, caller, level, state) -> None:
    own = planned("b", share_level=level, state=state, area_codes=HIDDEN)
    await office.put(own)
    [plan] = map(to_proto_plan, await office.plans(caller))
    assert (plan.own, plan.title, plan.draft) == (True, "Judul b 1", own.draft_name)
    assert tuple(plan.area_codes) == HIDDEN
    assert office.store.trail == []


async def test_areas_that_everybody_knows_are_shown(office: Office) -> None:
    await office.put(planned("b", area="32.78"))
    [plan] = await office.plans(plugin("a"))
    assert plan.view.area_codes == ("32.78",)


async def test_a_coordinator_sees_what_is_subscribed_to_and_the_own_agency(office: Office) -> None:
    await office.put(
        planned("kominfo", area="91"),
        planned("b", area="32.78"),
        planned("c", area="33.74"),
        planned("d", area="32.78", title="Ujian", body=SCHOOL),
        planned("e", area="", area_codes=HIDDEN),
        planned("f", area="33.74", area_codes=("32.78",)),
    )
    own = "kominfo/1"
    assert await office.keys(coordinator(areas=("32",))) == _in_order(own, "b/1", "d/1", "e/1")
    topics = coordinator(topics=("kesehatan",))
    assert await office.keys(topics) == _in_order(own, "b/1", "c/1", "e/1", "f/1")
    assert await office.keys(coordinator(("pendidikan",), ("33",))) == [own]


def _in_order(*keys: str) -> list[str]:
    """Of plans at one time the id decides."""
    return sorted(keys, key=lambda key: plan_id(b"of the fake", key))


async def test_what_is_withdrawn_or_has_no_time_is_in_no_calendar(office: Office) -> None:
    gone = planned("a", "2", state=MessageState.WITHDRAWN)
    await office.put(planned("a"), gone, message("a", "3"))
    assert await office.keys(plugin("a")) == ["a/1"]


async def test_administrators_and_services_have_no_calendar(office: Office) -> None:
    for caller in (ADMIN, Caller(Role.INTERNAL), Caller(Role.CONSOLE)):
        with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
            await office.plans(caller)


def test_a_plan_id_tells_nothing_without_the_secret() -> None:
    assert plan_id(b"one", "a/1") != plan_id(b"two", "a/1")
    assert plan_id(b"one", "a/1") != plan_id(b"one", "a/2")
    assert plan_id(b"one", "a/1") == plan_id(b"one", "a/1")


@pytest.mark.parametrize(
    ("title", "body", "told"),
    [
        (" Vaksinasi ", "Mulai besok.", "Vaksinasi"),
        ("", "Mulai\n besok.", "Mulai besok."),
        ("", "kata " * 40, "kata " * 15 + "kata…"),
        ("  ", "k" * 200, "k" * 80 + "…"),
    ],
)
def test_the_title_or_the_first_words(title: str, body: str, told: str) -> None:
    assert title_of(message(title=title, body=body)) == told


# What is written down


async def test_a_title_that_is_shown_is_in_the_audit_trail_once(office: Office) -> None:
    await office.put(
        planned("b", share_level=FULL),
        planned("b", "2", share_level=EXCERPT),
        planned("b", "3", share_level=FULL, state=MessageState.PUBLISHED),
        planned("a", share_level=FULL),
    )
    for caller in (plugin("a"), owner("a"), FEED):
        plans = await office.plans(caller)
    [shown] = [plan for plan in plans if plan.view.card.key == "b/1"]
    [entry] = office.store.trail
    record = entry.record
    assert (record.action, record.actor) == ("EXCERPT_REVEALED", "agencies/a")
    assert record.subject == f"plans/{shown.view.plan_id}"
    assert record.detail == {"of": "agencies/b", "revision": "1", "in": "calendar"}
    assert record.agencies == ("a", "b")
    await office.plans(coordinator())
    assert {item.record.actor for item in office.store.trail} == {
        "agencies/a",
        "agencies/kominfo/owners/kori",
    }


async def test_what_changed_meanwhile_is_shown_as_it_is_now(office: Office) -> None:
    """The calendar is read, and then the agency takes its title back."""

    class Stale(FakeCalendar):
        async def cards(self, *args):
            return [replace(card, share_level=FULL) for card in await super().cards(*args)]

    reader = CalendarReader(Stale(office.store), office.reveals, office.clock)
    await office.put(planned("b", share_level=CONTACT), planned("c", share_level=EXCERPT))
    [plan], _ = await reader.page(plugin("a"), MONTH, 0, "")
    assert (plan.view.card.key, plan.title, plan.draft) == ("c/1", "", "")
    assert office.store.trail == []


# Filters and pages


async def test_filters(office: Office) -> None:
    await office.put(
        planned("a", hours=1),
        planned("b", hours=2, area="33.74"),
        planned("c", hours=3, area=""),
        planned("d", hours=100, title="Ujian", body=SCHOOL),
        planned("e", hours=101, area="33.74", area_codes=("32.78",)),
    )
    a = plugin("a")
    assert await office.keys(a) == ["a/1", "b/1", "c/1", "d/1", "e/1"]
    assert await office.keys(a, topic="pendidikan") == ["d/1"]
    assert await office.keys(a, agency="b") == ["b/1"]
    assert await office.keys(a, area_code="32.78") == ["a/1", "c/1", "d/1"]
    assert await office.keys(a, area_code="32") == ["a/1", "c/1", "d/1"]
    # Where e speaks to is not for others to know: asking must not tell.
    assert await office.keys(a, area_code="33.74") == ["b/1", "c/1", "e/1"]
    assert await office.keys(plugin("e"), area_code="33.74") == ["b/1", "c/1"]
    assert await office.keys(a, colliding=True) == ["a/1", "b/1", "c/1"]
    assert await office.keys(a, start=NOW + timedelta(hours=2)) == ["b/1", "c/1", "d/1", "e/1"]
    assert await office.keys(a, end=NOW + timedelta(hours=2)) == ["a/1"]


async def test_pages_miss_nothing_of_one_moment(office: Office) -> None:
    await office.put(*(planned("a", str(number)) for number in range(7)))
    keys = await office.keys(plugin("a"))
    assert sorted(keys) == [f"a/{number}" for number in range(7)]


async def test_a_stretch_after_the_other_is_read(office: Office, monkeypatch) -> None:
    monkeypatch.setattr("selaras.matching.handlers.calendar._STRETCH", 2)
    await office.put(
        *(planned("a", str(number), hours=number // 3 * 30) for number in range(1, 12)),
        planned("b", "x", hours=95),
    )
    assert sorted(await office.keys(plugin("a"))) == sorted(
        [*(f"a/{number}" for number in range(1, 12)), "b/x"]
    )
    assert await office.keys(plugin("a"), agency="b") == ["b/x"]
    assert await office.keys(plugin("a"), colliding=True) == _by_time(
        [("b/x", 95), *((f"a/{number}", number // 3 * 30) for number in range(9, 12))]
    )


def _by_time(plans: list[tuple[str, int]]) -> list[str]:
    plans = sorted(plans, key=lambda plan: (plan[1], plan_id(b"of the fake", plan[0])))
    return [key for key, _ in plans]


@pytest.mark.parametrize("token", ["x", "bm90IGpzb24=", "WzFd", "WyJhIiwiYiJd", "WzEsIDJd"])
async def test_a_bad_page_token_is_named(office: Office, token: str) -> None:
    with pytest.raises(InvalidRequest, match="PAGE_TOKEN_INVALID"):
        await office.calendar.page(plugin("a"), MONTH, 0, token)


@pytest.mark.parametrize(
    "period",
    [
        {"end": NOW},
        {"end": NOW - timedelta(days=1)},
        {"end": NOW + timedelta(days=100, seconds=1)},
        {"start": NOW.replace(year=1)},
        {"start": NOW.replace(year=9999), "end": NOW.replace(year=9999, month=12)},
    ],
)
async def test_a_bad_period_is_named(office: Office, period) -> None:
    with pytest.raises(InvalidRequest, match="PERIOD_INVALID"):
        await office.plans(plugin("a"), **period)


# Collisions


async def test_two_agencies_on_one_topic_within_a_day(office: Office) -> None:
    await office.put(
        planned("a", "own", hours=24),
        planned("b", "before", hours=0),
        planned("b", "after", hours=48),
        planned("b", "late", hours=48.01),
        planned("b", "school", hours=24, title="Ujian", body=SCHOOL),
        planned("b", "nothing", hours=24, title="Pengumuman", body="Harap maklum."),
        planned("c", "far", hours=24, area="33.74"),
        planned("c", "nation", hours=24.5, area=""),
        planned("c", "hidden", hours=24, share_level=CONTACT),
        planned("a", "other", hours=24),
    )
    ways = await office.ways(plugin("a"))
    near = [("same_topic", "c/nation"), ("same_topic", "b/before"), ("same_topic", "b/after")]
    assert ways["a/own"][0] == near[0]
    assert sorted(ways["a/own"]) == sorted(near)
    assert ways["b/school"] == ways["b/nothing"] == []
    assert ("same_topic", "a/own") in ways["b/before"]
    assert ("same_topic", "a/own") not in ways["b/late"]


async def test_audiences_that_have_nobody_in_common_do_not_collide(office: Office) -> None:
    await office.put(
        planned("a", audience_tags=("Lansia",)),
        planned("b", audience_tags=("ibu hamil",), share_level=FULL),
        planned("c", audience_tags=("lansia", "veteran"), share_level=FULL),
        planned("d", share_level=FULL),
    )
    ways = await office.ways(plugin("a"))
    assert sorted(key for _, key in ways["a/1"]) == ["c/1", "d/1"]


async def test_what_is_hidden_decides_no_collision(office: Office) -> None:
    """Who may not know areas and audience of a draft must not learn them from what collides."""
    fields = {"audience_tags": ("ibu hamil",), "area_codes": ("33.74",)}
    await office.put(planned("a", audience_tags=("lansia",)), planned("b", **fields))
    assert (await office.ways(plugin("a")))["a/1"] == [("same_topic", "b/1")]
    await office.put(planned("b", share_level=FULL, version=2, **fields))
    assert (await office.ways(plugin("a")))["a/1"] == []


async def open_case(office: Office, left: Message, right: Message, **fields: object) -> str:
    """A live case of two messages of two agencies."""
    case = await office.open([left, right], [finding(left, right, **fields)])
    return case.id


async def test_a_case_is_in_the_way_of_both_however_far_apart(office: Office) -> None:
    mine = planned("a", hours=1)
    theirs = planned("b", hours=400, area="33.74", title="Ujian", body=SCHOOL)
    case_id = await open_case(office, mine, theirs)
    for caller in (plugin("a"), plugin("b"), owner("a"), coordinator(), FEED):
        assert await office.ways(caller) == {
            "a/1": [("case", "b/1")],
            "b/1": [("case", "a/1")],
        }
    [plan, _] = await office.plans(plugin("a"))
    [collision] = plan.collisions
    assert (collision.agency, collision.case_id) == ("b", case_id)
    assert await office.ways(plugin("z")) == {"a/1": [], "b/1": []}
    assert await office.ways(coordinator(("pertanian",))) == {}


async def test_a_case_comes_before_a_topic_and_a_pair_is_named_once(office: Office) -> None:
    mine, theirs = planned("a", hours=1), planned("b", hours=3)
    await open_case(office, mine, theirs)
    await office.put(planned("c", hours=1))
    assert (await office.ways(plugin("a")))["a/1"] == [("case", "b/1"), ("same_topic", "c/1")]


async def test_a_case_that_is_over_is_in_nobodys_way(office: Office) -> None:
    mine, theirs = planned("a", hours=1), planned("b", hours=300)
    case_id = await open_case(office, mine, theirs)
    async with office.store.transaction() as transaction:
        case = await transaction.case(case_id)
        await transaction.put_case(replace(case, state=CaseState.RESOLVED))
    assert await office.ways(plugin("a")) == {"a/1": [], "b/1": []}


async def test_what_people_are_not_told_of_is_in_nobodys_way(office: Office) -> None:
    mine, theirs = planned("a", hours=1), planned("b", hours=300)
    case_id = await open_case(office, mine, theirs)
    async with office.store.transaction() as transaction:
        weak = finding(mine, theirs, confidence=Confidence.POSSIBLE, case_id=case_id)
        await transaction.put_finding(weak)
    assert await office.ways(plugin("a")) == {"a/1": [], "b/1": []}


@pytest.mark.parametrize(
    "fields",
    [
        {"share_level": CONTACT},
        {"publish_time": None},
        {"share_level": CONTACT, "publish_time": None},
    ],
)
async def test_the_own_case_with_what_is_not_listed_is_told_by_agency_alone(
    office: Office, fields
) -> None:
    """CONTACT tells that there is a clash and with whom; not even whether it has a time."""
    mine = planned("a", hours=1)
    case_id = await open_case(office, mine, planned("b", **fields))
    for caller in (plugin("a"), coordinator()):
        [plan] = await office.plans(caller)
        [collision] = plan.collisions
        assert collision.kind is CollisionKind.CASE
        assert (collision.plan_id, collision.agency, collision.case_id) == ("", "b", case_id)


async def test_a_clash_of_two_others_of_which_one_is_hidden_is_not_told(office: Office) -> None:
    """Who has a part in a case learns nothing of pairs that others have in it."""
    one, two = planned("a", hours=1), planned("b", hours=200, share_level=FULL)
    three = planned("c", hours=300, share_level=CONTACT)
    await office.open([two, one, three], [finding(two, one), finding(two, three)])
    ways = await office.ways(plugin("a"))
    assert ways == {"a/1": [("case", "b/1")], "b/1": [("case", "a/1")]}
    assert (await office.ways(plugin("b")))["b/1"] == [("case", "a/1"), ("case", "?")]


def test_a_reveal_is_another_agencys_title_that_is_not_public() -> None:
    agency = Agency("b", "B", AgencyLevel.KOTA, "32.78")
    for level in ShareLevel:
        for state in (MessageState.LIVE, MessageState.PUBLISHED):
            card = card_of(planned("b", share_level=level, state=state, agency=agency), "")
            assert card is not None
            mine, other = see(Viewer("b"), card, "x"), see(Viewer("a"), card, "x")
            assert mine is not None
            assert not mine.is_reveal
            reveals = other is not None and other.is_reveal
            assert reveals is (level is FULL and state is MessageState.LIVE)
