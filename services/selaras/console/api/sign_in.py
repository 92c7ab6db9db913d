"""Signing people in, with the console's own token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import grpc

from selaras.api.v1 import account_pb2, directory_pb2
from selaras.client import SelarasApiError
from selaras.client.errors import from_rpc_error
from selaras.console.content.person import Person, Role
from selaras.internal.v1 import sign_in_pb2, sign_in_pb2_grpc

_TIMEOUT = 15.0
_ROLES = {
    directory_pb2.OWNER_ROLE_HEAD: Role.HEAD,
    directory_pb2.OWNER_ROLE_COORDINATOR: Role.COORDINATOR,
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session: its key, when it ends, and whose it is."""

    session: str
    expire_time: datetime
    person: Person


class SignIn(Protocol):
    """How people get a session. Every method raises :class:`selaras.client.SelarasApiError`."""

    async def with_password(self, login: str, password: str) -> SignedIn:
        """With a login and a password."""
        ...

    async def invited(self, invitation: str) -> str:
        """Login of whom an invitation is for."""
        ...

    async def accept(self, invitation: str, password: str) -> SignedIn:
        """Set the password of who was invited."""
        ...

    async def with_identity(self, issuer: str, subject: str, verified_email: str) -> SignedIn:
        """With an identity that an OpenID provider has vouched for."""
        ...


class GrpcSignIn:
    """See :class:`SignIn`."""

    def __init__(self, channel: grpc.aio.Channel, token: str) -> None:
        self._stub = sign_in_pb2_grpc.SignInServiceStub(channel)
        self._metadata = (("authorization", f"Bearer {token}"),)

    async def with_password(self, login: str, password: str) -> SignedIn:
        """See :class:`SignIn`."""
        request = sign_in_pb2.SignInWithPasswordRequest(login=login, password=password)
        return _signed_in(await self._call(self._stub.SignInWithPassword, request))

    async def invited(self, invitation: str) -> str:
        """See :class:`SignIn`."""
        request = sign_in_pb2.GetInvitationRequest(invitation=invitation)
        answer = await self._call(self._stub.GetInvitation, request)
        return str(answer.account.login)

    async def accept(self, invitation: str, password: str) -> SignedIn:
        """See :class:`SignIn`."""
        request = sign_in_pb2.AcceptInvitationRequest(invitation=invitation, password=password)
        return _signed_in(await self._call(self._stub.AcceptInvitation, request))

    async def with_identity(self, issuer: str, subject: str, verified_email: str) -> SignedIn:
        """See :class:`SignIn`."""
        request = sign_in_pb2.SignInWithIdentityRequest(
            issuer=issuer, subject=subject, verified_email=verified_email
        )
        return _signed_in(await self._call(self._stub.SignInWithIdentity, request))

    async def _call(self, method: Any, request: Any) -> Any:
        try:
            return await method(request, timeout=_TIMEOUT, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            raise from_rpc_error(error) from error


def _signed_in(answer: Any) -> SignedIn:
    found = answer.signed_in
    return SignedIn(
        found.session, found.expire_time.ToDatetime(UTC), from_proto_profile(found.profile)
    )


def from_proto_profile(profile: account_pb2.Profile) -> Person:
    """Who has signed in.

    Raises:
        SelarasApiError: PROFILE_UNKNOWN, an answer of a newer server.
    """
    if profile.kind == account_pb2.Profile.KIND_ADMIN:
        role = Role.ADMIN
    elif profile.kind == account_pb2.Profile.KIND_PERSON:
        role = _ROLES.get(profile.role, Role.OWNER)
    else:
        raise SelarasApiError("INTERNAL", "PROFILE_UNKNOWN", "the server names no kind of person")
    return Person(
        account=profile.account,
        login=profile.login,
        role=role,
        display_name=profile.display_name,
        owner=profile.owner,
        agency=profile.agency.name,
        agency_name=profile.agency.display_name,
        time_zone=profile.time_zone,
        language=profile.language,
    )
