"""AuditService and AuthorityService: for administrators, and partly for the agencies."""

# ruff: noqa: ARG002, N802 - gRPC names the methods and gives each a request and a context

from __future__ import annotations

import json

from selaras.api.v1 import audit_pb2, audit_pb2_grpc, authority_pb2, authority_pb2_grpc
from selaras.kit.auth import current_caller
from selaras.kit.errors import InvalidRequest
from selaras.kit.grpc_server import Context
from selaras.matching.domain.audit import AuditEntry
from selaras.matching.domain.authority import Authority
from selaras.matching.entrypoints.case_convert import from_proto_kind
from selaras.matching.entrypoints.convert import to_proto_kind, to_proto_time
from selaras.matching.handlers.audit import AuditReader
from selaras.matching.handlers.authorities import AuthorityHandler, Rule


class AuditServicer(audit_pb2_grpc.AuditServiceServicer):
    """The audit trail."""

    def __init__(self, reader: AuditReader) -> None:
        self._reader = reader

    async def ListAuditEntries(
        self, request: audit_pb2.ListAuditEntriesRequest, context: Context
    ) -> audit_pb2.ListAuditEntriesResponse:
        """See audit.proto."""
        entries = await self._reader.page(
            current_caller(), request.case, request.after, request.page_size
        )
        return audit_pb2.ListAuditEntriesResponse(
            entries=[_to_proto_entry(entry) for entry in entries]
        )

    async def VerifyAudit(
        self, request: audit_pb2.VerifyAuditRequest, context: Context
    ) -> audit_pb2.VerifyAuditResponse:
        """See audit.proto."""
        found = await self._reader.verify(current_caller(), request.known_hash)
        return audit_pb2.VerifyAuditResponse(
            intact=not found.reason,
            entries=found.entries,
            last_hash=found.last_hash,
            broken_at=found.broken_at,
            reason=found.reason,
        )


class AuthorityServicer(authority_pb2_grpc.AuthorityServiceServicer):
    """Rules on whose figure counts."""

    def __init__(self, handler: AuthorityHandler) -> None:
        self._handler = handler

    async def PutAuthority(
        self, request: authority_pb2.PutAuthorityRequest, context: Context
    ) -> authority_pb2.PutAuthorityResponse:
        """See authority.proto."""
        wanted = request.authority
        rule = Rule(
            wanted.agency,
            wanted.topic,
            from_proto_kind(wanted.kind),
            wanted.area_code,
            wanted.basis,
        )
        kept = await self._handler.put(current_caller(), rule)
        return authority_pb2.PutAuthorityResponse(authority=_to_proto_authority(kept))

    async def ListAuthorities(
        self, request: authority_pb2.ListAuthoritiesRequest, context: Context
    ) -> authority_pb2.ListAuthoritiesResponse:
        """See authority.proto."""
        rules = await self._handler.page()
        return authority_pb2.ListAuthoritiesResponse(
            authorities=[_to_proto_authority(rule) for rule in rules]
        )

    async def DeleteAuthority(
        self, request: authority_pb2.DeleteAuthorityRequest, context: Context
    ) -> authority_pb2.DeleteAuthorityResponse:
        """See authority.proto."""
        collection, _, authority_id = request.name.partition("/")
        if collection != "authorities" or not authority_id:
            raise InvalidRequest.field("NAME_INVALID", "name", "write authorities/{id}")
        await self._handler.delete(current_caller(), authority_id)
        return authority_pb2.DeleteAuthorityResponse()


def _to_proto_entry(entry: AuditEntry) -> audit_pb2.AuditEntry:
    record = entry.record
    return audit_pb2.AuditEntry(
        sequence=entry.sequence,
        time=to_proto_time(record.time),
        actor=record.actor,
        action=record.action,
        subject=record.subject,
        case=f"cases/{record.case_id}" if record.case_id else "",
        detail=json.dumps(record.detail, ensure_ascii=False, sort_keys=True),
        agencies=[f"agencies/{agency}" for agency in record.agencies],
        hash=entry.hash,
    )


def _to_proto_authority(rule: Authority) -> authority_pb2.Authority:
    return authority_pb2.Authority(
        name=f"authorities/{rule.id}",
        agency=f"agencies/{rule.agency}",
        topic=rule.topic,
        kind=to_proto_kind(rule.kind),
        area_code=rule.area_code,
        basis=rule.basis,
        create_time=to_proto_time(rule.create_time),
    )
