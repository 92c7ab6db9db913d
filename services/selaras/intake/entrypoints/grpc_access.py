"""AccessService, and the authenticator of this process: whose key it is."""

from __future__ import annotations

from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.handlers.access import Access
from selaras.internal.v1 import access_pb2, access_pb2_grpc
from selaras.kit.auth import Caller, Role
from selaras.kit.grpc_server import Context


class AccessServicer(access_pb2_grpc.AccessServiceServicer):
    """Answers the other services whose key it is."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @named_errors
    async def ResolveKey(  # noqa: N802
        self, request: access_pb2.ResolveKeyRequest, _context: Context
    ) -> access_pb2.ResolveKeyResponse:
        """Who has this key."""
        grant = await self._access.resolve(request.key)
        return access_pb2.ResolveKeyResponse(agency_id=grant.agency_id, admin=grant.admin)


class LocalAuthenticator:
    """Knows the directory itself; see :class:`selaras.kit.auth.Authenticator`."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @named_errors
    async def authenticate(self, key: str) -> Caller:
        """The caller of a key."""
        grant = await self._access.resolve(key)
        return Caller(Role.ADMIN) if grant.admin else Caller(Role.AGENCY, grant.agency_id)
