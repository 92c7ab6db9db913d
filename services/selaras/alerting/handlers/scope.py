"""Who may silence, declare and read what.

Errors::

    PermissionDenied    ROLE_NOT_ALLOWED, AGENCY_MISMATCH, SCOPE_MISMATCH
"""

from __future__ import annotations

from selaras.alerting.domain.areas import lies_in
from selaras.alerting.domain.quiet import Matcher
from selaras.kit.auth import Caller, Role
from selaras.kit.errors import PermissionDenied


def check_silence(caller: Caller, matcher: Matcher) -> None:
    """Refuse a silence that is not the caller's to make or to end.

    Raises:
        PermissionDenied
    """
    if caller.role is Role.ADMIN:
        return
    if caller.role is Role.COORDINATOR:
        own = matcher.agency_id == caller.agency_id and matcher.owner_id == caller.owner_id
        if not own:
            check_scope(caller, matcher.topic, matcher.area_code)
        return
    if caller.role not in {Role.OWNER, Role.HEAD}:
        raise role_not_allowed(caller, "an owner, a head, a coordinator or an administrator")
    check_agency(caller, matcher.agency_id)
    if caller.role is Role.OWNER and matcher.owner_id != caller.owner_id:
        raise PermissionDenied(
            "ROLE_NOT_ALLOWED", "an owner silences alerts for itself, a head for the whole agency"
        )


def check_scope(caller: Caller, topic: str, area_code: str) -> None:
    """Refuse what lies beyond the topics and areas that a coordinator is subscribed to.

    Raises:
        PermissionDenied: ROLE_NOT_ALLOWED or SCOPE_MISMATCH.
    """
    if caller.role is Role.ADMIN:
        return
    if caller.role is not Role.COORDINATOR:
        raise role_not_allowed(caller, "a coordinator or an administrator")
    topic_fits = not caller.topics or topic in caller.topics
    areas = caller.area_codes
    area_fits = not areas or (bool(area_code) and any(lies_in(area_code, one) for one in areas))
    if not (topic_fits and area_fits):
        raise PermissionDenied(
            "SCOPE_MISMATCH", "it must be about a topic and an area that you are subscribed to"
        )


def check_agency(caller: Caller, agency_id: str) -> None:
    """Refuse another agency's matters.

    Raises:
        PermissionDenied: AGENCY_MISMATCH.
    """
    if caller.role is not Role.ADMIN and agency_id != caller.agency_id:
        raise PermissionDenied("AGENCY_MISMATCH", "this belongs to another agency")


def readable_agency(caller: Caller, agency_id: str) -> str:
    """The agency that a question is about: the caller's own; an administrator may ask of any.

    Raises:
        PermissionDenied: AGENCY_MISMATCH.
    """
    if caller.role is Role.ADMIN:
        return agency_id
    if agency_id:
        check_agency(caller, agency_id)
    return caller.agency_id


def role_not_allowed(caller: Caller, wanted: str) -> PermissionDenied:
    """The caller's role may not do this."""
    return PermissionDenied(
        "ROLE_NOT_ALLOWED",
        f"this call needs the key of {wanted}",
        metadata={"role": caller.role.value},
    )


def sees_silence(caller: Caller, matcher: Matcher) -> bool:
    """Whether a caller may know of a silence: one that holds its own alerts, or that it may end."""
    if caller.role is Role.ADMIN or matcher.agency_id in {"", caller.agency_id}:
        return True
    if caller.role is not Role.COORDINATOR:
        return False
    try:
        check_silence(caller, matcher)
    except PermissionDenied:
        return False
    return True
