"""What holds a notice back, and what lets it through."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.alerting.domain.case import Relation, Severity
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import Agency, Hours, Recipient
from selaras.alerting.domain.notice import AlertKind, News
from selaras.alerting.domain.quiet import Crisis, Matcher, Silence
from selaras.alerting.domain.track import Track
from selaras.alerting.entrypoints.convert import from_proto_case
from selaras.alerting.route.calendar import Calendar
from selaras.alerting.route.crises import concerns
from selaras.alerting.route.noise import (
    NoiseRules,
    Quiet,
    gate,
    graver,
    has_room,
    inhibited,
    shown,
    wait_for_more,
)
from selaras.alerting.route.silences import matches, silence_on

from tests.fakes.alerting import case_payload
from tests.support.alerting import MONDAY, at, owner

NOW = MONDAY  # 09:00
NIGHT = at(20)
OFFICE = (Hours(frozenset({1, 2, 3, 4, 5}), 8 * 60, 16 * 60),)
RULES = NoiseRules()
HOUR = timedelta(hours=1)


def event(**fields):
    values = {"severity": "HIGH", "topic": "kesehatan", "areas": ("32.78",)} | fields
    return from_proto_case(case_payload(**values))


def to(**fields) -> Recipient:
    return Recipient(Agency("dinkes", "Dinkes", 4, "32.78"), owner(**fields))


def silence(start=NOW - HOUR, end=NOW + HOUR, **matcher) -> Silence:
    return Silence("s1", Matcher(**matcher), "Sudah dibahas.", "x", start, end, start)


def crisis(topic: str = "", area: str = "") -> Crisis:
    return Crisis("c1", area, topic, "Banjir", "x", NOW - HOUR, NOW + timedelta(days=1))


def quiet(silences=(), crises=(), rules: NoiseRules = RULES) -> Quiet:
    return Quiet(tuple(silences), tuple(crises), Calendar(lambda _: False), rules)


def held(case, who, kind=AlertKind.OPENED, *, calm=None, recent=(), now=NOW):
    hold = gate(case, who, kind, calm or quiet(), recent=recent, now=now)
    return (hold.reason, hold.until) if hold else None


@pytest.mark.parametrize(
    ("matcher", "held_back"),
    [
        ({}, True),
        ({"agency_id": "dinkes"}, True),
        ({"agency_id": "disdik"}, False),
        ({"owner_id": "humas"}, True),
        ({"owner_id": "sekre"}, False),
        ({"case_id": "cases/c1"}, True),
        ({"case_id": "cases/c2"}, False),
        ({"topic": "kesehatan"}, True),
        ({"topic": "pajak"}, False),
        ({"area_code": "32"}, True),
        ({"area_code": "32.78"}, True),
        ({"area_code": "32.78.01"}, False),
        ({"area_code": "33"}, False),
        ({"max_severity": 3}, True),
        ({"max_severity": 2}, False),
        ({"other_id": "disdik"}, True),
        ({"other_id": "kemenag"}, False),
        ({"agency_id": "dinkes", "topic": "pajak"}, False),
    ],
)
def test_each_field_of_a_silence_that_is_set_must_match(matcher, held_back):
    assert matches(Matcher(**matcher), event(), to()) is held_back


def test_only_a_silence_that_names_it_holds_a_critical_case():
    critical = event(severity="CRITICAL")
    assert not matches(Matcher(), critical, to())
    assert not matches(Matcher(max_severity=3), critical, to())
    assert matches(Matcher(max_severity=4), critical, to())


def test_a_case_of_the_whole_country_lies_in_no_area():
    assert not matches(Matcher(area_code="32"), event(areas=()), to())


@pytest.mark.parametrize(
    ("start", "end", "in_force"),
    [
        (NOW, NOW + HOUR, True),
        (NOW + HOUR, NOW + 2 * HOUR, False),
        (NOW - HOUR, NOW, False),
    ],
)
def test_a_silence_holds_from_its_start_until_its_end(start, end, in_force):
    assert (silence_on([silence(start, end)], event(), to(), NOW) is not None) is in_force


def test_the_silence_that_lasts_longest_counts():
    short, long = silence(), silence(end=NOW + 5 * HOUR)
    assert silence_on([short, long, short], event(), to(), NOW) is long
    assert held(event(), to(), calm=quiet([short, long])) == (Reason.HELD_SILENCE, long.end)


@pytest.mark.parametrize(
    ("topic", "area", "concerned"),
    [
        ("kesehatan", "", True),
        ("bencana", "", False),
        ("", "32", True),
        ("", "32.78.01", True),
        ("", "33", False),
        ("kesehatan", "33", False),
    ],
)
def test_a_crisis_is_about_a_topic_or_an_area(topic, area, concerned):
    assert concerns(crisis(topic, area), "kesehatan", ("32.78",)) is concerned


@pytest.mark.parametrize(
    ("fields", "who", "now", "expected"),
    [
        ({}, {}, NIGHT, None),
        ({}, {"hours": OFFICE}, NOW, None),
        ({}, {"hours": OFFICE}, NIGHT, (Reason.HELD_WORKING_HOURS, at(8, day=6))),
        (
            {"severity": "CRITICAL"},
            {"hours": OFFICE},
            NIGHT,
            (Reason.HELD_WORKING_HOURS, at(8, day=6)),
        ),
        # It would be told after the post went out.
        ({"deadline": at(6, day=6)}, {"hours": OFFICE}, NIGHT, None),
        (
            {"deadline": at(6, day=6), "severity": "MEDIUM"},
            {"hours": OFFICE},
            NIGHT,
            (Reason.HELD_WORKING_HOURS, at(8, day=6)),
        ),
        (
            {"deadline": at(9, day=6)},
            {"hours": OFFICE},
            NIGHT,
            (Reason.HELD_WORKING_HOURS, at(8, day=6)),
        ),
        (
            {"deadline": at(19)},
            {"hours": OFFICE},
            NIGHT,
            (Reason.HELD_WORKING_HOURS, at(8, day=6)),
        ),
    ],
)
def test_working_hours(fields, who, now, expected):
    assert held(event(**fields), to(**who), now=now) == expected


@pytest.mark.parametrize(
    ("fields", "kind", "expected"),
    [
        ({}, AlertKind.OPENED, (Reason.HELD_DIGEST, at(8, day=6))),
        ({}, AlertKind.UPDATED, (Reason.HELD_DIGEST, at(8, day=6))),
        ({}, AlertKind.RESOLVED, (Reason.HELD_DIGEST, at(8, day=6))),
        ({}, AlertKind.PROPOSED, None),
        ({}, AlertKind.REMINDER, None),
        ({"severity": "MEDIUM"}, AlertKind.OPENED, None),
        ({"deadline": at(15)}, AlertKind.OPENED, None),
        ({"deadline": at(15, day=7)}, AlertKind.OPENED, (Reason.HELD_DIGEST, at(8, day=6))),
    ],
)
def test_what_is_of_low_severity_waits_for_the_digest(fields, kind, expected):
    assert held(event(**{"severity": "LOW"} | fields), to(), kind) == expected


def test_the_digest_comes_when_the_owners_day_starts_or_not_at_all():
    early = (Hours(frozenset(range(1, 8)), 6 * 60 + 30, 14 * 60),)
    low = event(severity="LOW")
    assert held(low, to(hours=early)) == (Reason.HELD_DIGEST, at(6, 30, day=6))
    assert held(low, to(), calm=quiet(rules=replace(RULES, digest=None))) is None


def test_the_limit_of_an_hour_holds_until_there_is_room():
    recent = [NOW - timedelta(minutes=59 - minute) for minute in range(20)]
    full = (Reason.HELD_RATE_LIMIT, NOW + timedelta(minutes=1))
    assert held(event(), to(), recent=recent) == full
    assert held(event(), to(), recent=recent[1:]) is None
    assert held(event(severity="CRITICAL"), to(), recent=recent) is None
    unlimited = quiet(rules=replace(RULES, hourly=0))
    assert held(event(), to(), calm=unlimited, recent=recent) is None


def test_there_is_room_when_enough_of_them_are_an_hour_old():
    recent = [NOW - timedelta(minutes=minutes) for minutes in (50, 40, 30, 20)]
    rules = replace(RULES, hourly=3)
    assert has_room(recent, rules, NOW) == NOW + timedelta(minutes=20)


def test_a_crisis_lets_everything_through_but_what_is_silenced():
    low, night_owl = event(severity="LOW"), to(hours=OFFICE)
    recent = [NOW] * 30
    floods = quiet(crises=[crisis(topic="kesehatan")])
    assert held(low, night_owl, calm=floods, recent=recent, now=NIGHT) is None
    both = quiet([silence(end=at(23))], [crisis(topic="kesehatan")])
    assert held(low, to(), calm=both, now=at(20)) == (Reason.HELD_SILENCE, at(23))


@pytest.mark.parametrize(
    ("news", "deadline", "seconds"),
    [
        ((), None, 30),
        ((), timedelta(hours=2), 30),
        ((), timedelta(minutes=14), 0),
        ((), timedelta(minutes=-5), 0),
        ((News.AGENCY,), None, 300),
        ((News.AGENCY,), timedelta(minutes=14), 0),
        ((News.RELATION,), None, 0),
        ((News.SEVERITY, News.AGENCY), None, 0),
    ],
)
def test_how_long_to_wait_for_more(news, deadline, seconds):
    told = event(deadline=NOW + deadline if deadline else None)
    assert wait_for_more(told, news, NOW, RULES) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("fields", "knows", "expected"),
    [
        ({}, True, ()),
        ({}, False, (News.RELATION,)),
        ({"overlap": True}, False, ()),
        ({"severity": "CRITICAL"}, True, (News.SEVERITY,)),
        ({"severity": "LOW"}, True, ()),
        ({"others": ("disdik", "kemenag")}, True, (News.AGENCY,)),
        ({"others": ("kemenag",)}, True, (News.AGENCY,)),
    ],
)
def test_what_makes_a_case_graver(fields, knows, expected):
    track = Track("cases/c1", "dinkes", 1).heard(event())
    assert graver(track, event(**fields), knows_contradiction=knows) == expected


def test_a_track_that_notes_nothing_yet_hears_no_false_news():
    track = Track("cases/c1", "dinkes", 1)
    assert graver(track, event(severity="CRITICAL"), knows_contradiction=True) == ()


def test_an_overlap_is_inhibited_where_all_of_its_pairs_contradict_elsewhere():
    overlap = event(overlap=True, others=("disdik", "kemenag"))
    one = ("agencies/dinkes/drafts/post-1", "disdik")
    two = ("agencies/dinkes/drafts/post-1", "kemenag")
    assert not inhibited(overlap, frozenset({one}))
    assert inhibited(overlap, frozenset({one, two}))
    assert not inhibited(event(), frozenset({one}))
    assert not inhibited(event(overlap=True, findings=False), frozenset())


def test_the_overlap_of_a_pair_that_contradicts_is_not_shown():
    both = (*event().findings, *event(overlap=True, others=("disdik", "kemenag")).findings)
    assert [(item.relation, item.other.agency_id) for item in shown(both)] == [
        (Relation.CONTRADICTION, "disdik"),
        (Relation.OVERLAP, "kemenag"),
    ]


def test_an_agency_that_only_overlaps_is_in_no_contradiction_of_others():
    mixed = replace(event(overlap=True), relation=Relation.CONTRADICTION)
    assert mixed.own_relation is Relation.OVERLAP


def test_an_event_that_does_not_say_how_grave_it_is_is_not_taken_for_a_light_one():
    assert from_proto_case(case_payload()).severity is Severity.HIGH
    assert from_proto_case(case_payload(overlap=True)).severity is Severity.MEDIUM
