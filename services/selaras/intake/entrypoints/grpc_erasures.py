"""ErasureService."""

from __future__ import annotations

from selaras.api.v1 import erasure_pb2 as pb
from selaras.api.v1 import erasure_pb2_grpc
from selaras.intake.convert.erasure import to_proto_erasure
from selaras.intake.domain import names
from selaras.intake.domain.errors import NotYours
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.handlers.erase import Erase
from selaras.intake.handlers.rules import not_there
from selaras.kit.auth import Caller, Role, current_caller
from selaras.kit.errors import PermissionDenied
from selaras.kit.grpc_server import Context


class ErasureServicer(erasure_pb2_grpc.ErasureServiceServicer):
    """Erases for administrators, and for agencies what is theirs."""

    def __init__(self, erase: Erase) -> None:
        self._erase = erase

    @named_errors
    async def EraseDraft(  # noqa: N802
        self, request: pb.EraseDraftRequest, _context: Context
    ) -> pb.EraseDraftResponse:
        """Erase a draft."""
        caller = _eraser()
        agency_id, external_id = names.parse_draft(request.name)
        if caller.role is not Role.ADMIN and caller.agency_id != agency_id:
            raise NotYours("AGENCY_MISMATCH", "the name is that of another agency's draft")
        erasure = await self._erase.draft(agency_id, external_id, caller.name, request.reason)
        return pb.EraseDraftResponse(erasure=to_proto_erasure(erasure))

    @named_errors
    async def EraseOwner(  # noqa: N802
        self, request: pb.EraseOwnerRequest, _context: Context
    ) -> pb.EraseOwnerResponse:
        """Erase an owner."""
        caller = current_caller()
        if caller.role is not Role.ADMIN:
            raise _not_allowed(caller, "administrators erase owners")
        agency_id, owner_id = names.parse_owner(request.name)
        erasure = await self._erase.owner(agency_id, owner_id, caller.name, request.reason)
        return pb.EraseOwnerResponse(erasure=to_proto_erasure(erasure))

    @named_errors
    async def GetErasure(  # noqa: N802
        self, request: pb.GetErasureRequest, _context: Context
    ) -> pb.GetErasureResponse:
        """How far an erasure is; that of another agency is not there."""
        caller = current_caller()
        erasure = await self._erase.get(names.parse_erasure(request.name))
        if caller.role is not Role.ADMIN and caller.agency_id != erasure.agency_id:
            raise not_there("ERASURE_NOT_FOUND", request.name)
        return pb.GetErasureResponse(erasure=to_proto_erasure(erasure))


def _eraser() -> Caller:
    caller = current_caller()
    if caller.role is Role.COORDINATOR:
        raise _not_allowed(caller, "the plugin, an owner or the head erases drafts")
    return caller


def _not_allowed(caller: Caller, message: str) -> PermissionDenied:
    return PermissionDenied("ROLE_NOT_ALLOWED", message, metadata={"role": caller.role.value})
