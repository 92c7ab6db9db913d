"""AccessService, and the authenticators of this process: whose key it is."""

from __future__ import annotations

import hmac

from pydantic import SecretStr

from selaras.intake.convert.owner import to_proto_role
from selaras.intake.domain.names import account_name, owner_name
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.handlers.access import Access, Grant
from selaras.internal.v1 import access_pb2, access_pb2_grpc
from selaras.kit.auth import Authenticator, Caller, Previous, Role
from selaras.kit.grpc_server import Context
from selaras.kit.remote_auth import from_proto_caller


class AccessServicer(access_pb2_grpc.AccessServiceServicer):
    """Answers the other services whose key it is."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @named_errors
    async def ResolveKey(  # noqa: N802
        self, request: access_pb2.ResolveKeyRequest, _context: Context
    ) -> access_pb2.ResolveKeyResponse:
        """Who has this key."""
        # The asking service remembers the answer; two memories would make two times as long.
        return _to_proto_grant(await self._access.resolve(request.key, fresh=True))


class LocalAuthenticator:
    """Knows the directory itself; see :class:`selaras.kit.auth.Authenticator`."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @named_errors
    async def authenticate(self, key: str) -> Caller:
        """The caller of a key."""
        # By way of the answer, so that a caller is the same here as on every other service.
        return from_proto_caller(_to_proto_grant(await self._access.resolve(key)))


class ConsoleAuthenticator:
    """Knows the console's own token; asks ``others`` for every other key.

    Args:
        token: None: there is no console.
        previous: the token before, while it is being replaced; None: there is none.
    """

    def __init__(
        self, token: SecretStr | None, others: Authenticator, *, previous: SecretStr | None = None
    ) -> None:
        self._token = token.get_secret_value().encode() if token else None
        self._previous = Previous("console_token", previous)
        self._others = others

    async def authenticate(self, key: str) -> Caller:
        """See :class:`selaras.kit.auth.Authenticator`."""
        given = key.encode("utf-8", "surrogatepass")
        is_own = self._token is not None and hmac.compare_digest(given, self._token)
        if is_own or self._previous.matches(key):
            return Caller(Role.CONSOLE)
        return await self._others.authenticate(key)


def _to_proto_grant(grant: Grant) -> access_pb2.ResolveKeyResponse:
    account = account_name(grant.account_id) if grant.account_id else ""
    if grant.role is None:
        return access_pb2.ResolveKeyResponse(
            agency_id=grant.agency_id, admin=grant.admin, account=account
        )
    return access_pb2.ResolveKeyResponse(
        agency_id=grant.agency_id,
        owner=owner_name(grant.agency_id, grant.owner_id),
        role=to_proto_role(grant.role),
        topics=grant.topics,
        area_codes=grant.area_codes,
        account=account,
        feed=grant.feed,
    )
