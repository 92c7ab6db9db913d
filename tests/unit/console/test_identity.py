"""Signing in at an OpenID provider: what is asked for, and which answers are believed."""

from __future__ import annotations

import hashlib
import time
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr
from selaras.console.content.person import Role
from selaras.console.web.oidc import IdentityProvider

from tests.fakes.oidc import CLIENT, ISSUER, SECRET, FakeProvider, client_secret_key
from tests.support.console import CSRF, Browser, person

_CALLBACK = "/sign-in/identity/callback"


class Visitor(Browser):
    """A browser at a console with a provider."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(
            *arguments,
            oidc_issuer=ISSUER,
            oidc_client_id=CLIENT,
            oidc_client_secret=SecretStr(SECRET),
            oidc_name="SSO Kota",
            **settings,
        )
        self.provider = FakeProvider()
        self.app.state.identity_provider = IdentityProvider(self.settings, self.provider)
        self.asked: dict[str, str] = {}

    async def leave(self, target: str = "") -> httpx.Response:
        """Go to the provider; keeps what it is asked."""
        csrf = _csrf((await self.get("/sign-in")).text)
        answer = await self.post("/sign-in/identity", {"next": target}, csrf=csrf)
        if "refresh" in answer.headers:
            address = answer.headers["refresh"].partition("url=")[2]
            query = parse_qs(urlsplit(address).query)
            self.asked = {name: values[0] for name, values in query.items()}
            self.provider.nonce = self.asked["nonce"]
        return answer

    async def come_back(self, **changes: str) -> httpx.Response:
        """Come back from the provider as somebody who signed in there."""
        fields = {"code": "kode-1", "state": self.asked.get("state", ""), **changes}
        return await self.get(_CALLBACK, params=fields)


async def signed_in(visitor: Visitor) -> bool:
    return (await visitor.get("/account")).status_code == 200


async def test_somebody_who_signs_in_there_is_signed_in_here() -> None:
    visitor = Visitor()
    left = await visitor.leave("/cases/c1?acknowledge=1")
    assert "SSO Kota" in left.text
    assert visitor.asked["response_type"] == "code"
    assert visitor.asked["scope"] == "openid email"
    assert visitor.asked["redirect_uri"] == f"http://console.test{_CALLBACK}"
    back = await visitor.come_back()
    assert (back.status_code, back.headers["location"]) == (303, "/cases/c1?acknowledge=1")
    assert await signed_in(visitor)


async def test_the_code_is_good_only_with_the_verifier_of_this_browser() -> None:
    visitor = Visitor()
    await visitor.leave()
    await visitor.come_back()
    verifier = visitor.provider.token_form["code_verifier"][0]
    digest = hashlib.sha256(verifier.encode()).digest()
    assert visitor.asked["code_challenge_method"] == "S256"
    assert visitor.asked["code_challenge"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert verifier not in visitor.asked.values()


async def test_the_address_of_the_settings_is_the_one_to_come_back_to() -> None:
    visitor = Visitor(url="https://selaras.example.go.id/")
    visitor.client.base_url = httpx.URL("https://selaras.example.go.id")
    cookie = visitor.client.cookies["selaras"]
    visitor.client.cookies.set("__Host-selaras", cookie, domain="selaras.example.go.id")
    await visitor.leave()
    assert visitor.asked["redirect_uri"] == f"https://selaras.example.go.id{_CALLBACK}"


async def test_the_session_stays_small_on_the_way() -> None:
    visitor = Visitor()
    await visitor.leave("/cases?" + "x" * 400)
    # Browsers drop cookies of more than 4096 bytes.
    assert len(visitor.client.cookies["selaras"]) < 2000


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://sso.example.com"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},  # and nobody says which of them it was made for
        {"aud": None},
        {"nonce": "of-somebody-else"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"exp": int(time.time()) - 600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"azp": "another-client"},
    ],
    # Not by value: it is another one in each process that collects.
    ids=lambda claims: "-".join(f"{name}-{type(value).__name__}" for name, value in claims.items()),
)
async def test_a_token_that_is_not_for_this_visit_is_refused(claims: dict[str, Any]) -> None:
    visitor = Visitor()
    visitor.provider.claims |= claims
    await visitor.leave()
    await _is_refused(visitor, await visitor.come_back())


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")  # the fake makes such a token
@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS256", RSAKey.generate_key(2048, {"kid": "kunci-1"})),
        ("RS256", RSAKey.generate_key(2048, {"kid": "kunci-2"})),
        ("none", client_secret_key()),
        ("HS256", client_secret_key()),
    ],
    ids=["another key", "an unknown key", "no signature", "the secret of the client"],
)
async def test_a_token_that_the_provider_did_not_sign_is_refused(algorithm: str, key: Any) -> None:
    visitor = Visitor()
    visitor.provider.algorithm, visitor.provider.key = algorithm, key
    await visitor.leave()
    await _is_refused(visitor, await visitor.come_back())


async def test_a_new_key_of_the_provider_is_learned() -> None:
    visitor = Visitor()
    await visitor.leave()
    await visitor.come_back()
    key = RSAKey.generate_key(2048, {"kid": "kunci-2"})
    visitor.provider.own_key = visitor.provider.key = key
    visitor.client.cookies.clear()
    await visitor.leave()
    assert (await visitor.come_back()).headers["location"] == "/cases"


@pytest.mark.parametrize("changes", [{"state": "of-somebody-else"}, {"state": ""}, {"code": ""}])
async def test_an_answer_that_nobody_asked_for_is_refused(changes: dict[str, str]) -> None:
    visitor = Visitor()
    visitor.provider.token_error = "invalid_grant"
    await visitor.leave()
    await _is_refused(visitor, await visitor.come_back(**changes))


async def test_an_answer_is_good_once() -> None:
    visitor = Visitor()
    await visitor.leave()
    await visitor.come_back()
    asked = len(visitor.provider.asked)
    answer = await visitor.come_back()
    assert answer.headers["location"] == "/sign-in"
    assert len(visitor.provider.asked) == asked


async def test_an_answer_in_another_browser_is_refused() -> None:
    visitor, other = Visitor(), Visitor()
    await visitor.leave()
    other.provider.nonce = visitor.provider.nonce
    await _is_refused(other, await other.come_back(state=visitor.asked["state"]))


async def test_somebody_who_refuses_there_comes_back_to_the_form() -> None:
    visitor = Visitor()
    await visitor.leave("/cases/c1")
    answer = await visitor.get(
        _CALLBACK,
        params={
            "error": "access_denied",
            "error_description": "<script>alert(1)</script>",
            "state": visitor.asked["state"],
        },
    )
    shown = await _is_refused(visitor, answer)
    assert 'name="next" value="/cases/c1"' in shown
    assert "alert(1)" not in shown
    assert "access_denied" not in shown


async def test_what_the_provider_says_of_an_error_is_not_shown() -> None:
    visitor = Visitor()
    visitor.provider.token_error = "invalid_client"
    await visitor.leave()
    shown = await _is_refused(visitor, await visitor.come_back())
    assert "alert(1)" not in shown
    assert SECRET not in shown


async def test_a_provider_that_is_away_is_asked_again_the_next_time() -> None:
    visitor = Visitor()
    visitor.provider.is_away = True
    shown = await _is_refused(visitor, await visitor.leave(), "IDENTITY_PROVIDER_UNAVAILABLE")
    assert 'name="password"' in shown
    visitor.provider.is_away = False
    await visitor.leave()
    assert (await visitor.come_back()).headers["location"] == "/cases"


async def test_a_provider_that_goes_away_meanwhile_says_so() -> None:
    visitor = Visitor()
    await visitor.leave()
    visitor.provider.is_away = True
    await _is_refused(visitor, await visitor.come_back(), "IDENTITY_PROVIDER_UNAVAILABLE")


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://sso.example.com"},
        {"issuer": f"{ISSUER}/"},
        {"authorization_endpoint": ""},
    ],
)
async def test_a_provider_that_is_another_than_the_settings_say_is_not_gone_to(
    metadata: dict[str, str],
) -> None:
    visitor = Visitor()
    visitor.provider.metadata = metadata
    await _is_refused(visitor, await visitor.leave(), "IDENTITY_PROVIDER_UNAVAILABLE")


async def test_the_provider_is_read_once_not_for_everybody() -> None:
    visitor = Visitor()
    await visitor.leave()
    await visitor.leave()
    assert visitor.provider.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize("verified", [False, None, "false", 1, ""])
async def test_an_address_that_is_not_verified_is_none(verified: Any) -> None:
    visitor = Visitor()
    visitor.provider.claims["email_verified"] = verified
    await visitor.leave()
    await _is_refused(visitor, await visitor.come_back(), "IDENTITY_UNKNOWN")


async def test_an_address_that_the_provider_tells_only_when_asked() -> None:
    visitor = Visitor()
    visitor.provider.userinfo = {**visitor.provider.claims, "sub": "rina"}
    visitor.provider.claims = {}
    await visitor.leave()
    assert (await visitor.come_back()).headers["location"] == "/cases"


async def test_the_address_of_another_person_is_not_taken() -> None:
    visitor = Visitor()
    visitor.provider.userinfo = {**visitor.provider.claims, "sub": "budi"}
    visitor.provider.claims = {}
    await visitor.leave()
    await _is_refused(visitor, await visitor.come_back())


async def test_a_person_whom_nobody_invited_is_told_so() -> None:
    visitor = Visitor()
    visitor.provider.claims["sub"] = "budi"
    await visitor.leave()
    shown = await _is_refused(visitor, await visitor.come_back(), "IDENTITY_UNKNOWN")
    assert "belum diundang" in shown
    assert 'action="/sign-in/identity"' in shown


async def test_nobody_is_led_elsewhere_afterwards() -> None:
    visitor = Visitor()
    await visitor.leave("https://evil.example/")
    assert (await visitor.come_back()).headers["location"] == "/cases"


async def test_an_administrator_begins_with_the_settings() -> None:
    visitor = Visitor(person(Role.ADMIN))
    await visitor.leave()
    assert (await visitor.come_back()).headers["location"] == "/admin"


async def test_tries_count_with_those_by_password() -> None:
    visitor = Visitor(sign_in_per_minute=1)
    await visitor.leave()
    await _is_refused(visitor, await visitor.leave(), "SIGN_IN_TOO_OFTEN")


async def test_without_a_provider_there_is_no_such_page() -> None:
    browser = Browser()
    assert (await browser.post("/sign-in/identity")).status_code == 404
    assert (await browser.get(_CALLBACK)).status_code == 404
    assert "/sign-in/identity" not in (await browser.get("/sign-in")).text


async def test_forms_lead_to_the_console_alone() -> None:
    policy = (await Visitor().get("/sign-in")).headers["content-security-policy"]
    assert "form-action 'self';" in policy


async def _is_refused(
    visitor: Visitor, answer: httpx.Response, reason: str = "IDENTITY_REFUSED"
) -> str:
    """Back at the form, which says why; answers that page."""
    assert answer.status_code == 303
    assert answer.headers["location"].partition("?")[0] == "/sign-in"
    assert not answer.headers.get("refresh")
    shown = await visitor.get(answer.headers["location"])
    assert f"Kode untuk petugas: {reason}" in shown.text
    assert not await signed_in(visitor)
    return shown.text


def _csrf(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0] or CSRF
