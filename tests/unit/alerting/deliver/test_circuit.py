"""What is let through a channel that is down, and one that catches up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.alerting.deliver.circuit import Gate, GateRules, Gates, Quota

from tests.support.deliveries import NOW

RULES = GateRules(failures=5, probe=30, longest=3600, pace=5)


def at(seconds: float):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def gate() -> Gate:
    return Gate(RULES)


def broken(gate: Gate) -> Gate:
    for _ in range(RULES.failures):
        gate.failed(NOW, None)
    return gate


def test_everything_passes_while_nothing_fails(gate):
    assert gate.is_plain
    assert gate.quota(NOW, 8) == Quota(8)


def test_it_opens_at_the_fifth_failure_in_a_row(gate):
    assert [gate.failed(NOW, None) for _ in range(6)] == [False] * 4 + [True, False]
    assert gate.is_open


def test_an_answer_in_between_begins_the_count_anew(gate):
    for _ in range(3):
        for _ in range(4):
            gate.failed(NOW, None)
        assert gate.succeeded(NOW) is False
    assert gate.is_plain


def test_one_probe_passes_every_thirty_seconds(gate):
    broken(gate)
    assert gate.quota(at(29.9), 8) == Quota(0, probe=True)
    quota = gate.quota(at(30), 8)
    assert quota == Quota(1, probe=True)
    gate.taken(quota, 1)
    assert gate.quota(at(31), 8).limit == 0  # one at a time
    gate.failed(at(32), None)
    gate.released()
    assert gate.quota(at(61), 8).limit == 0
    assert gate.quota(at(62), 8).limit == 1
    assert gate.quota(at(62), 0).limit == 0


def test_a_probe_that_ends_without_an_answer_is_followed_by_another(gate):
    quota = broken(gate).quota(at(30), 8)
    gate.taken(quota, 1)
    gate.released()
    assert gate.is_open
    assert gate.quota(at(30), 8).limit == 1


def test_nothing_to_probe_with_is_no_probe(gate):
    quota = broken(gate).quota(at(30), 8)
    gate.taken(quota, 0)
    assert gate.quota(at(30), 8).limit == 1


def test_a_probe_that_gets_through_closes_it_and_sets_a_pace(gate):
    broken(gate)
    assert gate.succeeded(at(30)) is True
    assert gate.succeeded(at(30)) is False
    assert not gate.is_open
    assert gate.is_paced
    assert gate.quota(at(30), 8).limit == 0
    quota = gate.quota(at(30.5), 8)
    assert quota == Quota(2)
    gate.taken(quota, 2)
    assert gate.quota(at(30.5), 8).limit == 0
    assert gate.quota(at(31.5), 8).limit == 5
    assert gate.quota(at(3600), 80).limit == 5  # a second's worth, however long it was
    assert gate.quota(at(3600), 1).limit == 1
    gate.drained()
    assert gate.quota(at(3600), 80).limit == 80


def test_what_the_other_side_asks_for_opens_it_at_once(gate):
    assert gate.failed(NOW, 120) is True
    assert gate.quota(at(119), 8).limit == 0
    assert gate.quota(at(120), 8) == Quota(1, probe=True)


@pytest.mark.parametrize(("asked", "kept"), [(86_400, 3600), (0, 0), (-3, 0)])
def test_it_may_not_ask_for_more_than_an_hour(gate, asked, kept):
    gate.failed(NOW, asked)
    assert gate.quota(at(kept - 0.1), 8).limit == 0
    assert gate.quota(at(kept), 8).limit == 1


def test_a_failure_while_catching_up_ends_the_pace(gate):
    broken(gate).succeeded(at(30))
    broken(gate)
    assert gate.is_open
    assert not gate.is_paced


def test_a_clock_that_is_set_back_does_not_lock_it(gate):
    broken(gate)
    day = 86_400
    assert gate.quota(at(-day), 8).limit == 0
    assert gate.quota(at(-day + 30), 8).limit == 1
    gate.succeeded(at(-day + 30))
    assert gate.quota(at(-2 * day), 8).limit == 0
    assert gate.quota(at(-2 * day + 1), 8).limit == 5


def test_gates_are_kept_by_scope_and_only_while_they_hold_something():
    gates = Gates(RULES)
    broken(gates.of("webhook:a.go.id"))
    broken(gates.of("email")).succeeded(NOW)
    gates.of("webhook:b.go.id").failed(NOW, None)
    assert list(gates.special("webhook")) == ["webhook:a.go.id"]
    assert list(gates.special("email")) == ["email"]
    assert gates.special("web") == {}
    assert list(gates.open_scopes()) == ["webhook:a.go.id"]
    assert gates.is_pacing
    for scope in ("webhook:a.go.id", "email", "webhook:b.go.id", "unknown"):
        gates.forget(scope)
    assert gates.of("webhook:b.go.id").failures == 1
    gates.of("webhook:b.go.id").succeeded(NOW)
    gates.forget("webhook:b.go.id")
    gates.of("email").drained()
    assert not gates.is_pacing
