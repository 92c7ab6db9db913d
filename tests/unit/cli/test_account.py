"""`selaras account` against accounts in memory."""

from __future__ import annotations

import json
import os

import pytest
from selaras.cli.app import make_app
from selaras.cli.exits import REFUSED, CommandError
from selaras.client import SelarasApiError
from typer.testing import CliRunner

from tests.fakes.account_api import ADMIN_KEY, serving_accounts

RINA = ("rina@x.go.id", "--agency", "dinkes", "--owner", "humas")
URL = "https://selaras.example.go.id:8443"


class Shell:
    """Types commands of an administrator."""

    def __init__(self, api, target: str, folder) -> None:
        self.api = api
        self.target = target
        self.folder = folder
        self.options = ["--target", target, "--admin-key", ADMIN_KEY]

    def __call__(self, *words: str) -> str:
        words = ("account", *words, *self.options, "--data", str(self.folder))
        result = CliRunner().invoke(make_app(), words)
        if result.exception:
            raise result.exception
        return result.stdout

    def stack(self) -> None:
        """Let the folder say that a stack runs, with a console."""
        endpoint = {"grpc": self.target, "nats": "", "pid": os.getpid(), "console": f"{URL}/"}
        (self.folder / "endpoint.json").write_text(json.dumps(endpoint))
        secrets = {"admin_key": ADMIN_KEY, "internal_token": "token"}
        (self.folder / "secrets.json").write_text(json.dumps(secrets))


@pytest.fixture
def shell(tmp_path, monkeypatch):
    for name in ("TARGET", "ADMIN_KEY", "CONSOLE_URL", "DATA"):
        monkeypatch.delenv(f"SELARAS_{name}", raising=False)
    with serving_accounts() as (api, target):
        yield Shell(api, target, tmp_path)


def test_an_invitation_is_printed_as_a_link(shell):
    printed = shell("invite", *RINA, "--console-url", f"{URL}/")
    assert printed == f"{URL}/invitation/sli_secret\n"
    account = shell.api.accounts["rina@x.go.id"]
    assert account.owner == "agencies/dinkes/owners/humas"


def test_the_link_is_that_of_the_environment_or_of_the_stack_that_is_asked(shell, monkeypatch):
    assert shell("invite", "admin", "--admin") == "sli_secret\n"
    shell.stack()
    assert shell("invite", "admin", "--admin").startswith(f"{URL}/invitation/")
    shell.options = []
    assert shell("invite", "admin", "--admin").startswith(f"{URL}/invitation/")
    # A stack on this machine is not the one that was named.
    other = shell.target.replace("127.0.0.1", "localhost")
    shell.options = ["--target", other, "--admin-key", ADMIN_KEY]
    assert shell("invite", "admin", "--admin") == "sli_secret\n"
    monkeypatch.setenv("SELARAS_CONSOLE_URL", "https://lain.example")
    assert shell("invite", "admin", "--admin") == "https://lain.example/invitation/sli_secret\n"


def test_an_invitation_for_scripts(shell):
    made = json.loads(shell("invite", *RINA, "--json", "--console-url", URL))
    assert made["link"] == f"{URL}/invitation/sli_secret"
    assert (made["invitation"], made["account"]["login"]) == ("sli_secret", "rina@x.go.id")
    assert made["expire_time"].startswith("2026-")
    assert json.loads(shell("invite", *RINA, "--json"))["link"] == ""


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--agency", "dinkes"),
        ("--owner", "humas"),
        ("--admin", "--agency", "dinkes"),
        ("--admin", "--agency", "dinkes", "--owner", "humas"),
    ],
)
def test_who_it_is_must_be_said(shell, options):
    with pytest.raises(CommandError, match="--agency and --owner, or --admin"):
        shell("invite", "rina", *options)
    assert shell.api.accounts == {}


def test_accounts_are_listed(shell):
    shell("invite", *RINA)
    shell("invite", "admin", "--admin")
    table = shell("list")
    assert [line.split()[:3] for line in table.splitlines()[1:]] == [
        ["admin", "administrator", "invited"],
        ["rina@x.go.id", "dinkes/humas", "invited"],
    ]
    (line,) = shell("list", "--agency", "dinkes", "--json").splitlines()
    assert json.loads(line)["login"] == "rina@x.go.id"


def test_an_account_is_deleted_by_its_login(shell):
    shell("invite", *RINA)
    for login in ("a", "b", "c"):
        shell("invite", login, "--admin")
    assert shell("delete", "RINA@x.go.id") == "rina@x.go.id is gone\n"
    assert sorted(shell.api.accounts) == ["a", "b", "c"]
    with pytest.raises(CommandError, match="no account") as caught:
        shell("delete", "rina@x.go.id")
    assert caught.value.code == REFUSED


def test_what_the_server_refuses_is_an_error(shell):
    shell.options = ["--target", shell.target, "--admin-key", "sla_wrong"]
    with pytest.raises(SelarasApiError, match="KEY_UNKNOWN"):
        shell("list")
