"""The tokens of NATS by which a server asks who logs in, and by which it is answered.

A token is three parts with dots between them: header, claims and the Ed25519 signature over both,
each in unpadded base64url. The claims are those of the auth callout:
https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_callout and
https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-26.md

Errors::

    TokenInvalid (ValueError)   a request that no server of NATS has signed like this
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nkeys
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

_HEADER = {"typ": "JWT", "alg": "ed25519-nkey"}
_REQUEST_AUDIENCE = "nats-authorization-request"
_MOST_BYTES = 64 << 10
# An encoded public key: one byte for its kind, 32 of the key, 2 of a checksum.
_KEY_BYTES = 35
_NO_SEED = "not the seed of an account key of NATS"


class TokenInvalid(ValueError):
    """Not a request of a server; says nothing of what is in it."""


@dataclass(frozen=True, slots=True)
class LoginRequest:
    """Somebody logs in at a server.

    Attributes:
        server_id: key of the server, to whom the answer is addressed.
        user_key: key that the server made for this connection; the answer is good for it alone.
        user, password: what was sent, each perhaps empty.
        expires: seconds since the epoch from which on the server waits no longer.
    """

    server_id: str
    user_key: str
    user: str
    password: str = field(repr=False)
    expires: int = 0


def read_request(token: bytes) -> LoginRequest:
    """What a server asks.

    Raises:
        TokenInvalid
    """
    claims = _open(token)
    try:
        asked = claims["nats"]
        options = asked["connect_opts"]
        request = LoginRequest(
            server_id=_text(asked["server_id"]["id"]),
            user_key=_text(asked["user_nkey"]),
            user=_text(options.get("user", "")),
            password=_text(options.get("pass", "")),
            expires=int(claims.get("exp", 0)),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise TokenInvalid("a part of the request is missing") from error
    if claims.get("aud") != _REQUEST_AUDIENCE or claims.get("iss") != request.server_id:
        raise TokenInvalid("not a request to log in")
    return request


class Signer:
    """Signs answers with the seed of an account.

    Args:
        seed: what begins with ``SA``; its public key is the ``issuer`` of nats-server.

    Raises:
        ValueError: no such seed.
    """

    def __init__(self, seed: str) -> None:
        try:
            self._keys = nkeys.from_seed(seed.strip().encode())
            self.issuer = self._keys.public_key.decode()
        except (nkeys.NkeysError, ValueError, TypeError, IndexError):
            raise ValueError(_NO_SEED) from None  # what was wrong may hold the seed
        if not self.issuer.startswith("A"):
            raise ValueError(_NO_SEED)

    def accept(
        self, request: LoginRequest, account: str, permissions: Mapping[str, Any], *, until: int
    ) -> bytes:
        """The answer that lets somebody in.

        Args:
            account: where they are put.
            permissions: claims of a user, such as ``pub``, ``sub`` and limits.
            until: seconds since the epoch at which the server ends the connection.
        """
        user = self._seal(
            {
                "sub": request.user_key,
                "aud": account,
                "name": request.user,
                "exp": until,
                "nats": {**permissions, "type": "user", "version": 2},
            }
        )
        return self._answer(request, {"jwt": user.decode()})

    def refuse(self, request: LoginRequest) -> bytes:
        """The answer that lets nobody in; the reason is not said."""
        return self._answer(request, {"error": "not authorized"})

    def _answer(self, request: LoginRequest, verdict: Mapping[str, str]) -> bytes:
        claims = {"type": "authorization_response", "version": 2, **verdict}
        return self._seal({"sub": request.user_key, "aud": request.server_id, "nats": claims})

    def _seal(self, claims: Mapping[str, Any]) -> bytes:
        whole = {"iss": self.issuer, **claims}
        whole["jti"] = base64.b32encode(hashlib.sha256(_dump(whole)).digest()).rstrip(b"=").decode()
        body = _encode(_dump(_HEADER)) + b"." + _encode(_dump(whole))
        return body + b"." + _encode(self._keys.sign(body))


def _open(token: bytes) -> dict[str, Any]:
    """The claims of a token whose signature is that of the server that it names."""
    if len(token) > _MOST_BYTES:
        raise TokenInvalid("too long")
    try:
        header, body, signature = token.split(b".")
        claims = json.loads(_decode(body))
        if json.loads(_decode(header)).get("alg") != _HEADER["alg"]:
            raise TokenInvalid("another kind of signature")
        _public_key(str(claims["iss"])).verify(header + b"." + body, _decode(signature))
    except BadSignatureError as error:
        raise TokenInvalid("the signature is not that of the server") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TokenInvalid("not a token") from error
    if not isinstance(claims, dict):
        raise TokenInvalid("not a token")
    return claims


def _public_key(text: str) -> VerifyKey:
    raw = base64.b32decode(text + "=" * (-len(text) % 8))
    if len(raw) != _KEY_BYTES:
        raise TokenInvalid("not a key")
    return VerifyKey(raw[1:-2])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def _encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(data: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4))
    except binascii.Error as error:
        raise TokenInvalid("not base64") from error
