"""Every call of the directory as a value; see :mod:`selaras.client.calls`."""

from __future__ import annotations

from typing import Any

from selaras.api.v1 import agency_pb2, directory_pb2
from selaras.client import convert, models
from selaras.client.calls import Call, new_request_id
from selaras.client.convert import to_proto_enum

_PATH = "/selaras.api.v1.DirectoryService/"
_PAGE = 500


def create_agency(
    agency_id: str, display_name: str, level: models.AgencyLevel | str, area_code: str, parent: str
) -> Call[models.Agency]:
    """Register an agency."""
    agency = directory_pb2.Agency(
        agency_id=agency_id,
        display_name=display_name,
        level=_level(level),  # type: ignore[arg-type]
        area_code=area_code,
        parent=agency_name(parent) if parent else "",
    )
    request = directory_pb2.CreateAgencyRequest(agency=agency, request_id=new_request_id())
    return Call(f"{_PATH}CreateAgency", request, directory_pb2.CreateAgencyResponse, _read_agency)


def get_agency(agency: str) -> Call[models.Agency]:
    """One agency."""
    request = directory_pb2.GetAgencyRequest(name=agency_name(agency))
    return Call(f"{_PATH}GetAgency", request, directory_pb2.GetAgencyResponse, _read_agency)


def list_agencies(page_token: str) -> Call[tuple[list[models.Agency], str]]:
    """A page of agencies and the token of the next."""
    request = directory_pb2.ListAgenciesRequest(page_size=_PAGE, page_token=page_token)
    return Call(
        f"{_PATH}ListAgencies",
        request,
        directory_pb2.ListAgenciesResponse,
        lambda answer: (
            [convert.from_proto_agency(agency) for agency in answer.agencies],
            answer.next_page_token,
        ),
    )


def update_agency(agency: str, changes: dict[str, str]) -> Call[models.Agency]:
    """Change fields of an agency."""
    request = directory_pb2.UpdateAgencyRequest()
    request.agency.name = agency_name(agency)
    for field, value in changes.items():
        if field == "level":
            request.agency.level = _level(value)  # type: ignore[assignment]
        else:
            setattr(request.agency, field, value)
        request.update_mask.paths.append(field)
    return Call(f"{_PATH}UpdateAgency", request, directory_pb2.UpdateAgencyResponse, _read_agency)


def create_owner(
    agency: str, owner_id: str, display_name: str, options: models.OwnerOptions
) -> Call[models.Owner]:
    """Register an owner."""
    request = directory_pb2.CreateOwnerRequest(
        parent=agency_name(agency), request_id=new_request_id()
    )
    request.owner.owner_id = owner_id
    convert.set_owner(request.owner, {"display_name": display_name, **options})
    return Call(f"{_PATH}CreateOwner", request, directory_pb2.CreateOwnerResponse, _read_owner)


def list_owners(agency: str, page_token: str) -> Call[tuple[list[models.Owner], str]]:
    """A page of owners and the token of the next."""
    request = directory_pb2.ListOwnersRequest(
        parent=agency_name(agency), page_size=_PAGE, page_token=page_token
    )
    return Call(
        f"{_PATH}ListOwners",
        request,
        directory_pb2.ListOwnersResponse,
        lambda answer: (
            [convert.from_proto_owner(owner) for owner in answer.owners],
            answer.next_page_token,
        ),
    )


def update_owner(name: str, changes: models.OwnerChanges) -> Call[models.Owner]:
    """Change fields of an owner."""
    request = directory_pb2.UpdateOwnerRequest()
    request.owner.name = name
    convert.set_owner(request.owner, changes)
    request.update_mask.paths.extend(changes)
    return Call(f"{_PATH}UpdateOwner", request, directory_pb2.UpdateOwnerResponse, _read_owner)


def delete_owner(name: str) -> Call[None]:
    """Take an owner away. Not repeated: the second answer would be NOT_FOUND."""
    request = directory_pb2.DeleteOwnerRequest(name=name)
    return Call(
        f"{_PATH}DeleteOwner",
        request,
        directory_pb2.DeleteOwnerResponse,
        lambda _: None,
        repeatable=False,
    )


def create_key(agency: str, display_name: str, owner: str) -> Call[models.NewKey]:
    """Make a key. Not repeated: a lost answer would leave a key that nobody has."""
    request = directory_pb2.CreateKeyRequest(
        parent=agency_name(agency),
        display_name=display_name,
        owner=owner_name(agency, owner) if owner else "",
    )
    return Call(
        f"{_PATH}CreateKey",
        request,
        directory_pb2.CreateKeyResponse,
        _read_new_key,
        repeatable=False,
    )


def list_keys(agency: str) -> Call[list[models.Key]]:
    """Keys of an agency."""
    request = directory_pb2.ListKeysRequest(parent=agency_name(agency))
    return Call(
        f"{_PATH}ListKeys",
        request,
        directory_pb2.ListKeysResponse,
        lambda answer: [convert.from_proto_key(key) for key in answer.keys],
    )


def rotate_key(name: str, grace_hours: int) -> Call[models.NewKey]:
    """Make a new key and let the old one die. Not repeated, as ``create_key``."""
    request = directory_pb2.RotateKeyRequest(name=name, grace_hours=grace_hours)
    return Call(
        f"{_PATH}RotateKey",
        request,
        directory_pb2.RotateKeyResponse,
        _read_new_key,
        repeatable=False,
    )


def revoke_key(name: str) -> Call[models.Key]:
    """End a key at once."""
    request = directory_pb2.RevokeKeyRequest(name=name)
    return Call(
        f"{_PATH}RevokeKey",
        request,
        directory_pb2.RevokeKeyResponse,
        lambda answer: convert.from_proto_key(answer.key),
    )


def agency_name(agency: str) -> str:
    """Resource name from an id or a name."""
    return agency if agency.startswith("agencies/") else f"agencies/{agency}"


def owner_name(agency: str, owner_id: str) -> str:
    """Resource name of an owner from an id or a name."""
    if owner_id.startswith("agencies/"):
        return owner_id
    return f"{agency_name(agency)}/owners/{owner_id}"


def _level(level: models.AgencyLevel | str) -> int:
    return to_proto_enum(agency_pb2.AgencyLevel, "AGENCY_LEVEL", level)


def _read_agency(answer: Any) -> models.Agency:
    return convert.from_proto_agency(answer.agency)


def _read_owner(answer: Any) -> models.Owner:
    return convert.from_proto_owner(answer.owner)


def _read_new_key(answer: Any) -> models.NewKey:
    return models.NewKey(convert.from_proto_key(answer.key), answer.secret)
