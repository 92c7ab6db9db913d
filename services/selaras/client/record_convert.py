"""The audit trail, the authorities and the message bank of the API as the client's values."""

from __future__ import annotations

from selaras.api.v1 import audit_pb2, authority_pb2, message_pb2
from selaras.client import record_models as models
from selaras.client.case_convert import from_proto_fact_kind
from selaras.client.convert import from_proto_agency_ref
from selaras.client.values import from_proto_enum, from_proto_time


def from_proto_audit_entry(entry: audit_pb2.AuditEntry) -> models.AuditEntry:
    """One entry of the audit trail."""
    return models.AuditEntry(
        sequence=entry.sequence,
        time=from_proto_time(entry, "time"),
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        case=entry.case,
        detail=entry.detail,
        agencies=tuple(entry.agencies),
        hash=entry.hash,
    )


def from_proto_verification(answer: audit_pb2.VerifyAuditResponse) -> models.Verification:
    """What came of a verification."""
    return models.Verification(
        answer.intact, answer.entries, answer.last_hash, answer.broken_at, answer.reason
    )


def from_proto_authority(authority: authority_pb2.Authority) -> models.Authority:
    """One rule."""
    return models.Authority(
        name=authority.name,
        agency=authority.agency,
        topic=authority.topic,
        kind=from_proto_fact_kind(authority.kind),
        area_code=authority.area_code,
        basis=authority.basis,
        create_time=from_proto_time(authority, "create_time"),
    )


def from_proto_message(message: message_pb2.PublishedMessage) -> models.PublishedMessage:
    """One published message."""
    return models.PublishedMessage(
        name=message.name,
        agency=from_proto_agency_ref(message.agency),
        title=message.title,
        text=message.text,
        passage=message.passage,
        passage_start=message.passage_start,
        publish_time=from_proto_time(message, "publish_time"),
        valid_from=from_proto_time(message, "valid_from"),
        valid_until=from_proto_time(message, "valid_until"),
        expired=message.expired,
        area_codes=tuple(message.area_codes),
        score=message.score,
        disputes=tuple(_dispute(dispute) for dispute in message.disputes),
    )


def _dispute(dispute: message_pb2.Dispute) -> models.Dispute:
    return models.Dispute(
        kind=from_proto_enum(models.DisputeKind, message_pb2.Dispute.Kind, "KIND", dispute.kind),
        case=dispute.case,
        message=dispute.message,
        explanation=dispute.explanation,
        explanation_en=dispute.explanation_en,
    )
