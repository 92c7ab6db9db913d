from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from pydantic import SecretStr
from selaras.intake.domain.errors import KeyRefused, NotPossible, NotThere, RuleBroken
from selaras.intake.domain.key import make_key, split_key
from selaras.intake.handlers.access import Access, Grant

from tests.unit.intake.conftest import ADMIN_KEY, NOW

MINUTE = timedelta(minutes=1)


def test_a_key_has_256_random_bits_that_are_not_stored():
    key, text = make_key("dinkes", "CMS", NOW)
    other, other_text = make_key("dinkes", "CMS", NOW)
    scheme, prefix, secret = text.split("_", 2)
    assert (scheme, prefix) == ("slr", key.key_id)
    assert len(secret) == 43  # 32 bytes in base64
    assert secret.encode() not in key.secret_hash
    assert (key.key_id, key.secret_hash) != (other.key_id, other.secret_hash)
    assert text != other_text


def test_a_secret_may_have_underscores():
    assert split_key("slr_abcdefghij_a_b-_c") == ("abcdefghij", "a_b-_c")


@pytest.mark.parametrize(
    "text",
    ["", "slr", "slr_", "slr_abcdefghij", "slr_abcdefghij_", "slr_ABCDEFGHIJ_x", "x_abcdefghij_y",
     "slr_short_x", "Bearer x", "slr_abcdefghi%_x", "é" * 40],
)  # fmt: skip
def test_what_is_no_key_is_nobodys(text):
    with pytest.raises(KeyRefused, match="KEY_UNKNOWN"):
        split_key(text)


async def reason(bench, text: str) -> str:
    with pytest.raises(KeyRefused) as caught:
        await bench.access.resolve(text)
    return caught.value.reason


async def test_a_key_grants_its_agency_and_the_admin_key_grants_all(bench):
    await bench.register()
    _, text = await bench.keys.create("dinkes", "CMS")
    assert await bench.access.resolve(text) == Grant("dinkes")
    assert await bench.access.resolve(ADMIN_KEY) == Grant(admin=True)


async def test_a_wrong_secret_learns_nothing(bench):
    await bench.register()
    key, text = await bench.keys.create("dinkes", "CMS")
    assert await reason(bench, text + "x") == "KEY_UNKNOWN"
    await bench.keys.revoke("dinkes", key.key_id)
    assert await reason(bench, text + "x") == "KEY_UNKNOWN"
    assert await reason(bench, f"slr_{'a' * 10}_{'b' * 43}") == "KEY_UNKNOWN"


async def test_a_revoked_key_ends_at_once_though_it_was_remembered(bench):
    await bench.register()
    key, text = await bench.keys.create("dinkes", "CMS")
    await bench.access.resolve(text)
    revoked = await bench.keys.revoke("dinkes", key.key_id)
    assert await reason(bench, text) == "KEY_REVOKED"
    bench.clock.advance(MINUTE)
    assert await bench.keys.revoke("dinkes", key.key_id) == revoked


async def test_a_look_up_that_a_revocation_overtakes_is_not_remembered(bench):
    await bench.register()
    key, text = await bench.keys.create("dinkes", "CMS")
    read = bench.storage.read

    @asynccontextmanager
    async def read_and_revoke():
        async with read() as uow:
            yield uow
        bench.storage.read = read
        await bench.keys.revoke("dinkes", key.key_id)

    bench.storage.read = read_and_revoke
    await bench.access.resolve(text)  # it was valid when it was looked up
    assert await reason(bench, text) == "KEY_REVOKED"


async def test_a_remembered_key_outlives_a_short_absence_of_the_database(bench):
    await bench.register()
    _, text = await bench.keys.create("dinkes", "CMS")
    await bench.access.resolve(text)
    bench.storage.away = True
    assert await bench.access.resolve(text) == Grant("dinkes")


async def test_rotation_lets_the_old_key_live_for_a_while(bench):
    await bench.register()
    key, old = await bench.keys.create("dinkes", "CMS")
    await bench.access.resolve(old)
    new_key, new = await bench.keys.rotate("dinkes", key.key_id, timedelta(hours=1))
    assert new_key.display_name == "CMS"
    assert await bench.access.resolve(old) == Grant("dinkes", expire_time=NOW + timedelta(hours=1))
    assert await bench.access.resolve(new) == Grant("dinkes")
    bench.clock.advance(timedelta(hours=1))
    assert await reason(bench, old) == "KEY_EXPIRED"
    assert await bench.access.resolve(new) == Grant("dinkes")


async def test_rotation_without_grace_ends_the_old_key_at_once(bench):
    await bench.register()
    key, old = await bench.keys.create("dinkes", "CMS")
    await bench.access.resolve(old)
    await bench.keys.rotate("dinkes", key.key_id, timedelta())
    assert await reason(bench, old) == "KEY_EXPIRED"


async def test_rotation_never_prolongs_a_key_and_needs_one_that_lives(bench):
    await bench.register()
    key, _ = await bench.keys.create("dinkes", "CMS")
    await bench.keys.rotate("dinkes", key.key_id, timedelta(hours=1))
    await bench.keys.rotate("dinkes", key.key_id, timedelta(hours=700))
    old = next(one for one in await bench.keys.list("dinkes") if one.key_id == key.key_id)
    assert old.expire_time == NOW + timedelta(hours=1)
    await bench.keys.revoke("dinkes", key.key_id)
    with pytest.raises(NotPossible, match="KEY_ENDED"):
        await bench.keys.rotate("dinkes", key.key_id, timedelta())


async def test_keys_of_other_agencies_are_not_there(bench):
    await bench.register()
    await bench.register("bpbd")
    key, _ = await bench.keys.create("dinkes", "CMS")
    with pytest.raises(NotThere, match="KEY_NOT_FOUND"):
        await bench.keys.revoke("bpbd", key.key_id)
    with pytest.raises(NotThere, match="AGENCY_NOT_FOUND"):
        await bench.keys.create("nobody", "CMS")
    with pytest.raises(RuleBroken, match="DISPLAY_NAME_INVALID"):
        await bench.keys.create("dinkes", "a\x1b[2J")


async def test_last_use_is_written_at_most_once_a_minute(bench):
    await bench.register()
    _, text = await bench.keys.create("dinkes", "CMS")

    async def last_use():
        await bench.access.write_uses()
        return (await bench.keys.list("dinkes"))[0].last_use_time

    assert await last_use() is None
    await bench.access.resolve(text)
    assert await last_use() == NOW
    for _ in range(5):
        bench.clock.advance(timedelta(seconds=11))
        await bench.access.resolve(text)
    assert await last_use() == NOW
    bench.clock.advance(timedelta(seconds=11))
    await bench.access.resolve(text)
    assert await last_use() == NOW + timedelta(seconds=66)


async def test_a_use_that_could_not_be_written_is_written_later(bench):
    await bench.register()
    _, text = await bench.keys.create("dinkes", "CMS")
    await bench.access.resolve(text)
    bench.storage.away = True
    with pytest.raises(Exception, match="DATABASE_UNAVAILABLE"):
        await bench.access.write_uses()
    bench.storage.away = False
    await bench.access.write_uses()
    assert (await bench.keys.list("dinkes"))[0].last_use_time == NOW


async def test_two_admin_keys_are_good_while_one_is_being_replaced(bench):
    new = "the-key-that-comes-after-it"
    access = Access(
        bench.storage,
        bench.clock,
        new,
        timedelta(seconds=5),
        previous_admin_key=SecretStr(ADMIN_KEY),
    )
    assert await access.resolve(new) == Grant(admin=True)
    assert await access.resolve(ADMIN_KEY) == Grant(admin=True)
    after = Access(bench.storage, bench.clock, new, timedelta(seconds=5))
    with pytest.raises(KeyRefused, match="KEY_UNKNOWN"):
        await after.resolve(ADMIN_KEY)


async def test_other_services_are_told_at_once_that_another_replica_revoked_a_key(bench):
    await bench.register()
    key, text = await bench.keys.create("dinkes", "CMS")
    replica = Access(bench.storage, bench.clock, ADMIN_KEY, timedelta(seconds=5))
    await replica.resolve(text)
    await bench.keys.revoke("dinkes", key.key_id)
    assert await replica.resolve(text) == Grant("dinkes")  # for as long as it remembers
    with pytest.raises(KeyRefused, match="KEY_REVOKED"):
        await replica.resolve(text, fresh=True)
