"""The console in containers: people reach it through the proxy, and it reaches what it needs."""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from selaras.catalogue import text

from tests.e2e.conftest import TEXT, Commands
from tests.support.compose import SECRETS, ComposedStack, running_stack
from tests.support.https_browser import HttpsBrowser

pytestmark = [pytest.mark.compose, pytest.mark.timeout(3000)]

AGENCIES = ("dinkes-a", "disdik-b")
OTHER_TEXT = TEXT.replace("3 Agustus", "5 Agustus")
RINA = "rina@dinkes-a.example"
# Prints whether each address can be had a connection to.
REACH = """
import json, socket, sys

def reaches(address):
    host, port = address.split(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except OSError:
        return False
    return True

print(json.dumps({address: reaches(address) for address in sys.argv[1:]}))
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory) -> Iterator[ComposedStack]:
    """The stack, built and healthy."""
    with running_stack(tmp_path_factory.mktemp("console")) as stack:
        yield stack


@dataclass(frozen=True)
class Newsroom:
    """Two agencies; keys by agency."""

    commands: Commands
    keys: dict[str, str]

    def submit(self, agency: str, name: str, body: str) -> dict:
        """Push a draft and wait for its check."""
        done = self.commands.submit(self.keys[agency], name, body)
        assert done.returncode in {0, 1}, done.stderr
        return dict(json.loads(done.stdout))

    def case(self) -> str:
        """The id of the only case."""
        printed = self.commands.ok("findings", "--json", SELARAS_KEY=self.keys[AGENCIES[0]])
        found = {json.loads(line)["case"] for line in printed.splitlines()}
        assert len(found) == 1, found
        return str(found.pop()).removeprefix("cases/")


@pytest.fixture(scope="module")
def newsroom(stack, tmp_path_factory) -> Newsroom:
    """One of them has written."""
    commands = Commands(tmp_path_factory.mktemp("nowhere"))
    commands.environment |= stack.client_environment
    room = Newsroom(commands, {one: commands.register(one, "humas") for one in AGENCIES})
    room.submit("dinkes-a", "post-1", TEXT)
    return room


@pytest.fixture(scope="module")
def case(newsroom) -> str:
    """The other has written something that clashes."""
    newsroom.submit("disdik-b", "post-1", OTHER_TEXT)
    return newsroom.case()


def invite(stack: ComposedStack, *who: str) -> str:
    done = stack.tool("account", "invite", *who)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@dataclass(frozen=True)
class Person:
    """Somebody who has accepted an invitation."""

    browser: HttpsBrowser
    link: str
    password: str
    set_cookie: str


@pytest.fixture(scope="module")
def rina(stack, newsroom) -> Iterator[Person]:
    """The owner of the first agency, signed in."""
    link = invite(stack, RINA, "--agency", AGENCIES[0], "--owner", "humas")
    browser, password = HttpsBrowser(stack.console_url, stack.authority), secrets.token_urlsafe(16)
    done = browser.accept(link, password)
    with closing(browser.http):
        yield Person(browser, link, password, done.headers["set-cookie"])


def test_an_invitation_is_a_link_to_the_console_and_signs_in(stack, rina):
    assert rina.link.startswith(f"{stack.console_url}/invitation/sli_"), rina.link[:60]
    assert RINA in rina.browser.get("/account").text


def test_the_cookie_is_for_this_host_over_tls_alone(rina):
    name, *attributes = rina.set_cookie.split("; ")
    assert name.startswith("__Host-selaras=")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= {one.lower() for one in attributes}
    assert not [one for one in attributes if one.lower().startswith("domain")]


def test_every_page_comes_with_the_security_headers(rina):
    headers = rina.browser.get("/cases").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_styles_and_scripts_of_a_page_are_in_the_image(rina):
    page = rina.browser.get("/cases").text
    files = [html.unescape(one) for one in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)]
    assert {one.partition("?")[0].rpartition(".")[2] for one in files} >= {"css", "js"}
    for file in files:
        assert rina.browser.get(file).content


def test_the_owner_sees_what_clashes(rina, case):
    assert f"/cases/{case}" in rina.browser.get("/cases").text
    page = rina.browser.get(f"/cases/{case}").text
    assert "3 Agustus 2026" in page
    assert "5 Agustus 2026" in page
    assert text("web.case.finding.difference") in page


def test_a_live_update_comes_through_the_proxy(newsroom, rina, case):
    body = TEXT.replace("3 Agustus", "9 Agustus")
    lines = rina.browser.follow("/cases/live", lambda: newsroom.submit("disdik-b", "post-1", body))
    told = json.loads(lines[-1].removeprefix("data:"))
    assert f"cases/{case}" in {one["name"] for one in told["cases"]}, lines


def test_who_is_signed_in_stays_so_when_the_console_is_killed(stack, rina):
    stack.kill("console")
    stack.wait_healthy()
    assert RINA in rina.browser.get("/account").text


def test_the_console_reaches_the_proxy_and_no_store(stack):
    assert stack.networks("console") == {"inside", "outward"}
    stores = ("postgres:5432", "nats:4222")

    def reached(service: str, *addresses: str) -> list[str]:
        done = stack.execute(service, "python3", "-c", REACH, *addresses)
        assert done.returncode == 0, done.stderr
        return [address for address, reaches in json.loads(done.stdout).items() if reaches]

    assert reached("console", "proxy:7710", *stores) == ["proxy:7710"]
    assert reached("intake", *stores) == [*stores]


def test_the_console_has_its_own_two_secrets_and_no_other(stack):
    values = [one.partition("=")[2] for one in stack.container("console")["Config"]["Env"]]
    held = {name for name in SECRETS if any(stack.settings[name] in value for value in values)}
    assert held == {"SELARAS_CONSOLE_TOKEN", "SELARAS_CONSOLE_COOKIE_SECRET"}


def test_the_image_has_nothing_that_pages_do_not_need(stack):
    code = (
        "import importlib.util, sys\n"
        "print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name)))\n"
    )
    needless = ("torch", "sqlalchemy", "asyncpg", "onnxruntime", "qdrant_client")
    done = stack.execute("console", "python3", "-c", code, "starlette", *needless)
    assert done.stdout.split() == ["starlette"], done.stdout + done.stderr


def test_no_log_tells_a_secret_or_the_address_of_a_calendar(stack, rina, case):
    made = rina.browser.send("/calendar/address", do="make").text
    feed = re.search(r"/calendar/(slf_[\w-]+)\.ics", made)
    assert feed, made[:500]
    calendar = rina.browser.get(feed[0])
    assert calendar.headers["content-type"].startswith("text/calendar")
    wrong = HttpsBrowser(stack.console_url, stack.authority)
    with closing(wrong.http):
        refused = wrong.send("/sign-in", login=RINA, password="kata sandi yang salah")
        assert refused.status_code == 401
        wrong.get(f"/sign-in?next=/cases/{case}")

    everybody = stack.ok("logs", "--no-color")
    hidden = {
        "the address of the calendar": feed[1],
        "a password": rina.password,
        "a password that was wrong": "kata sandi yang salah",
        "the invitation": rina.link.rpartition("/")[2],
        "a session": rina.browser.http.cookies["__Host-selaras"],
        "a key of a session": "sls_",
        "a draft": "Imunisasi polio",
    } | {f"the secret {name}": stack.settings[name] for name in SECRETS}
    assert not [what for what, value in hidden.items() if value in everybody]

    pages = stack.ok("logs", "--no-color", "console", "proxy")
    assert "pages_listening" in pages
    assert "sign_in_refused" in pages
    assert '"event":"page"' in pages
    # Which case somebody looks at is in neither.
    assert case not in pages
