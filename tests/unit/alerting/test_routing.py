"""Who is told first, who later, and why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.alerting.domain.case import Severity
from selaras.alerting.domain.decision import Reason
from selaras.alerting.domain.directory import (
    Agency,
    AgencyRecord,
    OwnerRole,
    Recipient,
    Shift,
)
from selaras.alerting.route.routing import Matter, RouteReason, plan

from tests.support.alerting import MONDAY, owner

NOW = MONDAY
ON_DUTY = (Shift(NOW - timedelta(hours=1), NOW + timedelta(hours=1)),)
OFF_DUTY = (Shift(NOW + timedelta(hours=5), NOW + timedelta(hours=9)),)
HEALTH = Matter(Severity.HIGH, "kesehatan", ("32.78",))


def record(*owners) -> AgencyRecord:
    return AgencyRecord(Agency("dinkes", "Dinkes", 4, "32.78"), owners, 1)


def coordinator(name: str = "prov", **fields) -> Recipient:
    return Recipient(Agency(name, name), owner("koor", role=OwnerRole.COORDINATOR, **fields))


def steps(*owners, matter: Matter = HEALTH, coordinators=()) -> list[tuple[str, int, str]]:
    routes = plan(record(*owners), coordinators, matter, NOW).routes
    return [(route.to.owner.owner_id, route.step, route.reason.value) for route in routes]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, RouteReason.OWNER),
        ({"topics": ("kesehatan", "bencana")}, RouteReason.OWNER_TOPIC),
        ({"area_codes": ("32.78",)}, RouteReason.OWNER_AREA),
        ({"area_codes": ("32",)}, RouteReason.OWNER_AREA),
        ({"area_codes": ("32.78.01",)}, RouteReason.OWNER_AREA),
        ({"topics": ("kesehatan",), "area_codes": ("32",)}, RouteReason.OWNER_TOPIC),
        ({"shifts": ON_DUTY}, RouteReason.OWNER_ON_DUTY),
        ({"min_severity": 3}, RouteReason.OWNER),
    ],
)
def test_an_owner_that_fits_is_told_first_and_the_reason_says_why(fields, reason):
    misfit = owner("lain", topics=("pajak",))
    assert steps(owner(**fields), misfit) == [("humas", 0, reason.value)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"topics": ("pajak",)}, Reason.SKIPPED_OTHER_TOPIC),
        ({"area_codes": ("33",)}, Reason.SKIPPED_OTHER_AREA),
        ({"area_codes": ("32.7",)}, Reason.SKIPPED_OTHER_AREA),
        ({"min_severity": 4}, Reason.SKIPPED_BELOW_SEVERITY),
    ],
)
def test_an_owner_that_does_not_fit_is_left_out_with_the_reason(fields, reason):
    found = plan(record(owner("a"), owner("b", **fields)), (), HEALTH, NOW)
    assert [route.to.owner.owner_id for route in found.routes] == ["a"]
    assert [(who.owner_id, why) for who, why in found.left_out] == [("b", reason)]


def test_a_case_of_the_whole_country_fits_every_area():
    matter = Matter(Severity.HIGH, "", ())
    assert steps(owner(area_codes=("91",)), matter=matter) == [("humas", 0, "OWNER_AREA")]


def test_where_nobody_fits_all_owners_are_told():
    found = plan(
        record(owner("a", topics=("pajak",)), owner("b", min_severity=4), owner("c", rank=7)),
        (),
        Matter(Severity.LOW, "kesehatan", ("32.78",)),
        NOW,
    )
    assert [route.to.owner.owner_id for route in found.at(0)] == ["c"]
    nobody = plan(
        record(owner("a", topics=("pajak",)), owner("b", rank=3, topics=("x",))), (), HEALTH, NOW
    )
    assert [(r.to.owner.owner_id, r.step, r.reason) for r in nobody.routes] == [
        ("a", 0, RouteReason.OWNER_FALLBACK),
        ("b", 0, RouteReason.OWNER_FALLBACK),
    ]
    assert nobody.left_out == ()


def test_an_agency_of_heads_alone_tells_them_first():
    assert steps(owner("kadis", role=OwnerRole.HEAD)) == [("kadis", 0, "OWNER_FALLBACK")]


def test_the_lower_rank_is_told_first_and_equals_together():
    assert steps(owner("a", rank=2), owner("b"), owner("c"), owner("d", rank=5)) == [
        ("b", 0, "OWNER"),
        ("c", 0, "OWNER"),
        ("a", 1, "NEXT_OWNER"),
        ("d", 2, "NEXT_OWNER"),
    ]


def test_while_somebody_is_on_duty_those_are_first_and_those_off_duty_last():
    assert steps(
        owner("free"), owner("off", shifts=OFF_DUTY), owner("duty", shifts=ON_DUTY, rank=9)
    ) == [
        ("duty", 0, "OWNER_ON_DUTY"),
        ("free", 1, "NEXT_OWNER"),
        ("off", 2, "NEXT_OWNER"),
    ]


def test_while_nobody_is_on_duty_turns_do_not_matter():
    assert [step for _, step, _ in steps(owner("free"), owner("off", shifts=OFF_DUTY))] == [0, 0]


def test_one_on_duty_for_another_topic_leaves_it_to_those_without_turns():
    assert steps(owner("free"), owner("duty", shifts=ON_DUTY, topics=("pajak",))) == [
        ("free", 0, "OWNER")
    ]


def test_a_shift_ends_at_its_end():
    shifts = (Shift(NOW - timedelta(hours=8), NOW),)
    assert not owner(shifts=shifts).on_duty(NOW)


def test_after_the_owners_come_the_heads_and_then_coordinators():
    people = (owner("humas"), owner("sekre", rank=1), owner("kadis", role=OwnerRole.HEAD))
    assert steps(*people, coordinators=[coordinator()]) == [
        ("humas", 0, "OWNER"),
        ("sekre", 1, "NEXT_OWNER"),
        ("kadis", 2, "HEAD"),
        ("koor", 3, "COORDINATOR"),
    ]


def test_a_head_who_wants_graver_cases_only_is_no_step():
    people = (owner("humas"), owner("kadis", role=OwnerRole.HEAD, min_severity=4))
    assert steps(*people, coordinators=[coordinator()]) == [
        ("humas", 0, "OWNER"),
        ("koor", 1, "COORDINATOR"),
    ]


@pytest.mark.parametrize(
    ("fields", "subscribed"),
    [
        ({}, True),
        ({"topics": ("kesehatan",)}, True),
        ({"topics": ("pajak",)}, False),
        ({"area_codes": ("32",)}, True),
        ({"area_codes": ("33",)}, False),
        ({"topics": ("kesehatan",), "area_codes": ("33",)}, False),
        ({"min_severity": 4}, False),
    ],
)
def test_a_coordinator_hears_of_what_it_is_subscribed_to(fields, subscribed):
    found = steps(owner(), coordinators=[coordinator(**fields)])
    assert (("koor", 1, "COORDINATOR") in found) is subscribed


def test_a_critical_case_is_told_to_coordinators_at_once():
    matter = Matter(Severity.CRITICAL, "kesehatan", ("32.78",))
    found = steps(owner(), owner("b", rank=1), matter=matter, coordinators=[coordinator()])
    assert found == [("humas", 0, "OWNER"), ("koor", 0, "COORDINATOR"), ("b", 1, "NEXT_OWNER")]


def test_the_assignee_is_told_alone_and_the_others_come_after():
    matter = Matter(Severity.HIGH, "kesehatan", ("32.78",), assignee="b")
    assert steps(owner("a"), owner("b"), matter=matter) == [
        ("b", 0, "ASSIGNEE"),
        ("a", 1, "NEXT_OWNER"),
    ]


def test_an_assignee_who_is_gone_is_ignored():
    matter = Matter(Severity.HIGH, "kesehatan", (), assignee="gone")
    assert steps(owner("a"), matter=matter) == [("a", 0, "OWNER")]


def test_a_head_may_be_the_assignee():
    matter = Matter(Severity.HIGH, assignee="kadis")
    assert steps(owner("a"), owner("kadis", role=OwnerRole.HEAD), matter=matter)[0] == (
        "kadis",
        0,
        "ASSIGNEE",
    )


def test_the_next_step_is_the_first_with_somebody_who_was_not_told():
    found = plan(record(owner("a"), owner("b", rank=1), owner("c", rank=1)), (), HEALTH, NOW)
    told = frozenset({("dinkes", "a"), ("dinkes", "b")})
    assert [route.to.owner.owner_id for route in found.next_after(told)] == ["c"]
    assert found.next_after(told | {("dinkes", "c")}) == ()


def test_a_coordinator_who_was_told_for_another_agency_holds_no_step_up():
    grave = Matter(Severity.CRITICAL, "kesehatan", ("32.78",))
    people = record(owner("a"), owner("kadis", role=OwnerRole.HEAD))
    found = plan(people, (coordinator(),), grave, NOW)
    told = frozenset({("dinkes", "a")})
    assert [route.to.owner.owner_id for route in found.next_after(told)] == ["kadis"]
