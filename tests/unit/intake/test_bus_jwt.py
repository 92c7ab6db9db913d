"""What NATS asks and is answered."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from typing import Any

import nkeys
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from selaras.intake.entrypoints.bus_jwt import Signer, TokenInvalid, read_request
from selaras.intake.entrypoints.bus_permissions import agency_permissions, is_agency_id


def pair(prefix: int) -> nkeys.KeyPair:
    return nkeys.from_seed(nkeys.encode_seed(os.urandom(32), prefix))


def encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def decode(part: bytes) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))


SERVER = pair(nkeys.PREFIX_BYTE_SERVER)
SERVER_ID = SERVER.public_key.decode()
USER_KEY = pair(nkeys.PREFIX_BYTE_USER).public_key.decode()


def asked(change: Callable[[dict[str, Any]], object] = lambda _: None) -> bytes:
    """A request as nats-server signs it, with a change."""
    claims = {
        "aud": "nats-authorization-request",
        "exp": 1_900_000_000,
        "iss": SERVER_ID,
        "nats": {
            "server_id": {"id": SERVER_ID, "name": "nats"},
            "user_nkey": USER_KEY,
            "connect_opts": {"user": "dinkes", "pass": "slr_x", "protocol": 1},
            "type": "authorization_request",
            "version": 2,
        },
    }
    change(claims)
    body = (
        encode(b'{"typ":"JWT","alg":"ed25519-nkey"}') + b"." + encode(json.dumps(claims).encode())
    )
    return body + b"." + encode(SERVER.sign(body))


def test_a_request_is_read() -> None:
    request = read_request(asked())
    assert (request.server_id, request.user_key) == (SERVER_ID, USER_KEY)
    assert (request.user, request.password, request.expires) == ("dinkes", "slr_x", 1_900_000_000)
    assert "slr_x" not in repr(request)


def test_who_sends_neither_user_nor_password_has_none() -> None:
    request = read_request(asked(lambda claims: claims["nats"].update(connect_opts={})))
    assert (request.user, request.password) == ("", "")


OTHER_SERVER = pair(nkeys.PREFIX_BYTE_SERVER).public_key.decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: claims.update(aud="other"),
        lambda claims: claims.update(iss=OTHER_SERVER),
        lambda claims: claims.update(iss="N"),
        lambda claims: claims.pop("iss"),
        lambda claims: claims["nats"]["server_id"].update(id=OTHER_SERVER),
        lambda claims: claims["nats"].pop("user_nkey"),
        lambda claims: claims["nats"].update(connect_opts=None),
        lambda claims: claims["nats"]["connect_opts"].update({"pass": 7}),
        lambda claims: claims["nats"]["connect_opts"].update(user=["dinkes"]),
        lambda claims: claims.update(exp="soon"),
    ],
)
def test_a_request_that_lacks_something_is_refused(change) -> None:
    with pytest.raises(TokenInvalid):
        read_request(asked(change))


def test_a_changed_request_is_refused() -> None:
    header, _, signature = asked().split(b".")
    _, body, _ = asked(lambda claims: claims["nats"]["connect_opts"].update(user="x")).split(b".")
    with pytest.raises(TokenInvalid, match="signature"):
        read_request(b".".join([header, body, signature]))


@pytest.mark.parametrize(
    "token",
    [b"", b".", b"..", b"a.b.c", b"\xff.\xff.\xff", b"." * 9, b"x" * 100_000, b"W10.W10.W10",
     encode(b"[" * 60_000) + b"..", b"bnVsbA.bnVsbA.bnVsbA"],
)  # fmt: skip
def test_what_is_no_token_is_refused(token: bytes) -> None:
    with pytest.raises(TokenInvalid):
        read_request(token)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(token: bytes) -> None:
    with pytest.raises(TokenInvalid):
        read_request(token)


def test_an_answer_is_signed_and_good_for_one_connection_only() -> None:
    account = pair(nkeys.PREFIX_BYTE_ACCOUNT)
    signer = Signer(account.seed.decode())
    answer = signer.accept(read_request(asked()), "AGENCIES", {"pub": {"allow": ["x"]}}, until=9)
    claims = check(answer, account)
    assert (claims["aud"], claims["sub"]) == (SERVER_ID, USER_KEY)
    assert claims["nats"]["type"] == "authorization_response"
    user = check(claims["nats"]["jwt"].encode(), account)
    assert (user["aud"], user["sub"], user["exp"]) == ("AGENCIES", USER_KEY, 9)
    assert user["iss"] == account.public_key.decode()
    assert user["nats"] == {"pub": {"allow": ["x"]}, "type": "user", "version": 2}

    refused = check(signer.refuse(read_request(asked())), account)
    assert refused["nats"]["error"] == "not authorized"
    assert "jwt" not in refused["nats"]


def check(token: bytes, account: nkeys.KeyPair) -> dict[str, Any]:
    """The claims, once the signature is that of the account."""
    header, body, signature = token.split(b".")
    padded = signature + b"=" * (-len(signature) % 4)
    key = VerifyKey(bytes(account._keys.verify_key))
    key.verify(header + b"." + body, base64.urlsafe_b64decode(padded))
    with pytest.raises(BadSignatureError):
        key.verify(header + b"." + body + b"x", base64.urlsafe_b64decode(padded))
    return decode(body)


@pytest.mark.parametrize("prefix", [nkeys.PREFIX_BYTE_USER, nkeys.PREFIX_BYTE_OPERATOR])
def test_only_the_seed_of_an_account_signs(prefix: int) -> None:
    seed = pair(prefix).seed.decode()
    for wrong in (seed, seed[:-1] + "!", "", "SA", "S" * 58):
        with pytest.raises(ValueError, match="not the seed") as caught:
            Signer(wrong)
        assert seed not in repr(caught.value)


@pytest.mark.parametrize(
    "text",
    ["", "*", ">", "a.b", "a b", "A", "-a", "a-", "a\n", "é", "a" * 64, "a.>", "intake", "ops",
     "callout", "matching", "alerting", "a_b", "$SYS"],
)  # fmt: skip
def test_what_would_be_more_than_one_token_gets_no_permissions(text: str) -> None:
    assert not is_agency_id(text)
    with pytest.raises(ValueError, match="not the id"):
        agency_permissions(text)


def test_an_agency_is_allowed_its_own_consumer() -> None:
    permissions = agency_permissions("dinkes-tasik")
    assert permissions["pub"]["allow"] == [
        "SELARAS.API.CONSUMER.INFO.SELARAS_ALERTS.agency-dinkes-tasik",
        "SELARAS.API.CONSUMER.MSG.NEXT.SELARAS_ALERTS.agency-dinkes-tasik",
        "$JS.ACK.SELARAS_ALERTS.agency-dinkes-tasik.>",
    ]
    assert permissions["sub"]["allow"] == ["_INBOX.dinkes-tasik.>"]
