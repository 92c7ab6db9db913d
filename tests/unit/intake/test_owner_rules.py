"""The rules of an owner: addresses, secrets, hours, shifts, topics."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selaras.intake.convert.directory import to_proto_directory_changed
from selaras.intake.domain.agency import Agency, AgencyLevel
from selaras.intake.domain.channel import ChannelKind, OwnerChannel
from selaras.intake.domain.duty import DutyShift, WorkingHours
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.domain.events import DirectoryEvent
from selaras.intake.domain.owner import Owner, OwnerRole, check_owner, weight

NOW = datetime(2026, 8, 1, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
OWNER = Owner(
    agency_id="dinkes",
    owner_id="humas",
    display_name="Humas",
    contact="0812",
    time_zone="Asia/Jakarta",
    create_time=NOW,
)


def channel(kind: str, address: str, **more) -> OwnerChannel:
    if kind == "webhook":
        more.setdefault("secret", SECRET)
    return OwnerChannel(kind=ChannelKind(kind), address=address, **more)


def hours(days: str, start: int, end: int) -> WorkingHours:
    days_ = tuple(int(day) for day in days)
    return WorkingHours(days=days_, start=start * 60, end=end * 60)


def shift(start: timedelta, end: timedelta) -> DutyShift:
    return DutyShift(start_time=NOW + start, end_time=NOW + end)


def faults(**changes) -> list[tuple[str, str]]:
    """Reasons and fields of what is wrong."""
    try:
        check_owner(replace(OWNER, **changes).tidied())
    except RuleBroken as error:
        return [(one.reason, one.field) for one in error.violations]
    return []


GOOD_ADDRESSES = [
    ("email", "humas@dinkes.tasikmalayakota.go.id"),
    ("email", "humas+selaras@DINKES.go.id"),
    ("webhook", "https://hooks.example.go.id/selaras?key=a%20b"),
    ("webhook", "https://hooks.example.go.id:8443/x"),
    ("webhook", "http://127.0.0.1:8080/x"),
    ("webhook", "http://[::1]:8080/x"),
    ("slack", "https://hooks.slack.com/services/T0/B0/xyz"),
    ("slack", "http://localhost:8065/hooks/xyz"),
    ("telegram", "-1001234567890"),
    ("telegram", "12345"),
    ("telegram", "@humas_dinkes"),
    ("whatsapp", "+6281234567890"),
    ("whatsapp", "0812-3456-7890"),
    ("whatsapp", "+62 812 3456 7890"),
    ("whatsapp", "(021) 345.6789"),
    ("whatsapp", "0062 812 3456 7890"),
]


@pytest.mark.parametrize(("kind", "address"), GOOD_ADDRESSES)
def test_addresses_that_are_right(kind, address):
    assert faults(channels=(channel(kind, address),)) == []


BAD_ADDRESSES = [
    ("email", ""),
    ("email", "humas"),
    ("email", "humas@"),
    ("email", "humas@localhost"),
    ("email", "a..b@example.go.id"),
    ("email", "Humas <humas@example.go.id>"),
    ("email", "a@example.go.id,b@example.go.id"),
    ("email", "humas@example.go.id\r\nBcc: x@example.com"),
    ("email", "h" * 65 + "@example.go.id"),
    ("email", "humas@" + "a" * 60 + ("." + "a" * 60) * 4),
    ("webhook", ""),
    ("webhook", "hooks.example.go.id"),
    ("webhook", "http://hooks.example.go.id/x"),
    ("webhook", "http://127.0.0.1.example.com/x"),
    ("webhook", "http://10.0.0.1/x"),
    ("webhook", "ftp://example.go.id/x"),
    ("webhook", "https://user:secret@example.go.id/x"),
    ("webhook", "https://@example.go.id/x"),
    ("webhook", "https:///x"),
    ("webhook", "https://:443/x"),
    ("webhook", "https://example.go.id:99999/x"),
    ("webhook", "https://example.go.id:0/x"),
    ("webhook", "https://exa mple.go.id/x"),
    ("webhook", "https://example.go.id/x#y"),
    ("webhook", "https://example.go.id\\@evil.example/x"),
    ("webhook", "https://example.go.id/x\r\nHost: evil.example"),
    ("webhook", "https://[::1/x"),
    ("webhook", "https://dinas-kesehatan-é.go.id/x"),
    ("webhook", "https://example.go.id/" + "x" * 1000),
    ("slack", "http://chat.example.go.id/hooks/x"),
    ("telegram", ""),
    ("telegram", "humas"),
    ("telegram", "@x"),
    ("telegram", "--5"),
    ("telegram", "1" * 21),
    ("telegram", "١٢٣"),
    ("whatsapp", ""),
    ("whatsapp", "6281234567890"),
    ("whatsapp", "+62"),
    ("whatsapp", "+0812345678"),
    ("whatsapp", "+62812345678901234"),
    ("whatsapp", "+62 812 x"),
    ("whatsapp", "+62812\n3456789"),
]


@pytest.mark.parametrize(("kind", "address"), BAD_ADDRESSES)
def test_addresses_that_are_wrong(kind, address):
    field = "owner.channels[0].address"
    assert faults(channels=(channel(kind, address),)) == [("CHANNEL_ADDRESS_INVALID", field)]


@given(st.sampled_from(ChannelKind), st.text(max_size=60), st.text(max_size=30))
def test_any_address_is_right_or_has_a_named_error(kind, address, secret):
    one = OwnerChannel(kind=kind, address=address, secret=secret)
    for reason, _ in faults(channels=(one,)):
        assert reason.startswith("CHANNEL_")


def test_an_error_says_neither_address_nor_secret():
    wrong = channel("webhook", "http://rahasia.example/kunci", secret="whsec_rahasia")
    with pytest.raises(RuleBroken) as caught:
        check_owner(replace(OWNER, channels=(wrong,)))
    assert "rahasia" not in str(caught.value)
    assert "rahasia" not in repr(replace(wrong, address=""))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("0062-812-3456-7890", "+6281234567890"),
    ],
)
def test_phone_numbers_have_one_form(sent, kept):
    assert channel("whatsapp", sent).tidied().address == kept


def test_the_host_of_a_mail_address_has_one_form():
    assert channel("email", "Rina@DINKES.go.id").tidied().address == "Rina@dinkes.go.id"


@pytest.mark.parametrize(
    ("kind", "secret", "reason"),
    [
        ("webhook", "", "CHANNEL_SECRET_MISSING"),
        ("webhook", "secret", "CHANNEL_SECRET_INVALID"),
        ("webhook", "whsec_", "CHANNEL_SECRET_INVALID"),
        ("webhook", "whsec_" + "A" * 31 + "é", "CHANNEL_SECRET_INVALID"),
        ("webhook", SECRET + "\n", "CHANNEL_SECRET_INVALID"),
        ("webhook", "whsec_" + base64.b64encode(b"x" * 23).decode(), "CHANNEL_SECRET_INVALID"),
        ("webhook", "whsec_" + base64.b64encode(b"x" * 65).decode(), "CHANNEL_SECRET_INVALID"),
        ("email", SECRET, "CHANNEL_SECRET_INVALID"),
    ],
)
def test_secrets_that_are_wrong(kind, secret, reason):
    address = "https://a.go.id/x" if kind == "webhook" else "a@b.go.id"
    found = faults(channels=(channel(kind, address, secret=secret),))
    assert found == [(reason, "owner.channels[0].secret")]


@pytest.mark.parametrize("length", [24, 64])
def test_secrets_of_24_to_64_bytes_are_right(length):
    secret = "whsec_" + base64.b64encode(b"x" * length).decode()
    assert faults(channels=(channel("webhook", "https://a.go.id", secret=secret),)) == []


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        (("email", "rina@dinkes.go.id"), ("email", "Rina@Dinkes.go.id"), True),
        (("telegram", "@humas_a"), ("telegram", "@Humas_A"), True),
        (("whatsapp", "08123456789"), ("whatsapp", "+62 812 345 6789"), True),
        (("webhook", "https://a.go.id/x"), ("webhook", "https://a.go.id/X"), False),
        (("webhook", "https://a.go.id/x"), ("slack", "https://a.go.id/x"), False),
    ],
)
def test_an_owner_has_each_kind_and_address_once(first, second, twice):
    found = faults(channels=(channel(*first), channel(*second)))
    assert found == ([("CHANNEL_TWICE", "owner.channels[1]")] if twice else [])


WRONG_VALUES = [
    ({"channels": tuple(channel("telegram", str(n)) for n in range(11))}, "LIST_TOO_LONG"),
    ({"channels": (channel("telegram", "1", min_severity=5),)}, "SEVERITY_UNKNOWN"),
    ({"min_severity": -1}, "SEVERITY_UNKNOWN"),
    ({"min_severity": 5}, "SEVERITY_UNKNOWN"),
    ({"working_hours": (hours("", 8, 16),)}, "HOURS_INVALID"),
    ({"working_hours": (hours("0", 8, 16),)}, "HOURS_INVALID"),
    ({"working_hours": (hours("8", 8, 16),)}, "HOURS_INVALID"),
    ({"working_hours": (hours("11", 8, 16),)}, "HOURS_INVALID"),
    ({"working_hours": (hours("1", 8, 25),)}, "HOURS_INVALID"),
    ({"working_hours": (hours("1", 24, 24),)}, "HOURS_INVALID"),
    ({"working_hours": (hours("1", 8, 8),)}, "HOURS_REVERSED"),
    ({"working_hours": (hours("1", 22, 6),)}, "HOURS_REVERSED"),
    ({"working_hours": (hours("123", 8, 12), hours("3", 11, 16))}, "HOURS_OVERLAP"),
    ({"working_hours": (hours("1", 8, 12),) * 15}, "LIST_TOO_LONG"),
    ({"duty_shifts": (shift(DAY, DAY),)}, "SHIFT_REVERSED"),
    ({"duty_shifts": (shift(DAY, -DAY),)}, "SHIFT_REVERSED"),
    ({"duty_shifts": (shift(DAY, 33 * DAY),)}, "SHIFT_TOO_LONG"),
    ({"duty_shifts": (shift(-11000 * DAY, -10990 * DAY),)}, "TIME_OUT_OF_RANGE"),
    ({"duty_shifts": (shift(DAY, 2 * DAY),) * 201}, "LIST_TOO_LONG"),
    ({"topics": ("Kesehatan",)}, "TOPIC_INVALID"),
    ({"topics": ("",)}, "TOPIC_INVALID"),
    ({"topics": ("a" * 64,)}, "TOPIC_INVALID"),
    ({"topics": ("gizi-",)}, "TOPIC_INVALID"),
    ({"topics": ("gizi", "gizi")}, "VALUE_TWICE"),
    ({"topics": tuple(f"t{n}" for n in range(33))}, "LIST_TOO_LONG"),
    ({"area_codes": ("32", "32")}, "VALUE_TWICE"),
    ({"area_codes": tuple(str(n) for n in range(65))}, "LIST_TOO_LONG"),
    ({"rank": -1}, "RANK_OUT_OF_RANGE"),
    ({"rank": 101}, "RANK_OUT_OF_RANGE"),
    ({"language": "jv"}, "LANGUAGE_UNKNOWN"),
]


@pytest.mark.parametrize(("values", "reason"), WRONG_VALUES)
def test_values_that_are_wrong(values, reason):
    assert faults(**values)[0][0] == reason


RIGHT_VALUES = [
    {"working_hours": (hours("12345", 8, 16), hours("6", 8, 24))},
    {"working_hours": (hours("123", 8, 12), hours("123", 12, 16), hours("4", 8, 16))},
    {"working_hours": (hours("1234567", 0, 24),)},
    {"duty_shifts": (shift(DAY, 32 * DAY), shift(2 * DAY, 3 * DAY))},
    {"topics": ("bantuan-sosial", "mbg"), "area_codes": ("32", "32.78")},
    {"role": OwnerRole.COORDINATOR, "rank": 100, "language": "en", "min_severity": 4},
]


@pytest.mark.parametrize("values", RIGHT_VALUES)
def test_values_that_are_right(values):
    assert faults(**values) == []


def test_all_that_is_wrong_is_told_at_once():
    found = faults(display_name="", rank=-1, channels=(channel("email", "x"),), language="x")
    assert [reason for reason, _ in found] == [
        "DISPLAY_NAME_INVALID",
        "CHANNEL_ADDRESS_INVALID",
        "RANK_OUT_OF_RANGE",
        "LANGUAGE_UNKNOWN",
    ]


def _slugs(most: int):
    return st.lists(st.from_regex(r"\A[a-z0-9]{1,63}\Z"), max_size=most, unique=True).map(tuple)


_CHANNELS = st.lists(
    st.builds(
        OwnerChannel,
        kind=st.sampled_from(ChannelKind),
        address=st.text(max_size=1000),
        secret=st.sampled_from(["", SECRET]),
        min_severity=st.integers(0, 4),
    ),
    max_size=10,
).map(tuple)
_TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
_OWNERS = st.builds(
    Owner,
    agency_id=st.just("a" * 63),
    owner_id=st.just("o" * 63),
    display_name=st.text(max_size=200),
    contact=st.text(max_size=200),
    time_zone=st.just("America/Argentina/ComodRivadavia"),
    create_time=_TIMES,
    role=st.sampled_from(OwnerRole),
    channels=_CHANNELS,
    working_hours=st.lists(st.just(hours("1234567", 8, 24)), max_size=14).map(tuple),
    topics=_slugs(32),
    area_codes=_slugs(64),
    min_severity=st.integers(0, 4),
    duty_shifts=st.lists(
        st.builds(DutyShift, start_time=_TIMES, end_time=_TIMES), max_size=200
    ).map(tuple),
    rank=st.integers(0, 100),
    language=st.sampled_from(["", "id", "en"]),
)


@settings(max_examples=60, deadline=None)
@given(_OWNERS)
def test_no_owner_is_larger_in_an_event_than_its_weight(owner):
    agency = Agency(
        agency_id="a" * 63,
        display_name="A",
        level=AgencyLevel.KOTA,
        area_code="",
        parent_id="",
        create_time=NOW,
    )
    alone = to_proto_directory_changed(DirectoryEvent(agency, ()), "x")
    told = to_proto_directory_changed(DirectoryEvent(agency, (owner,)), "x")
    assert told.ByteSize() - alone.ByteSize() <= weight(owner)
