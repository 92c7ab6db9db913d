"""Signing in at an OpenID provider: Authorization Code with PKCE, by authlib.

The state, the nonce and the verifier of a visit are in its session: an answer of the provider is
good in the browser that asked for it, and once.

Errors::

    PageError   503 IDENTITY_PROVIDER_UNAVAILABLE, 401 IDENTITY_REFUSED
"""

from __future__ import annotations

import contextlib
import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request

from selaras.console.settings import ConsoleSettings
from selaras.console.web.errors import PageError
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_NAME = "sso"
_TIMEOUT = 8.0
# A provider that changes its addresses or keys is followed after this time without a restart.
_KNOWN_SECONDS = 3600.0
# Signatures that only the provider can make: neither "none" nor one made with the client's secret,
# whatever the provider says it could do.
_ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
_ERROR_CODE = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider has vouched for.

    Attributes:
        verified_email: empty where the provider names none, or has not verified it.
    """

    issuer: str
    subject: str
    verified_email: str


class IdentityProvider:
    """The provider of the settings. It is asked for the first time when somebody signs in.

    Args:
        settings: with ``oidc_issuer``.
        transport: stands for the network in tests.
    """

    def __init__(
        self, settings: ConsoleSettings, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._issuer = settings.oidc_issuer
        secret = settings.oidc_client_secret
        kwargs: dict[str, Any] = {"scope": "openid email", "code_challenge_method": "S256"}
        kwargs["timeout"] = _TIMEOUT
        if settings.oidc_ca:
            kwargs["verify"] = ssl.create_default_context(cafile=settings.oidc_ca)
        if transport:
            kwargs["transport"] = transport
        registry = OAuth()
        self._client = registry.register(
            _NAME,
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else "",
            server_metadata_url=f"{self._issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs=kwargs,
        )

    async def address(self, request: Request, callback: str, lang: str) -> str:
        """Where somebody signs in; remembers in the session what was asked for.

        Args:
            callback: whole address to which the provider leads back.
            lang: language of its pages, where it has them.

        Raises:
            PageError: IDENTITY_PROVIDER_UNAVAILABLE.
        """
        with _named_errors():
            await self._discover()
            asked = await self._client.create_authorization_url(callback, ui_locales=lang)
            address = str(asked["url"])
            # The address is not needed again, and cookies are small.
            kept = {name: value for name, value in asked.items() if name != "url"}
            await self._client.save_authorize_data(request, redirect_uri=callback, **kept)
        return address

    async def identity(self, request: Request) -> Identity:
        """Who has come back from the provider.

        Raises:
            PageError: IDENTITY_PROVIDER_UNAVAILABLE; IDENTITY_REFUSED: they did not sign in there,
                or what came back is not an answer to what this browser asked for.
        """
        with _named_errors():
            await self._discover()
            expected: dict[str, Any] = {
                "iss": {"essential": True, "value": self._issuer},
                "aud": {"essential": True, "value": self._client.client_id},
                "sub": {"essential": True},
            }
            token = await self._client.authorize_access_token(request, claims_options=expected)
            claims = token.get("userinfo")
            if not claims:
                raise OAuthError("no_id_token")
            return Identity(self._issuer, str(claims["sub"]), await self._email(token, claims))

    async def _discover(self) -> None:
        """Read where the provider's parts are, once an hour.

        Only a success is remembered: a provider that was away is asked again.
        """
        metadata = self._client.server_metadata
        if time.time() - metadata.get("_loaded_at", 0) > _KNOWN_SECONDS:
            metadata.clear()
        if "_loaded_at" in metadata:
            return
        await self._client.load_server_metadata()
        if metadata.get("issuer") != self._issuer:
            # For example a missing "/" at the end: its tokens would all be refused.
            _log.error("identity_provider_is_another", issuer=str(metadata.get("issuer")))
            metadata.clear()
            raise PageError(503, "IDENTITY_PROVIDER_UNAVAILABLE")
        offered = metadata.get("id_token_signing_alg_values_supported") or []
        metadata["id_token_signing_alg_values_supported"] = [
            name for name in offered if name in _ALGORITHMS
        ] or ["RS256"]

    async def _email(self, token: dict[str, Any], claims: dict[str, Any]) -> str:
        """The verified address; many providers tell it only when asked with the access token."""
        if "email" not in claims and "userinfo_endpoint" in self._client.server_metadata:
            told = await self._client.userinfo(token=token)
            if told.get("sub") != claims["sub"]:
                raise OAuthError("other_subject")
            claims = told
        # Some providers write booleans as words.
        told_so = claims.get("email_verified")
        is_verified = told_so is True or told_so == "true"
        return str(claims.get("email") or "") if is_verified else ""


def make_provider(settings: ConsoleSettings) -> IdentityProvider | None:
    """The provider of the settings; None: there is none."""
    return IdentityProvider(settings) if settings.oidc_issuer else None


@contextlib.contextmanager
def _named_errors() -> Iterator[None]:
    """What goes wrong between the console and the provider, as a page says it.

    People learn that it failed; why stands in the log, without anything that was sent.
    """
    try:
        yield
    except (OAuthError, JoseError) as error:
        code = str(error.error or "")
        # The code comes from the address that the browser was led to: anybody can write one.
        _log.warning(
            "identity_refused",
            error=type(error).__name__,
            code=code if _ERROR_CODE.fullmatch(code) else "",
        )
        raise PageError(401, "IDENTITY_REFUSED") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, RuntimeError) as error:
        # ValueError, KeyError, RuntimeError: what it answers is not what a provider answers.
        _log.error("identity_provider_failed", error=type(error).__name__)
        raise PageError(503, "IDENTITY_PROVIDER_UNAVAILABLE") from error
