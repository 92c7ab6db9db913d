"""DirectoryService: agencies, owners and keys, for administrators."""

from __future__ import annotations

from datetime import timedelta

from google.protobuf.field_mask_pb2 import FieldMask

from selaras.api.v1 import directory_pb2 as pb
from selaras.api.v1 import directory_pb2_grpc
from selaras.intake.convert.directory import (
    from_proto_agency,
    from_proto_level,
    from_proto_parent,
    to_proto_agency,
    to_proto_key,
)
from selaras.intake.convert.owner import from_proto_owner, to_proto_owner
from selaras.intake.domain import names
from selaras.intake.domain.errors import RuleBroken
from selaras.intake.entrypoints.errors import named_errors
from selaras.intake.entrypoints.masks import read_update_mask
from selaras.intake.entrypoints.tickets import ADMIN, make_ticket
from selaras.intake.handlers.agencies import Agencies, AgencyChange
from selaras.intake.handlers.keys import Keys
from selaras.intake.handlers.owners import CHANGEABLE, OwnerChange, Owners
from selaras.kit.grpc_server import Context

_AGENCY_FIELDS = frozenset({"display_name", "level", "area_code", "parent"})


class DirectoryServicer(directory_pb2_grpc.DirectoryServiceServicer):
    """Agencies, their owners and their keys."""

    def __init__(self, agencies: Agencies, owners: Owners, keys: Keys) -> None:
        self._agencies = agencies
        self._owners = owners
        self._keys = keys

    @named_errors
    async def CreateAgency(  # noqa: N802
        self, request: pb.CreateAgencyRequest, _context: Context
    ) -> pb.CreateAgencyResponse:
        """Register an agency."""
        agency = from_proto_agency(request.agency)
        stored = await self._agencies.create(agency, make_ticket(ADMIN, request))
        return pb.CreateAgencyResponse(agency=to_proto_agency(stored))

    @named_errors
    async def GetAgency(  # noqa: N802
        self, request: pb.GetAgencyRequest, _context: Context
    ) -> pb.GetAgencyResponse:
        """One agency."""
        agency = await self._agencies.get(names.parse_agency(request.name))
        return pb.GetAgencyResponse(agency=to_proto_agency(agency))

    @named_errors
    async def ListAgencies(  # noqa: N802
        self, request: pb.ListAgenciesRequest, _context: Context
    ) -> pb.ListAgenciesResponse:
        """Agencies by id."""
        page, token = await self._agencies.page(size=request.page_size, token=request.page_token)
        return pb.ListAgenciesResponse(
            agencies=[to_proto_agency(agency) for agency in page], next_page_token=token
        )

    @named_errors
    async def UpdateAgency(  # noqa: N802
        self, request: pb.UpdateAgencyRequest, _context: Context
    ) -> pb.UpdateAgencyResponse:
        """Change the fields that the mask names."""
        agency_id = names.parse_agency(request.agency.name, field="agency.name")
        fields = read_update_mask(
            request.update_mask, pb.Agency.DESCRIPTOR.fields_by_name, _AGENCY_FIELDS
        )
        wanted = request.agency
        change = AgencyChange(
            display_name=wanted.display_name if "display_name" in fields else None,
            level=from_proto_level(wanted.level) if "level" in fields else None,
            area_code=wanted.area_code if "area_code" in fields else None,
            parent_id=from_proto_parent(wanted.parent) if "parent" in fields else None,
        )
        agency = await self._agencies.update(agency_id, change)
        return pb.UpdateAgencyResponse(agency=to_proto_agency(agency))

    @named_errors
    async def CreateOwner(  # noqa: N802
        self, request: pb.CreateOwnerRequest, _context: Context
    ) -> pb.CreateOwnerResponse:
        """Register an owner."""
        agency_id = names.parse_agency(request.parent, field="parent")
        owner = from_proto_owner(agency_id, request.owner)
        stored = await self._owners.create(owner, make_ticket(ADMIN, request))
        return pb.CreateOwnerResponse(owner=to_proto_owner(stored))

    @named_errors
    async def ListOwners(  # noqa: N802
        self, request: pb.ListOwnersRequest, _context: Context
    ) -> pb.ListOwnersResponse:
        """Owners of an agency."""
        agency_id = names.parse_agency(request.parent, field="parent")
        page, token = await self._owners.page(
            agency_id, size=request.page_size, token=request.page_token
        )
        return pb.ListOwnersResponse(
            owners=[to_proto_owner(owner) for owner in page], next_page_token=token
        )

    @named_errors
    async def UpdateOwner(  # noqa: N802
        self, request: pb.UpdateOwnerRequest, _context: Context
    ) -> pb.UpdateOwnerResponse:
        """Change the fields that the mask names."""
        agency_id, owner_id = names.parse_owner(request.owner.name, field="owner.name")
        fields = read_update_mask(
            request.update_mask, pb.Owner.DESCRIPTOR.fields_by_name, CHANGEABLE
        )
        # What the mask does not name is ignored, also where it is wrong.
        wanted = pb.Owner()
        FieldMask(paths=sorted(fields)).MergeMessage(request.owner, wanted)
        values = from_proto_owner(agency_id, wanted)
        change = OwnerChange(**{field: getattr(values, field) for field in fields})
        owner = await self._owners.update(agency_id, owner_id, change)
        return pb.UpdateOwnerResponse(owner=to_proto_owner(owner))

    @named_errors
    async def DeleteOwner(  # noqa: N802
        self, request: pb.DeleteOwnerRequest, _context: Context
    ) -> pb.DeleteOwnerResponse:
        """Take an owner away."""
        await self._owners.delete(*names.parse_owner(request.name))
        return pb.DeleteOwnerResponse()

    @named_errors
    async def CreateKey(  # noqa: N802
        self, request: pb.CreateKeyRequest, _context: Context
    ) -> pb.CreateKeyResponse:
        """Make a key; its secret is in this answer only."""
        agency_id = names.parse_agency(request.parent, field="parent")
        owner_id = _own_owner(agency_id, request.owner) if request.owner else ""
        key, text = await self._keys.create(agency_id, request.display_name, owner_id=owner_id)
        return pb.CreateKeyResponse(key=to_proto_key(key), secret=text)

    @named_errors
    async def ListKeys(  # noqa: N802
        self, request: pb.ListKeysRequest, _context: Context
    ) -> pb.ListKeysResponse:
        """Keys of an agency, without their secrets."""
        keys = await self._keys.list(names.parse_agency(request.parent, field="parent"))
        return pb.ListKeysResponse(keys=[to_proto_key(key) for key in keys])

    @named_errors
    async def RotateKey(  # noqa: N802
        self, request: pb.RotateKeyRequest, _context: Context
    ) -> pb.RotateKeyResponse:
        """Make a new key and let the old one die after a grace time."""
        agency_id, key_id = names.parse_key(request.name)
        grace = timedelta(hours=request.grace_hours)
        key, text = await self._keys.rotate(agency_id, key_id, grace)
        return pb.RotateKeyResponse(key=to_proto_key(key), secret=text)

    @named_errors
    async def RevokeKey(  # noqa: N802
        self, request: pb.RevokeKeyRequest, _context: Context
    ) -> pb.RevokeKeyResponse:
        """End a key at once."""
        key = await self._keys.revoke(*names.parse_key(request.name))
        return pb.RevokeKeyResponse(key=to_proto_key(key))


def _own_owner(agency_id: str, name: str) -> str:
    """Id of an owner of the agency."""
    owner_agency, owner_id = names.parse_owner(name, field="owner")
    if owner_agency != agency_id:
        raise RuleBroken.field("NAME_INVALID", "owner", "must be an owner of the key's agency")
    return owner_id
