"""What every storage of intake promises of accounts, sessions and tries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from selaras.intake.domain.account import Account, Tries, hash_invitation
from selaras.intake.domain.session import Session, SessionKind, make_session
from sqlalchemy.exc import IntegrityError

from tests.contract.intake.test_storage import NOW

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
RINA = Account(
    account_id="a1",
    login="rina@dinkes.go.id",
    create_time=NOW,
    agency_id="dinkes",
    owner_id="humas",
)
FULL = replace(
    RINA,
    password_hash="$argon2id$x",
    sign_in_time=NOW + MINUTE,
    issuer="https://sso.example.go.id",
    subject="42",
    invitation_hash=hash_invitation("sli_x"),
    invitation_expire_time=NOW + HOUR,
)


def account(account_id: str, login: str, **changes) -> Account:
    return Account(account_id=account_id, login=login, create_time=NOW, **changes)


def session(account_id: str = "a1", kind=SessionKind.SESSION, until=NOW + HOUR) -> Session:
    return make_session(account_id, kind, NOW, until)[0]


async def put(storage, *accounts: Account) -> None:
    async with storage.write() as uow:
        for one in accounts:
            await uow.accounts.put(one)


async def test_an_account_is_found_by_all_that_names_it(storage):
    await put(storage, RINA, account("a2", "admin"))
    await put(storage, FULL)
    async with storage.read() as uow:
        accounts = uow.accounts
        assert await accounts.get("a1") == FULL
        assert await accounts.by_login(FULL.login) == FULL
        assert await accounts.by_invitation(FULL.invitation_hash) == FULL
        assert await accounts.by_identity(FULL.issuer, "42") == FULL
        assert await accounts.get("a2") == account("a2", "admin")
        assert await accounts.get("a3") is None
        assert await accounts.by_login("Rina@dinkes.go.id") is None
        assert await accounts.by_invitation(hash_invitation("sli_y")) is None
        assert await accounts.by_identity(FULL.issuer, "43") is None
        assert await accounts.by_identity("https://lain.example", "42") is None
    await put(storage, FULL.with_password("$argon2id$y"))
    async with storage.read() as uow:
        assert await uow.accounts.by_invitation(FULL.invitation_hash) is None
        assert (await uow.accounts.get("a1")).password_hash == "$argon2id$y"


async def test_no_two_accounts_have_one_login(storage):
    await put(storage, RINA)
    with pytest.raises((IntegrityError, AssertionError)):
        await put(storage, replace(RINA, account_id="a2"))
    async with storage.read() as uow:
        assert await uow.accounts.get("a2") is None


async def test_accounts_come_by_login_as_code_points_have_it(storage):
    logins = ["a-b", "a_b", "ab", "z", "é"]
    await put(storage, *(account(f"x{n}", login) for n, login in enumerate(reversed(logins))))
    of_agency = {"agency_id": "dinkes", "owner_id": "humas"}
    await put(storage, account("y1", "b2", **of_agency), account("y2", "b1", **of_agency))
    await put(storage, account("y3", "b3", agency_id="dinkes", owner_id="kepala"))
    async with storage.read() as uow:

        async def page(agency_id: str = "", after: str = "", limit: int = 9) -> list[str]:
            found = await uow.accounts.page(agency_id, after=after, limit=limit)
            return [one.login for one in found]

        assert await page() == ["a-b", "a_b", "ab", "b1", "b2", "b3", "z", "é"]
        assert await page(after="ab", limit=2) == ["b1", "b2"]
        assert await page("dinkes") == ["b1", "b2", "b3"]
        assert await page("dinkes", "b1", 1) == ["b2"]
        assert await page("bpbd") == []
        owned = await uow.accounts.of_owner("dinkes", "humas")
        assert [one.login for one in owned] == ["b1", "b2"]


async def test_sessions_end_each_for_itself_or_together(storage):
    await put(storage, RINA, account("a2", "admin"))
    first, second, third = session(), session(), session()
    feed, other = session(kind=SessionKind.FEED, until=None), session("a2")
    async with storage.write() as uow:
        for one in (first, second, third, feed, other):
            await uow.accounts.put_session(one)
        assert await uow.accounts.get_session(feed.session_id) == feed
        assert await uow.accounts.get_session(first.session_id) == first
        assert await uow.accounts.has_feed("a1")
        assert not await uow.accounts.has_feed("a2")

    async def left() -> list[Session]:
        async with storage.read() as uow:
            found = [
                await uow.accounts.get_session(one.session_id)
                for one in (first, second, third, feed, other)
            ]
        return [one for one in found if one]

    async with storage.write() as uow:
        await uow.accounts.end_session(third.session_id)
        await uow.accounts.end_session(third.session_id)
    assert await left() == [first, second, feed, other]
    async with storage.write() as uow:
        await uow.accounts.end_sessions("a1", SessionKind.SESSION, keep=second.session_id)
    assert await left() == [second, feed, other]
    async with storage.write() as uow:
        await uow.accounts.end_sessions("a1", SessionKind.FEED)
    assert await left() == [second, other]
    async with storage.write() as uow:
        await uow.accounts.end_sessions("a1", SessionKind.SESSION)
    assert await left() == [other]


async def test_a_removed_account_leaves_nothing(storage):
    await put(storage, FULL, account("a2", "admin"))
    mine, feed, other = session(), session(kind=SessionKind.FEED, until=None), session("a2")
    async with storage.write() as uow:
        for one in (mine, feed, other):
            await uow.accounts.put_session(one)
        for login in (FULL.login, "admin"):
            await uow.accounts.put_tries(login, Tries(1, NOW))
    async with storage.write() as uow:
        await uow.accounts.remove(FULL)
    async with storage.read() as uow:
        assert await uow.accounts.get("a1") is None
        assert await uow.accounts.get_session(mine.session_id) is None
        assert await uow.accounts.get_session(feed.session_id) is None
        assert await uow.accounts.tries(FULL.login) == Tries()
        assert await uow.accounts.get_session(other.session_id) == other
        assert await uow.accounts.tries("admin") == Tries(1, NOW)
    await put(storage, replace(FULL, account_id="a3"))


async def test_tries_are_counted_for_logins_that_nobody_has(storage):
    locked = Tries(5, NOW, NOW + 15 * MINUTE)
    async with storage.write() as uow:
        assert await uow.accounts.tries("siapa") == Tries()
        await uow.accounts.put_tries("siapa", Tries(4, NOW))
        await uow.accounts.put_tries("siapa", locked)
        assert await uow.accounts.tries("siapa") == locked
        assert await uow.accounts.tries("lain") == Tries()
        await uow.accounts.forget_tries("siapa")
        assert await uow.accounts.tries("siapa") == Tries()


async def test_what_has_ended_is_purged_and_feeds_never_end(storage):
    await put(storage, RINA)
    over, feed = session(until=NOW), session(kind=SessionKind.FEED, until=None)
    lives = session(until=NOW + MINUTE)
    async with storage.write() as uow:
        for one in (over, lives, feed):
            await uow.accounts.put_session(one)
        await uow.accounts.put_tries("old", Tries(2, NOW - 16 * MINUTE))
        await uow.accounts.put_tries("new", Tries(2, NOW - 14 * MINUTE))
        await uow.accounts.put_tries("locked", Tries(5, NOW - 20 * MINUTE, NOW + MINUTE))
    async with storage.write() as uow:
        assert await uow.accounts.purge(NOW) == 1
        assert await uow.accounts.purge(NOW) == 0
    async with storage.read() as uow:
        assert await uow.accounts.get_session(over.session_id) is None
        assert await uow.accounts.get_session(lives.session_id) == lives
        assert await uow.accounts.get_session(feed.session_id) == feed
        left = [(await uow.accounts.tries(login)).count for login in ("old", "new", "locked")]
        assert left == [0, 2, 5]
