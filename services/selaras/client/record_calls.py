"""Every call about the audit trail, the authorities and the message bank as a value."""

from __future__ import annotations

from selaras.api.v1 import audit_pb2, authority_pb2, finding_pb2, message_pb2
from selaras.client import record_convert as convert
from selaras.client import record_models as models
from selaras.client.calls import Call
from selaras.client.convert import to_proto_enum
from selaras.client.models import FactKind
from selaras.client.names import optional_agency, optional_case, resource_name

_AUDIT = "/selaras.api.v1.AuditService/"
_AUTHORITIES = "/selaras.api.v1.AuthorityService/"
_MESSAGES = "/selaras.api.v1.MessageService/"
_PAGE = 500
_VERIFY_SECONDS = 300.0  # every hash of the trail is computed again


def list_audit_entries(
    case: str, after: int, page_token: str
) -> Call[tuple[list[models.AuditEntry], str]]:
    """A page of entries, and the number of the last one as the token of the next page."""
    request = audit_pb2.ListAuditEntriesRequest(
        case=optional_case(case), after=int(page_token or after), page_size=_PAGE
    )
    return Call(
        f"{_AUDIT}ListAuditEntries", request, audit_pb2.ListAuditEntriesResponse, _read_entries
    )


def verify_audit(known_hash: str) -> Call[models.Verification]:
    """Compute all hashes again."""
    return Call(
        f"{_AUDIT}VerifyAudit",
        audit_pb2.VerifyAuditRequest(known_hash=known_hash),
        audit_pb2.VerifyAuditResponse,
        convert.from_proto_verification,
        extra_seconds=_VERIFY_SECONDS,
    )


def put_authority(
    agency: str, topic: str, kind: FactKind | str, area_code: str, basis: str
) -> Call[models.Authority]:
    """Put a rule in the place of the one with the same topic, kind and area."""
    number = to_proto_enum(finding_pb2.FactKind, "FACT_KIND", kind)
    authority = authority_pb2.Authority(
        agency=optional_agency(agency),
        topic=topic,
        kind=number,  # type: ignore[arg-type]
        area_code=area_code,
        basis=basis,
    )
    return Call(
        f"{_AUTHORITIES}PutAuthority",
        authority_pb2.PutAuthorityRequest(authority=authority),
        authority_pb2.PutAuthorityResponse,
        lambda answer: convert.from_proto_authority(answer.authority),
    )


def list_authorities() -> Call[list[models.Authority]]:
    """All rules, the most specific first."""
    return Call(
        f"{_AUTHORITIES}ListAuthorities",
        authority_pb2.ListAuthoritiesRequest(),
        authority_pb2.ListAuthoritiesResponse,
        lambda answer: [convert.from_proto_authority(rule) for rule in answer.authorities],
    )


def delete_authority(authority: str) -> Call[None]:
    """Take a rule away. Not repeated: the second answer would be NOT_FOUND."""
    request = authority_pb2.DeleteAuthorityRequest(name=resource_name("authorities", authority))
    return Call(
        f"{_AUTHORITIES}DeleteAuthority",
        request,
        authority_pb2.DeleteAuthorityResponse,
        lambda _: None,
        repeatable=False,
    )


def search_messages(
    query: str, area_code: str, agency: str, *, expired: bool, limit: int
) -> Call[list[models.PublishedMessage]]:
    """What was said about a question."""
    request = message_pb2.SearchMessagesRequest(
        query=query,
        area_code=area_code,
        agency=optional_agency(agency),
        expired=expired,
        page_size=limit,
    )
    return Call(
        f"{_MESSAGES}SearchMessages",
        request,
        message_pb2.SearchMessagesResponse,
        lambda answer: [convert.from_proto_message(message) for message in answer.messages],
    )


def _read_entries(
    answer: audit_pb2.ListAuditEntriesResponse,
) -> tuple[list[models.AuditEntry], str]:
    entries = [convert.from_proto_audit_entry(entry) for entry in answer.entries]
    # The trail has no page tokens: only an empty page says that there is no more.
    return entries, str(entries[-1].sequence) if entries else ""
