"""Who may log in at the event bus."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selaras.intake.domain.errors import IntakeError
from selaras.intake.handlers.login import LogIn
from selaras.intake.settings import LoginSettings

from tests.unit.intake.conftest import ADMIN_KEY, NOW

HOUR = timedelta(hours=1)


async def reason(log_in: LogIn, user: str, password: str) -> str:
    with pytest.raises(IntakeError) as caught:
        await log_in(user, password)
    return caught.value.reason


async def test_an_agency_comes_in_with_its_own_key_for_an_hour(bench) -> None:
    await bench.register()
    _, key = await bench.keys.create("dinkes", "CMS")
    login = await LogIn(bench.access, bench.clock, HOUR)("dinkes", key)
    assert (login.agency_id, login.until) == ("dinkes", NOW + HOUR)


async def test_a_login_is_not_longer_than_its_key(bench) -> None:
    await bench.register()
    made, key = await bench.keys.create("dinkes", "CMS")
    await bench.keys.rotate("dinkes", made.key_id, timedelta(minutes=5))
    log_in = LogIn(bench.access, bench.clock, HOUR)
    assert (await log_in("dinkes", key)).until == NOW + timedelta(minutes=5)
    bench.clock.advance(timedelta(minutes=5))
    assert await reason(log_in, "dinkes", key) == "KEY_EXPIRED"


async def test_nobody_else_comes_in(bench) -> None:
    await bench.register()
    made, key = await bench.keys.create("dinkes", "CMS")
    log_in = LogIn(bench.access, bench.clock, HOUR)
    assert await reason(log_in, "dinkes", "") == "KEY_MISSING"
    assert await reason(log_in, "dinkes", "x") == "KEY_UNKNOWN"
    assert await reason(log_in, "disdik", key) == "AGENCY_MISMATCH"
    assert await reason(log_in, "", key) == "AGENCY_MISMATCH"
    # The administrator's key is that of no agency, not even of one without a name.
    for user in ("dinkes", ""):
        assert await reason(log_in, user, ADMIN_KEY) == "AGENCY_MISMATCH"
    await bench.keys.revoke("dinkes", made.key_id)
    assert await reason(log_in, "dinkes", key) == "KEY_REVOKED"


def test_a_seed_that_is_none_is_refused_and_not_shown() -> None:
    with pytest.raises(ValueError, match="SELARAS_LOGIN_ISSUER_SEED") as caught:
        LoginSettings(issuer_seed="SUAnothing")
    assert "SUAnothing" not in str(caught.value)
    assert LoginSettings(issuer_seed="").issuer_seed is not None
