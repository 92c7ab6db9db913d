"""What a caller may ask of one process."""

from __future__ import annotations

import pytest
from selaras.kit.auth import Caller, Role
from selaras.kit.errors import ResourceExhausted
from selaras.kit.limits import CallLimits
from selaras.kit.settings import LimitSettings

PLUGIN = Caller(Role.AGENCY, "dinkes")
PERSON = Caller(Role.OWNER, "dinkes", "humas")


def limits(calls: int = 2, streams: int = 1) -> CallLimits:
    return CallLimits(LimitSettings(calls_per_minute=calls, streams=streams))


async def test_a_person_and_the_plugin_of_an_agency_are_counted_apart():
    counted = limits()
    for _ in range(2):
        await counted.admit(PLUGIN)
    with pytest.raises(ResourceExhausted, match="RATE_LIMITED"):
        await counted.admit(PLUGIN)
    await counted.admit(PERSON)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.INTERNAL])
async def test_services_and_administrators_have_no_limit(role):
    counted = limits(calls=1)
    for _ in range(5):
        await counted.admit(Caller(role))
        with counted.stream(Caller(role)), counted.stream(Caller(role)):
            pass


async def test_without_a_limit_nothing_is_refused():
    counted = limits(calls=0, streams=0)
    for _ in range(5):
        await counted.admit(PLUGIN)
    with counted.stream(PLUGIN), counted.stream(PLUGIN):
        pass


def test_a_stream_that_ended_makes_room_for_another():
    counted = limits()
    with counted.stream(PLUGIN):
        with pytest.raises(ResourceExhausted, match="STREAMS_EXHAUSTED"), counted.stream(PLUGIN):
            pass
        with counted.stream(PERSON):
            pass
    with counted.stream(PLUGIN):
        pass


def test_a_stream_that_broke_makes_room_too():
    counted = limits()
    with pytest.raises(RuntimeError), counted.stream(PLUGIN):
        raise RuntimeError
    with counted.stream(PLUGIN):
        pass
