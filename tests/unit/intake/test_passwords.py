"""Which passwords are refused, and how the others are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from selaras.intake.adapters.passwords import Argon2Passwords
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.password import check_password

LOGIN = "rina.wulandari@dinkes.go.id"


def passwords(**changes: int) -> Argon2Passwords:
    """With little work, for tests."""
    return Argon2Passwords(PasswordHasher(**{"time_cost": 1, "memory_cost": 64, **changes}))


def reason(password: str) -> str:
    """Why a password is refused; empty: it is not."""
    try:
        check_password(password, LOGIN, Argon2Passwords().is_common, "password")
    except RuleBroken as error:
        return error.reason
    return ""


def test_the_error_names_the_field_and_not_the_password():
    with pytest.raises(RuleBroken) as caught:
        check_password("Rahasia12345", LOGIN, Argon2Passwords().is_common, "new_password")
    assert [one.field for one in caught.value.violations] == ["new_password"]
    assert "Rahasia" not in str(caught.value)


@pytest.mark.parametrize("password", ["", "pendek", "sebelas ya!", "é" * 11])
def test_a_password_has_twelve_characters(password):
    assert reason(password) == "PASSWORD_TOO_SHORT"


@pytest.mark.parametrize(
    "password",
    [
        *("motherfucker", "1qaz2wsx3edc", "QWERTY123456"),  # of the list
        *("Password1234!", "Indonesia2026", "12administrator!", " jakarta  123"),  # words of it
        *("selaras-2026!", "KataSandi1234"),  # words of here
        *("aaaaaaaaaaaa", "abcabcabcabc", "abcdabcdabcdab", "123456123456"),
        *("abcdefghijkl", "zyxwvutsrqpo", "456789:;<=>?"),
        *(LOGIN, LOGIN.upper(), f"{LOGIN}1", "rina.wulandari", "rina.wulandari26"),
    ],
)
def test_what_is_guessed_first_is_no_password(password):
    assert reason(password) == "PASSWORD_TOO_COMMON"


@pytest.mark.parametrize(
    "password",
    ["kopi tubruk panas sekali", "jakarta hujan terus", "Xk2-fPq9-vv1m", "semangka 8472 biru"],
)
def test_what_is_not_guessed_soon_is_one(password):
    assert reason(password) == ""


async def test_a_password_is_stored_as_argon2id_with_a_salt():
    kept = passwords()
    first, second = await kept.hash("kopi tubruk"), await kept.hash("kopi tubruk")
    assert first != second
    assert first.startswith("$argon2id$")
    for stored in (first, second):
        assert await kept.verify(stored, "kopi tubruk")
        assert not await kept.verify(stored, "kopi tubruk ")


async def test_letters_are_the_same_however_they_were_typed():
    kept = passwords()
    assert await kept.verify(await kept.hash("caf\u00e9 hangat"), "cafe\u0301 hangat")


@pytest.mark.parametrize("stored", ["", "rusak", "$argon2id$v=19$rusak"])
async def test_without_a_password_none_is_right(stored):
    kept = passwords()
    for password in ("", "nobody's", "kopi tubruk"):
        assert not await kept.verify(stored, password)


async def test_more_work_than_before_makes_the_old_outdated():
    stored = await passwords().hash("kopi tubruk")
    assert not passwords().is_outdated(stored)
    assert passwords(time_cost=2).is_outdated(stored)
    assert await passwords(time_cost=2).verify(stored, "kopi tubruk")


async def test_the_work_is_what_the_library_recommends():
    stored = await Argon2Passwords().hash("kopi tubruk")
    assert "$m=65536,t=3,p=4$" in stored
