"""Resource names from what people write: an id, a short form, or the whole name."""

from __future__ import annotations


def resource_name(collection: str, id_or_name: str) -> str:
    """``{collection}/{id}`` from an id; a whole name stays as it is."""
    return id_or_name if "/" in id_or_name else f"{collection}/{id_or_name}"


def case_name(id_or_name: str) -> str:
    """``cases/{id}``."""
    return resource_name("cases", id_or_name)


def finding_name(id_or_name: str) -> str:
    """``findings/{id}``."""
    return resource_name("findings", id_or_name)


def optional_case(id_or_name: str) -> str:
    """The case as above; empty stays empty: all cases."""
    return case_name(id_or_name) if id_or_name else ""


def optional_agency(id_or_name: str) -> str:
    """``agencies/{agency}``; empty stays empty: no agency in particular."""
    return resource_name("agencies", id_or_name) if id_or_name else ""


def owner_name(owner: str) -> str:
    """``agencies/{agency}/owners/{owner}`` from that or from ``{agency}/{owner}``.

    Raises:
        ValueError: the agency is missing.
    """
    parts = owner.split("/")
    if len(parts) == 4 and (parts[0], parts[2]) == ("agencies", "owners"):
        parts = [parts[1], parts[3]]
    if len(parts) != 2 or not all(parts):
        raise ValueError(f"{owner}: write an owner as AGENCY/OWNER or agencies/AGENCY/owners/OWNER")
    return f"agencies/{parts[0]}/owners/{parts[1]}"


def optional_owner(owner: str) -> str:
    """The owner as above; empty stays empty: nobody in particular."""
    return owner_name(owner) if owner else ""
