"""Reports on cases: what is counted when, for whom, and how long things took."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from selaras.kit.auth import PEOPLE, Caller, Role
from selaras.kit.errors import InvalidRequest, PermissionDenied
from selaras.matching.domain.case import Case, CaseState, Resolution, ResolutionKind
from selaras.matching.domain.case_history import (
    NOTHING,
    CaseFigures,
    CaseHistory,
    CaseReport,
    DayFigures,
    Period,
    figures,
    report,
)
from selaras.matching.domain.case_ledger import Ledger, histories
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.domain.message import MessageState
from selaras.matching.domain.review import ReviewReason
from selaras.matching.entrypoints.case_report import to_proto_report
from selaras.matching.handlers.case_report import CaseReporter, ReportQuery, days_of

from tests.fakes.matching_ledgers import FakeLedgers
from tests.support.matching import NOW, finding, message
from tests.support.matching_cases import ADMIN, Room, coordinator, head, owner, plugin

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = ReportQuery(NOW - DAY, NOW + 6 * DAY, "UTC")
WRONG = ReviewReason.OTHER_AREA


class Bureau(Room):
    """A room where figures are made, with a clock that goes on."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.reporter = CaseReporter(FakeLedgers(self.store))

    async def make(self, caller: Caller, **wanted: object) -> CaseReport:
        return (await self.reporter.make(caller, replace(WEEK, **wanted))).report

    async def total(self, caller: Caller = ADMIN, **wanted: object) -> CaseFigures:
        return (await self.make(caller, **wanted)).total

    async def case_of(self, *agencies: str, **fields: object) -> tuple[Case, list[Finding]]:
        """A case of the first agency with each of the others, opened now."""
        number = str(len(self.store.messages))
        messages = [message(name, number) for name in agencies]
        pairs = [finding(messages[0], other) for other in messages[1:]]
        case = await self.open(messages, pairs)
        if fields:
            case = replace(case, **fields)
            async with self.store.transaction() as transaction:
                await transaction.put_case(case)
        return case, pairs

    async def publish(self, key: str, time: datetime) -> None:
        stored = self.store.messages[key]
        async with self.store.transaction() as transaction:
            await transaction.put_message(
                replace(stored.message, state=MessageState.PUBLISHED, publish_time=time)
            )

    def pass_time(self, hours: float) -> None:
        self.clock.advance(timedelta(hours=hours))


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


# What is counted


async def test_nothing_happened(bureau: Bureau) -> None:
    made = await bureau.make(ADMIN)
    assert made.total == NOTHING
    assert (made.agencies, made.topics) == ({}, {})
    assert [day.day for day in made.days] == [f"2026-05-{day:02}" for day in range(3, 11)]
    assert to_proto_report(await bureau.reporter.make(ADMIN, WEEK)).total.closed == 0


async def test_a_case_is_counted_for_each_agency_and_once_as_a_whole(bureau: Bureau) -> None:
    await bureau.case_of("a", "b", "c", topic="kesehatan")
    await bureau.case_of("a", "d", topic="", relation=Relation.OVERLAP)
    made = await bureau.make(ADMIN)
    assert made.total == CaseFigures(opened=2, contradictions=1, open=2, findings=3)
    assert made.agencies == {
        "a": CaseFigures(opened=2, contradictions=1, open=2, findings=3),
        "b": CaseFigures(opened=1, contradictions=1, open=1, findings=1),
        "c": CaseFigures(opened=1, contradictions=1, open=1, findings=1),
        "d": CaseFigures(opened=1, open=1, findings=1),
    }
    assert made.topics == {
        "": CaseFigures(opened=1, open=1, findings=1),
        "kesehatan": CaseFigures(opened=1, contradictions=1, open=1, findings=2),
    }


async def test_the_time_to_acknowledge_is_the_median_of_the_first_ones(bureau: Bureau) -> None:
    case, _ = await bureau.case_of("a", "b", "c")
    for agency, hours in (("a", 1), ("b", 2), ("c", 7)):
        bureau.pass_time(hours)
        await bureau.decisions.acknowledge(owner(agency), case.id)
        await bureau.decisions.acknowledge(owner(agency), case.id)
    made = await bureau.make(ADMIN)
    assert (made.total.acknowledgements, made.total.time_to_acknowledge) == (3, 3 * HOUR)
    assert made.agencies["c"].time_to_acknowledge == 10 * HOUR
    assert made.agencies["a"].acknowledgements == 1
    assert (await bureau.total(start=NOW + 2 * HOUR)).time_to_acknowledge == 6.5 * HOUR


async def test_who_joins_later_is_not_blamed_for_the_time_before(bureau: Bureau) -> None:
    case, _ = await bureau.case_of("a", "b")
    bureau.pass_time(48)
    async with bureau.store.transaction() as transaction:
        late = message("c", "late")
        await transaction.put_message(late)
        pair = finding(message("a", "0"), late, case_id=case.id)
        await transaction.put_finding(pair)
        known = await transaction.case(case.id)
        party = replace(known.parties[0], agency="c")
        await transaction.put_case(replace(known, parties=(*known.parties, party)))
        entry = replace(bureau.store.timelines[case.id][1], time=bureau.clock.now())
        await transaction.note(case.id, replace(entry, subject=f"findings/{pair.id}"))
    bureau.pass_time(2)
    await bureau.decisions.acknowledge(owner("c"), case.id)
    assert (await bureau.total()).time_to_acknowledge == 2 * HOUR


async def test_what_is_agreed_on_is_counted_with_the_last_yes(bureau: Bureau) -> None:
    case, _ = await bureau.case_of("a", "b", "c")
    bureau.pass_time(1)
    await bureau.decisions.propose(owner("a"), case.id, ResolutionKind.BOTH_RIGHT, "", "")
    bureau.pass_time(1)
    await bureau.decisions.answer(owner("b"), case.id, 1, agree=True, note="")
    assert (await bureau.total()).agreements == 0
    bureau.pass_time(1)
    await bureau.decisions.answer(owner("c"), case.id, 1, agree=True, note="")
    total = await bureau.total()
    assert (total.agreements, total.time_to_agree) == (1, 3 * HOUR)
    assert (total.closed, total.open, total.false_alarms) == (1, 0, 0)
    assert (await bureau.total(end=NOW + 3 * HOUR)).agreements == 0


async def test_agreed_that_somebody_corrects_is_not_closed_yet(bureau: Bureau) -> None:
    case, _ = await bureau.case_of("a", "b")
    await bureau.decisions.propose(owner("a"), case.id, ResolutionKind.WE_CORRECT, "", "")
    await bureau.decisions.answer(owner("b"), case.id, 1, agree=True, note="")
    total = await bureau.total()
    assert (total.agreements, total.closed, total.open) == (1, 0, 1)


async def test_a_false_alarm_takes_the_word_of_both_or_of_a_coordinator(bureau: Bureau) -> None:
    _, [one] = await bureau.case_of("a", "b")
    _, [other] = await bureau.case_of("a", "c")
    await bureau.dismissals.dismiss(owner("a"), one.id, WRONG, "")
    assert (await bureau.total()).false_alarms == 0
    bureau.pass_time(5)
    await bureau.dismissals.dismiss(owner("b"), one.id, WRONG, "")
    total = await bureau.total()
    assert (total.findings, total.false_alarms) == (2, 1)
    assert (total.agreements, total.time_to_agree) == (1, 5 * HOUR)
    await bureau.dismissals.dismiss(coordinator(), other.id, WRONG, "")
    assert (await bureau.make(ADMIN)).agencies["c"].false_alarms == 1
    assert (await bureau.total()).false_alarms == 2


async def test_agreed_as_a_false_alarm_is_one(bureau: Bureau) -> None:
    case, _ = await bureau.case_of("a", "b")
    await bureau.decisions.propose(owner("a"), case.id, ResolutionKind.FALSE_ALARM, "", "")
    await bureau.decisions.answer(owner("b"), case.id, 1, agree=True, note="")
    assert (await bureau.total()).false_alarms == 1


@pytest.mark.parametrize(
    ("hours", "counts"), [(None, 0), (-1, 0), (0, 1), (3, 1), (9.9, 1), (10, 0), (11, 0)]
)
async def test_what_went_out_while_the_case_was_open(bureau: Bureau, hours, counts) -> None:
    case, [pair] = await bureau.case_of("a", "b")
    bureau.pass_time(10)
    for agency in ("a", "b"):
        await bureau.dismissals.dismiss(owner(agency), pair.id, WRONG, "")
    if hours is not None:
        await bureau.publish("b/0", case.create_time + hours * HOUR)
    assert (await bureau.total()).published_open == counts


async def test_merging_closes_one_and_alerts_nobody_twice(bureau: Bureau) -> None:
    one, _ = await bureau.case_of("a", "b")
    two, _ = await bureau.case_of("a", "c")
    bureau.pass_time(1)
    await bureau.regroup.merge(head("a"), one.id, [two.id], "")
    total = await bureau.total()
    assert (total.opened, total.closed, total.open, total.findings) == (2, 1, 1, 2)
    bureau.pass_time(1)
    await bureau.decisions.acknowledge(owner("c"), one.id)
    assert (await bureau.total()).time_to_acknowledge == HOUR


async def test_what_a_split_takes_along_is_no_new_finding(bureau: Bureau) -> None:
    case, pairs = await bureau.case_of("a", "b", "c")
    bureau.pass_time(1)
    _, moved = await bureau.regroup.split(head("a"), case.id, [pairs[1].id], "")
    await bureau.publish("c/0", NOW + 2 * HOUR)
    total = await bureau.total()
    assert (total.opened, total.findings) == (2, 2)
    late = await bureau.total(start=NOW + HOUR)
    assert (late.opened, late.findings, late.published_open) == (1, 0, 1)
    assert moved.create_time == NOW + HOUR


async def test_the_periods_first_moment_counts_and_its_last_does_not(bureau: Bureau) -> None:
    await bureau.case_of("a", "b")
    assert (await bureau.total(start=NOW)).opened == 1
    assert await bureau.total(end=NOW) == NOTHING
    later = await bureau.total(start=NOW + HOUR)
    assert (later.opened, later.open, later.findings) == (0, 1, 0)


async def test_what_was_over_before_is_left_out_even_if_it_is_commented(bureau: Bureau) -> None:
    case, [pair] = await bureau.case_of("a", "b")
    await bureau.dismissals.dismiss(coordinator(), pair.id, WRONG, "")
    bureau.pass_time(24)
    await bureau.decisions.comment(owner("a"), case.id, "Terima kasih.", "")
    made = await bureau.make(ADMIN, start=NOW + HOUR)
    assert (made.total, made.agencies, made.topics) == (NOTHING, {}, {})


def test_a_case_without_a_timeline_closes_with_its_last_change() -> None:
    old = Case(
        "c", CaseState.RESOLVED, 2, Relation.OVERLAP, (), NOW, NOW + HOUR, Resolution.CORRECTED
    )
    [history] = histories(Ledger(cases=[old]))
    assert (history.close_time, history.agree_time) == (NOW + HOUR, None)


# Days


async def test_days_are_those_of_the_time_zone(bureau: Bureau) -> None:
    """02:00 UTC is the day before in Honolulu."""
    await bureau.case_of("a", "b")
    made = await bureau.make(ADMIN, time_zone="Pacific/Honolulu", end=NOW + DAY)
    assert made.days == (
        DayFigures("2026-05-02", 0, 0, 0),
        DayFigures("2026-05-03", 1, 0, 1),
        DayFigures("2026-05-04", 0, 0, 1),
    )
    asia = await bureau.make(ADMIN, time_zone="", end=NOW + HOUR)
    assert asia.days[-1] == DayFigures("2026-05-04", 1, 0, 1)


def test_days_are_cut_where_the_period_is_and_have_no_gaps() -> None:
    zone = ZoneInfo("Europe/Berlin")  # the clocks go forward on 29 March 2026
    start, end = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, 5, tzinfo=UTC)
    days = days_of(Period(start, end), zone)
    assert [name for name, _ in days] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    assert (days[0][1].start, days[-1][1].end) == (start, end)
    assert [day.end for _, day in days[:-1]] == [day.start for _, day in days[1:]]
    assert days[1][1].end - days[1][1].start == 23 * HOUR


def test_days_count_as_the_whole_does() -> None:
    cases = [
        CaseHistory(
            str(number),
            Relation.OVERLAP,
            "",
            frozenset("ab"),
            NOW + number * 7 * HOUR,
            NOW + number * 9 * HOUR + HOUR if number % 3 else None,
        )
        for number in range(20)
    ]
    period = Period(NOW + DAY, NOW + 5 * DAY)
    days = days_of(period, ZoneInfo("Asia/Jakarta"))
    made = report(cases, period, days)
    assert made.total == figures(cases, period)
    assert sum(day.opened for day in made.days) == made.total.opened > 0
    assert sum(day.closed for day in made.days) == made.total.closed > 0
    assert made.days[-1].open == made.total.open > 0
    for day, (_, span) in zip(made.days, days, strict=True):
        alone = figures(cases, span)
        assert (day.opened, day.closed, day.open) == (alone.opened, alone.closed, alone.open)


# For whom


async def three_cases(bureau: Bureau) -> None:
    await bureau.case_of("a", "b", topic="kesehatan", area_codes=("32.78",))
    await bureau.case_of("a", "c", topic="pendidikan", area_codes=("33.74",))
    await bureau.case_of("b", "c", topic="kesehatan", area_codes=("33.74",))


@pytest.mark.parametrize(
    ("caller", "opened", "agencies"),
    [
        (ADMIN, 3, "abc"),
        (coordinator(), 3, "abc"),
        (coordinator(("kesehatan",)), 2, "abc"),
        (coordinator(areas=("32",)), 1, "ab"),
        (coordinator(("kesehatan",), ("33",)), 1, "bc"),
        (coordinator(("pertanian",)), 0, ""),
        (head("a"), 2, "a"),
        (head("c"), 2, "c"),
        (head("z"), 0, ""),
    ],
)
async def test_whose_cases_are_counted(bureau: Bureau, caller, opened, agencies) -> None:
    await three_cases(bureau)
    made = await bureau.make(caller)
    assert made.total.opened == opened
    assert list(made.agencies) == list(agencies)


@pytest.mark.parametrize(
    ("caller", "agency", "opened"),
    [
        (ADMIN, "a", 2),
        (ADMIN, "z", 0),
        (coordinator(areas=("32",)), "a", 1),
        (coordinator(areas=("32",)), "c", 0),
        (head("a"), "a", 2),
        (head("a"), "b", 0),
    ],
)
async def test_of_one_agency(bureau: Bureau, caller, agency, opened) -> None:
    await three_cases(bureau)
    made = await bureau.make(caller, agency=agency)
    assert made.total.opened == opened
    assert list(made.agencies) == ([agency] if opened else [])
    assert made.agencies.get(agency, made.total) == made.total
    if not opened:
        assert (made.total, made.topics) == (NOTHING, {})
        assert {(day.opened, day.closed, day.open) for day in made.days} == {(0, 0, 0)}


async def test_a_head_hears_what_the_own_agency_did(bureau: Bureau) -> None:
    case, _ = await bureau.case_of("a", "b", "c")
    bureau.pass_time(1)
    await bureau.decisions.acknowledge(owner("b"), case.id)
    assert (await bureau.total(head("a"))).acknowledgements == 0
    assert (await bureau.total(head("b"))).acknowledgements == 1
    assert (await bureau.total(head("b"))).findings == 1
    assert (await bureau.make(head("b"))).topics[case.topic].findings == 1


async def test_of_one_topic(bureau: Bureau) -> None:
    await three_cases(bureau)
    made = await bureau.make(ADMIN, topic="kesehatan")
    assert (made.total.opened, list(made.topics)) == (2, ["kesehatan"])


async def test_the_names_are_those_of_messages(bureau: Bureau) -> None:
    await three_cases(bureau)
    answer = to_proto_report(await bureau.reporter.make(ADMIN, WEEK))
    assert [item.agency.display_name for item in answer.agencies] == ["A", "B", "C"]
    assert [item.topic for item in answer.topics] == ["kesehatan", "pendidikan"]
    assert not answer.total.HasField("time_to_agree")


@pytest.mark.parametrize(
    "caller", [plugin("a"), owner("a"), Caller(Role.INTERNAL), Caller(Role.FEED, "a", "ani")]
)
async def test_who_gets_no_figures(bureau: Bureau, caller) -> None:
    with pytest.raises(PermissionDenied, match="ROLE_NOT_ALLOWED"):
        await bureau.make(caller)
    assert Role.OWNER in PEOPLE


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"end": WEEK.start}, "PERIOD_INVALID"),
        ({"end": WEEK.start + timedelta(days=400, seconds=1)}, "PERIOD_INVALID"),
        ({"time_zone": "Asia/Atlantis"}, "TIME_ZONE_INVALID"),
        ({"time_zone": "../etc/passwd"}, "TIME_ZONE_INVALID"),
        ({"time_zone": "America"}, "TIME_ZONE_INVALID"),
    ],
)
async def test_what_is_wrong_is_named(bureau: Bureau, wanted, reason) -> None:
    with pytest.raises(InvalidRequest, match=reason):
        await bureau.make(ADMIN, **wanted)
