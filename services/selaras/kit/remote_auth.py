"""Authentication in services that do not own the directory: ask the one that does, and remember.

A key that was revoked works on such a service for at most ``ttl`` seconds more; on the service
that owns the directory it ends at once.
"""

from __future__ import annotations

import hashlib
import time

import grpc

from selaras.api.v1 import directory_pb2
from selaras.internal.v1 import access_pb2, access_pb2_grpc
from selaras.kit.auth import Caller, Role
from selaras.kit.channels import internal_channel, internal_metadata
from selaras.kit.errors import Unauthenticated, Unavailable
from selaras.kit.settings import InternalSettings

_ROLES = {
    directory_pb2.OWNER_ROLE_HEAD: Role.HEAD,
    directory_pb2.OWNER_ROLE_COORDINATOR: Role.COORDINATOR,
}


def from_proto_caller(answer: access_pb2.ResolveKeyResponse) -> Caller:
    """Who has a key, as the directory answers."""
    account = answer.account.removeprefix("accounts/")
    if answer.admin:
        return Caller(Role.ADMIN, account=account)
    if not answer.owner:
        return Caller(Role.AGENCY, answer.agency_id)
    return Caller(
        Role.FEED if answer.feed else _ROLES.get(answer.role, Role.OWNER),
        answer.agency_id,
        answer.owner.rpartition("/")[2],
        tuple(answer.topics),
        tuple(answer.area_codes),
        account,
    )


class RemoteAuthenticator:
    """Resolves keys through ``AccessService`` with a short memory.

    Args:
        target: address of the service that owns the directory.
        ttl: seconds for which an answer is believed.
    """

    def __init__(self, target: str, settings: InternalSettings, ttl: float = 5.0) -> None:
        self._channel = internal_channel(target, settings)
        self._stub = access_pb2_grpc.AccessServiceStub(self._channel)
        self._metadata = internal_metadata(settings)
        self._ttl = ttl
        self._known: dict[bytes, tuple[float, Caller]] = {}

    async def authenticate(self, key: str) -> Caller:
        """See :class:`selaras.kit.auth.Authenticator`."""
        digest = hashlib.sha256(key.encode()).digest()
        now = time.monotonic()
        until, caller = self._known.get(digest, (0.0, None))
        if caller is not None and now < until:
            return caller
        caller = await self._ask(key)
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[digest] = (now + self._ttl, caller)
        return caller

    async def _ask(self, key: str) -> Caller:
        try:
            answer = await self._stub.ResolveKey(
                access_pb2.ResolveKeyRequest(key=key), timeout=3, metadata=self._metadata
            )
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.UNAUTHENTICATED:
                reason = (error.details() or "KEY_UNKNOWN").partition(":")[0]
                raise Unauthenticated(reason, "this key is not valid") from error
            raise Unavailable(
                "DIRECTORY_UNAVAILABLE", "the directory of agencies does not answer", retry_after=2
            ) from error
        return from_proto_caller(answer)

    async def close(self) -> None:
        """Close the channel."""
        await self._channel.close()
