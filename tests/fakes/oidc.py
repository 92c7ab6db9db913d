"""An OpenID provider without a network, that can also be made to lie."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs

import httpx2
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry

ISSUER = "https://sso.example.go.id"
CLIENT = "selaras"
SECRET = "rahasia-klien-untuk-uji-0123456789abcdef"
_REGISTRY = JWSRegistry(algorithms=["RS256", "HS256", "none"], strict_check_header=False)


class FakeProvider(httpx2.AsyncBaseTransport):
    """Answers as the provider of :data:`ISSUER`.

    Attributes:
        claims: what its ID tokens say beside what every one says; None takes a claim out.
        algorithm: how they are signed.
        key: with what.
        userinfo: what it tells with the access token; None: it has no such part.
        is_away: it does not answer.
        metadata: what it says of itself beside the addresses of its parts.
        asked: paths, in order.
        token_form: what it was last sent for a token.
    """

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"email": "rina@dinkes.example.go.id", "email_verified": True}
        self.nonce = ""
        self.algorithm = "RS256"
        self.own_key = RSAKey.generate_key(2048, {"kid": "kunci-1"})
        self.key: Any = self.own_key
        self.userinfo: dict[str, Any] | None = None
        self.token_error = ""
        self.is_away = False
        self.metadata: dict[str, Any] = {}
        self.asked: list[str] = []
        self.token_form: dict[str, list[str]] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.path)
        if self.is_away:
            raise httpx2.ConnectError("no route to host", request=request)
        answer = {
            "/.well-known/openid-configuration": self._metadata,
            "/token": self._token,
            "/jwks": lambda _request: {"keys": [self.own_key.as_dict(private=False)]},
            "/userinfo": lambda _request: self.userinfo,
        }[request.url.path]
        made = answer(request)
        return httpx2.Response(400 if "error" in made else 200, json=made, request=request)

    def _metadata(self, _request: httpx2.Request) -> dict[str, Any]:
        parts = ("authorize", "token", "jwks", "userinfo")
        addresses = {name: f"{ISSUER}/{name}" for name in parts}
        told = {
            "issuer": ISSUER,
            "authorization_endpoint": addresses["authorize"],
            "token_endpoint": addresses["token"],
            "jwks_uri": addresses["jwks"],
            # As careless providers do.
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        }
        if self.userinfo is not None:
            told["userinfo_endpoint"] = addresses["userinfo"]
        return {**told, **self.metadata}

    def _token(self, request: httpx2.Request) -> dict[str, Any]:
        self.token_form = parse_qs(request.content.decode())
        if self.token_error:
            return {"error": self.token_error, "error_description": "<script>alert(1)</script>"}
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": "rina",
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": self.nonce,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": getattr(self.key, "kid", None) or "kunci-1"}
        token = jwt.encode(header, kept, self.key, registry=_REGISTRY)
        return {"access_token": "buka", "token_type": "Bearer", "id_token": token}


def client_secret_key() -> OctKey:
    """The key of a token that was signed with the client's secret."""
    return OctKey.import_key(SECRET)
