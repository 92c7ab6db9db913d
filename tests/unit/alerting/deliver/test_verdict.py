"""What is still worth sending."""

from __future__ import annotations

import pytest
from selaras.alerting.deliver.verdict import verdict
from selaras.alerting.ports.deliveries import Drop, Standing
from selaras.api.v1 import alert_pb2

STATE = ("OPENED", "UPDATED", "ESCALATED", "REMINDER", "ASSIGNED")
KINDS = [
    name.removeprefix("ALERT_KIND_")
    for name in alert_pb2.AlertKind.keys()  # noqa: SIM118  # an enum of protobuf is no mapping
    if not name.endswith("UNSPECIFIED")
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_nothing_speaks_against_is_sent(kind):
    assert verdict(kind, Standing()) is None
    assert verdict(kind, Standing(earlier=True, told=True)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_owner_who_is_gone_gets_nothing(kind):
    assert verdict(kind, Standing(owner_gone=True)) is Drop.OWNER_GONE


@pytest.mark.parametrize(
    ("kind", "dropped"),
    [(kind, kind not in {"RESOLVED", "DIGEST", "TEST"}) for kind in KINDS],
)
def test_of_a_resolved_case_only_the_last_notice_is_sent(kind, dropped):
    expected = Drop.CASE_RESOLVED if dropped else None
    assert verdict(kind, Standing(resolved=True)) is expected


@pytest.mark.parametrize(
    ("kind", "newer", "overtaken"),
    [
        *((kind, newer, True) for kind in STATE for newer in (*STATE, "RESOLVED")),
        *((kind, newer, False) for kind in STATE for newer in ("PROPOSED", "DECLINED")),
        ("PROPOSED", "DECLINED", True),
        ("DECLINED", "PROPOSED", True),
        ("PROPOSED", "REMINDER", False),
        ("DECLINED", "RESOLVED", True),
        ("RESOLVED", "OPENED", True),
        ("RESOLVED", "PROPOSED", False),
        ("DIGEST", "OPENED", False),
        ("LATER_KIND", "OPENED", False),
    ],
)
def test_a_newer_alert_that_tells_as_much_overtakes(kind, newer, overtaken):
    expected = Drop.OVERTAKEN if overtaken else None
    assert verdict(kind, Standing(newer=frozenset({newer}))) is expected


def test_the_end_of_the_case_is_the_reason_where_there_are_two():
    standing = Standing(resolved=True, newer=frozenset({"RESOLVED"}))
    assert verdict("OPENED", standing) is Drop.CASE_RESOLVED


def test_who_was_never_told_of_a_case_is_not_told_of_its_end():
    assert verdict("RESOLVED", Standing(earlier=True, told=False)) is Drop.NEVER_TOLD
    assert verdict("RESOLVED", Standing(earlier=True, told=True)) is None
    assert verdict("RESOLVED", Standing(earlier=False)) is None  # told by another way
