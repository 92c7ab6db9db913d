"""Resource names: ``agencies/{agency}`` and what lies below an agency."""

from __future__ import annotations

import re

from selaras.intake.domain.errors import NotYours, RuleBroken

_SLUG = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_AGENCY = re.compile(rf"agencies/({_SLUG})")
_DRAFT = re.compile(rf"agencies/({_SLUG})/drafts/([A-Za-z0-9][A-Za-z0-9._~:@+-]*)")
_OWNER = re.compile(rf"agencies/({_SLUG})/owners/({_SLUG})")
_ERASURE = re.compile(r"erasures/([a-z0-9]+)")
_ACCOUNT = re.compile(r"accounts/([a-z0-9]+)")
_KEY = re.compile(rf"agencies/({_SLUG})/keys/([a-z0-9]+)")


def agency_name(agency_id: str) -> str:
    """Name of an agency."""
    return f"agencies/{agency_id}"


def owner_name(agency_id: str, owner_id: str) -> str:
    """Name of an owner."""
    return f"agencies/{agency_id}/owners/{owner_id}"


def key_name(agency_id: str, key_id: str) -> str:
    """Name of a key."""
    return f"agencies/{agency_id}/keys/{key_id}"


def account_name(account_id: str) -> str:
    """Name of an account."""
    return f"accounts/{account_id}"


def draft_name(agency_id: str, external_id: str) -> str:
    """Name of a draft."""
    return f"agencies/{agency_id}/drafts/{external_id}"


def parse_agency(name: str, *, field: str = "name") -> str:
    """Id in the name of an agency.

    Raises:
        RuleBroken: NAME_INVALID.
    """
    return _parse(_AGENCY, name, field, "agencies/{agency}")[0]


def parse_owner(name: str, *, field: str = "name") -> tuple[str, str]:
    """Ids of agency and owner in the name of an owner.

    Raises:
        RuleBroken: NAME_INVALID.
    """
    agency_id, owner_id = _parse(_OWNER, name, field, "agencies/{agency}/owners/{owner}")
    return agency_id, owner_id


def parse_key(name: str, *, field: str = "name") -> tuple[str, str]:
    """Ids of agency and key in the name of a key.

    Raises:
        RuleBroken: NAME_INVALID.
    """
    agency_id, key_id = _parse(_KEY, name, field, "agencies/{agency}/keys/{key}")
    return agency_id, key_id


def parse_draft(name: str, *, field: str = "name") -> tuple[str, str]:
    """Ids of agency and draft in the name of a draft.

    Raises:
        RuleBroken: NAME_INVALID.
    """
    agency_id, external_id = _parse(_DRAFT, name, field, "agencies/{agency}/drafts/{external_id}")
    return agency_id, external_id


def parse_account(name: str, *, field: str = "name") -> str:
    """Id in the name of an account.

    Raises:
        RuleBroken: NAME_INVALID.
    """
    return _parse(_ACCOUNT, name, field, "accounts/{account}")[0]


def parse_erasure(name: str, *, field: str = "name") -> str:
    """Id in the name of an erasure.

    Raises:
        RuleBroken: NAME_INVALID.
    """
    return _parse(_ERASURE, name, field, "erasures/{erasure}")[0]


def own_draft(name: str, caller: str) -> str:
    """External id in the name of a draft of the calling agency.

    The name alone decides, before any look-up: the answer is the same whether the other agency has
    such a draft or not.

    Raises:
        RuleBroken: NAME_INVALID.
        NotYours: AGENCY_MISMATCH.
    """
    agency_id, external_id = parse_draft(name)
    if agency_id != caller:
        raise NotYours("AGENCY_MISMATCH", "the name is that of another agency's draft")
    return external_id


def _parse(pattern: re.Pattern[str], name: str, field: str, shape: str) -> tuple[str, ...]:
    found = pattern.fullmatch(name)
    if found is None:
        raise RuleBroken.field("NAME_INVALID", field, f"must have the form {shape}")
    return found.groups()
