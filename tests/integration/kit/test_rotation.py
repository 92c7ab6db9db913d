"""Secrets are replaced one service after the other, and nobody is refused meanwhile."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from selaras.internal.v1 import access_pb2, access_pb2_grpc
from selaras.kit.auth import Caller, InternalAuthenticator, Role
from selaras.kit.errors import Unauthenticated
from selaras.kit.remote_auth import RemoteAuthenticator
from selaras.kit.settings import InternalSettings
from structlog.testing import capture_logs

from tests.support.grpc import running_server

OLD, NEW = "the-old-token-of-the-services", "the-new-token-of-the-services"
BEFORE = InternalSettings(token=OLD)
DURING = InternalSettings(token=NEW, token_previous=OLD)
AFTER = InternalSettings(token=NEW)


class NoKeys:
    async def authenticate(self, key: str) -> Caller:
        raise Unauthenticated("KEY_UNKNOWN", "no agency has this key")


class Directory(access_pb2_grpc.AccessServiceServicer):
    """A service that only the other services may call."""

    name = "directory"

    def register(self, server):
        access_pb2_grpc.add_AccessServiceServicer_to_server(self, server)
        return {"selaras.internal.v1.AccessService": frozenset({Role.INTERNAL})}

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def ResolveKey(self, request, context):  # noqa: N802
        return access_pb2.ResolveKeyResponse(agency_id="dinkes")


async def ask(callee: InternalSettings, caller: InternalSettings) -> Caller:
    def build(_server, _health):
        authenticator = InternalAuthenticator(
            callee.token.get_secret_value(), NoKeys(), previous=callee.token_previous
        )
        return [Directory()], authenticator

    async with running_server(build) as server:
        remote = RemoteAuthenticator(server.target, caller)
        try:
            return await remote.authenticate("a key")
        finally:
            await remote.close()


@pytest.mark.parametrize(
    ("callee", "caller"),
    [
        pytest.param(BEFORE, DURING, id="the caller was restarted first"),
        pytest.param(DURING, BEFORE, id="the callee was restarted first"),
        pytest.param(DURING, DURING, id="both were restarted"),
        pytest.param(DURING, AFTER, id="the caller has forgotten the old one"),
        pytest.param(AFTER, DURING, id="the callee has forgotten the old one"),
    ],
)
async def test_services_with_the_old_and_the_new_token_talk_to_each_other(callee, caller):
    assert await ask(callee, caller) == Caller(Role.AGENCY, "dinkes")


async def test_the_old_token_ends_when_it_is_taken_away():
    with pytest.raises(Unauthenticated):
        await ask(AFTER, BEFORE)


async def test_who_still_uses_an_old_secret_shows_in_the_log_without_it():
    with capture_logs() as logs:
        await ask(DURING, BEFORE)
    [said] = [line for line in logs if line["event"] == "previous_secret_used"]
    assert said["secret"] == "internal_token"
    assert OLD not in str(logs)


def test_an_empty_variable_is_no_previous_token_and_a_short_one_is_refused(monkeypatch):
    monkeypatch.setenv("SELARAS_INTERNAL_TOKEN", NEW)
    monkeypatch.setenv("SELARAS_INTERNAL_TOKEN_PREVIOUS", "")
    assert InternalSettings().token_previous is None
    monkeypatch.setenv("SELARAS_INTERNAL_TOKEN_PREVIOUS", "short")
    with pytest.raises(ValidationError, match="SELARAS_INTERNAL_TOKEN_PREVIOUS"):
        InternalSettings()
