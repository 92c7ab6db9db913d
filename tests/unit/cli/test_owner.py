"""`selaras owner` and `selaras key` against a directory in memory."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from selaras.api.v1 import case_pb2
from selaras.api.v1 import directory_pb2 as pb
from selaras.cli.app import make_app
from selaras.cli.exits import REFUSED, CommandError
from selaras.cli.hours import parse_hours
from selaras.cli.owner_input import RoleWord
from selaras.client.models import OwnerRole, WorkingHours
from typer.testing import CliRunner

from tests.fakes.directory_api import ADMIN_KEY, serving_directory

OWNER = "agencies/dinkes/owners/rina"
SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
KIND = pb.ChannelKind


class Shell:
    """Types commands of an administrator."""

    def __init__(self, directory, target: str, folder) -> None:
        self.directory = directory
        self._options = ["--target", target, "--admin-key", ADMIN_KEY, "--data", str(folder)]

    def __call__(self, *words: str) -> str:
        result = CliRunner().invoke(make_app(), [*words, *self._options])
        if result.exception:
            raise result.exception
        return result.output

    def create(self, *options: str) -> str:
        return self("owner", "create", "dinkes", "rina", "--name", "Rina", *options)

    def update(self, *options: str) -> str:
        return self("owner", "update", "dinkes", "rina", *options)

    @property
    def owner(self) -> pb.Owner:
        return self.directory.owners[OWNER]

    def channels(self) -> dict[str, str]:
        return {KIND.Name(one.kind).lower()[13:]: one.address for one in self.owner.channels}


@pytest.fixture
def shell(tmp_path):
    with serving_directory() as (directory, target):
        yield Shell(directory, target, tmp_path)


ALL = (
    *("--role", "coordinator", "--contact", "0812", "--time-zone", "Asia/Makassar"),
    *("--email", "rina@dinkes.go.id", "--webhook", "https://a.go.id/x"),
    *("--webhook-secret", SECRET, "--telegram", "-100123", "--whatsapp", "0812-3456-789"),
    *("--slack", "https://hooks.slack.com/services/T/B/rahasia"),
    *("--hours", "senin-jumat 08.00-16.00", "--hours", "sabtu 08.00-12.00"),
    *("--topic", "mbg", "--topic", "kesehatan", "--area", "32", "--area", "32.78"),
    *("--min-severity", "high", "--rank", "3", "--language", "en"),
)


def test_an_owner_with_everything(shell):
    text = shell.create(*ALL)
    assert "Registered agencies/dinkes/owners/rina" in text
    assert SECRET not in text
    owner = shell.owner
    assert (owner.role, owner.rank, owner.language) == (pb.OWNER_ROLE_COORDINATOR, 3, "en")
    assert owner.min_severity == case_pb2.SEVERITY_HIGH
    assert (list(owner.topics), list(owner.area_codes)) == (["mbg", "kesehatan"], ["32", "32.78"])
    assert [(list(h.days), h.start, h.end) for h in owner.working_hours] == [
        ([1, 2, 3, 4, 5], "08:00", "16:00"),
        ([6], "08:00", "12:00"),
    ]
    assert shell.channels() == {
        "email": "rina@dinkes.go.id",
        "webhook": "https://a.go.id/x",
        "telegram": "-100123",
        "whatsapp": "0812-3456-789",
        "slack": "https://hooks.slack.com/services/T/B/rahasia",
    }
    secrets = {one.kind: one.secret for one in owner.channels if one.secret}
    assert secrets == {pb.CHANNEL_KIND_WEBHOOK: SECRET}


def test_an_owner_with_a_name_only(shell):
    shell.create()
    request = shell.directory.last(pb.CreateOwnerRequest)
    assert request.owner == pb.Owner(owner_id="rina", display_name="Rina")


def test_a_secret_is_made_and_shown_once(shell):
    text = shell.create("--webhook", "https://a.go.id/x")
    secret = text.rsplit(" ", 1)[1].strip()
    assert secret == shell.owner.channels[0].secret
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    assert secret not in shell("owner", "list", "dinkes")
    assert secret not in shell("owner", "list", "dinkes", "--json")


def test_json_has_the_owner_and_the_secret_that_was_made(shell):
    made = json.loads(shell.create("--webhook", "https://a.go.id/x", "--json"))
    assert (made["owner_id"], made["role"]) == ("rina", "OWNER")
    assert made["webhook_secret"] == shell.owner.channels[0].secret
    plain = json.loads(shell.create("--email", "a@b.go.id", "--json"))
    assert "webhook_secret" not in plain


def test_only_what_is_given_changes(shell):
    shell.create(*ALL)
    before = pb.Owner()
    before.CopyFrom(shell.owner)
    shell.update("--role", "head", "--name", "Bu Rina", "--rank", "0")
    before.role, before.display_name, before.rank = pb.OWNER_ROLE_HEAD, "Bu Rina", 0
    assert shell.owner == before


def test_an_address_takes_the_place_of_those_of_its_kind(shell):
    shell.create(*ALL)
    shell.owner.channels[0].min_severity = case_pb2.SEVERITY_CRITICAL
    text = shell.update("--email", "baru@dinkes.go.id", "--slack", "")
    assert "Secret" not in text
    found = shell.channels()
    assert found["email"] == "baru@dinkes.go.id"
    assert set(found) == {"email", "webhook", "telegram", "whatsapp"}
    by_kind = {one.kind: one for one in shell.owner.channels}
    assert by_kind[pb.CHANNEL_KIND_EMAIL].min_severity == case_pb2.SEVERITY_CRITICAL
    assert by_kind[pb.CHANNEL_KIND_WEBHOOK].secret == SECRET


def test_a_new_webhook_gets_a_new_secret_and_the_same_one_keeps_its_own(shell):
    shell.create("--webhook", "https://a.go.id/x", "--webhook-secret", SECRET)
    assert "Secret" not in shell.update("--webhook", "https://a.go.id/x")
    assert shell.owner.channels[0].secret == SECRET
    assert "Secret" in shell.update("--webhook", "https://a.go.id/y")
    assert shell.owner.channels[0].secret not in {SECRET, ""}
    shell.update("--webhook-secret", SECRET)
    assert (shell.owner.channels[0].address, shell.owner.channels[0].secret) == (
        "https://a.go.id/y",
        SECRET,
    )


def test_a_secret_needs_a_webhook(shell):
    with pytest.raises(CommandError, match="none"):
        shell.create("--webhook-secret", SECRET)


def test_an_empty_value_takes_a_list_away(shell):
    shell.create(*ALL)
    shell.update("--hours", "", "--topic", "", "--area", "", "--language", "")
    owner = shell.owner
    assert not owner.working_hours
    assert not owner.topics
    assert not owner.area_codes
    assert owner.language == ""
    assert owner.rank == 3


def test_nothing_to_change_is_wrong_usage(shell):
    shell.create()
    with pytest.raises(CommandError, match="nothing to change"):
        shell.update()


def test_an_owner_who_is_not_there_is_refused(shell):
    with pytest.raises(CommandError) as caught:
        shell.update("--rank", "1")
    assert caught.value.code == REFUSED


def test_the_list_shows_role_and_channels_and_no_secret_url(shell):
    shell.create(*ALL)
    text = shell("owner", "list", "dinkes")
    for part in ("coordinator", "email", "rina@dinkes.go.id", "slack", "hooks.slack.com"):
        assert part in text
    assert "rahasia" not in text


class TestDuty:
    SOON = datetime.now(UTC) + timedelta(days=2)

    def test_a_turn_is_in_the_owners_time_zone(self, shell):
        shell.create("--time-zone", "Asia/Jayapura")
        begin, end = f"{self.SOON:%Y-%m-%d}T08:00", f"{self.SOON:%Y-%m-%d}T20:00+07:00"
        text = shell("owner", "duty", "dinkes", "rina", "--from", begin, "--until", end)
        (shift,) = shell.owner.duty_shifts
        assert shift.start_time.ToDatetime().hour == 23  # the day before in UTC
        assert shift.end_time.ToDatetime().hour == 13
        assert "08:00 WIT" in text
        assert "22:00 WIT" in text

    def test_turns_are_added_in_order_and_those_that_are_over_forgotten(self, shell):
        shell.create()
        for day in (-400, 9):
            shift = shell.owner.duty_shifts.add()
            shift.start_time.FromDatetime(self.SOON + timedelta(days=day))
            shift.end_time.FromDatetime(self.SOON + timedelta(days=day + 1))
        begin = self.SOON.isoformat()
        until = (self.SOON + timedelta(days=1)).isoformat()
        shell("owner", "duty", "dinkes", "rina", "--from", begin, "--until", until)
        starts = [one.start_time.ToDatetime(tzinfo=UTC) for one in shell.owner.duty_shifts]
        assert starts == [self.SOON, self.SOON + timedelta(days=9)]
        shell("owner", "duty", "dinkes", "rina", "--clear", "--from", begin, "--until", until)
        assert len(shell.owner.duty_shifts) == 1
        shown = json.loads(shell("owner", "duty", "dinkes", "rina", "--json"))
        assert len(shown["duty_shifts"]) == 1
        shell("owner", "duty", "dinkes", "rina", "--clear")
        assert not shell.owner.duty_shifts

    def test_looking_changes_nothing(self, shell):
        shell.create()
        shell("owner", "duty", "dinkes", "rina")
        assert not isinstance(shell.directory.requests[-1], pb.UpdateOwnerRequest)

    @pytest.mark.parametrize(
        "options",
        [("--from", "2026-08-03T08:00"), ("--from", "besok", "--until", "lusa")],
    )
    def test_a_turn_needs_two_times(self, shell, options):
        shell.create()
        with pytest.raises(CommandError):
            shell("owner", "duty", "dinkes", "rina", *options)
        assert not shell.owner.duty_shifts


def test_a_key_of_an_owner(shell):
    shell.create()
    assert shell("key", "create", "dinkes", "--owner", "rina").strip() == "slr_k0_secret"
    assert shell.directory.last(pb.CreateKeyRequest).owner == OWNER
    shell("key", "create", "dinkes", "--name", "CMS")
    assert shell.directory.last(pb.CreateKeyRequest).owner == ""
    assert "rina" in shell("key", "list", "dinkes")
    keys = [json.loads(line) for line in shell("key", "list", "dinkes", "--json").splitlines()]
    assert [key["owner"] for key in keys] == [OWNER, ""]


def test_the_words_of_the_command_line_are_those_of_the_api():
    assert {word.name for word in RoleWord} | {"UNSPECIFIED"} == set(OwnerRole.__members__)


@pytest.mark.parametrize(
    ("text", "days", "start", "end"),
    [
        ("senin-jumat 08.00-16.00", (1, 2, 3, 4, 5), "08:00", "16:00"),
        ("mon-fri 08:00-16:00", (1, 2, 3, 4, 5), "08:00", "16:00"),
        ("  Senin – Kamis   7.30 – 16 ", (1, 2, 3, 4), "07:30", "16:00"),
        ("sen,rab,jum'at 8-12", (1, 3, 5), "08:00", "12:00"),
        ("sabtu, minggu 00.00-24.00", (6, 7), "00:00", "24:00"),
        ("fri-mon 22:00-24:00", (5, 6, 7, 1), "22:00", "24:00"),
        ("setiap hari 06.00-22.00", (1, 2, 3, 4, 5, 6, 7), "06:00", "22:00"),
        ("senin-rabu,selasa 08.00-09.00", (1, 2, 3), "08:00", "09:00"),
        ("min 1-2", (7,), "01:00", "02:00"),
    ],
)
def test_hours_as_people_write_them(text, days, start, end):
    assert parse_hours(text) == WorkingHours(days, start, end)


@pytest.mark.parametrize(
    "text",
    ["senin", "08.00-16.00", "senin 8", "senin-hari 8-9", "senin, 8-9", "senin 8-9 WIB",
     "senin 8.0-9", "x 8-9", "-senin 8-9"],
)  # fmt: skip
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(CommandError, match="--hours"):
        parse_hours(text)
