"""Reading the audit trail, and proving that nobody rewrote it."""

from __future__ import annotations

from selaras.kit.auth import Caller, Role
from selaras.kit.errors import InvalidRequest
from selaras.matching.domain.audit import AuditEntry, Chain, Verification
from selaras.matching.handlers.cases import require
from selaras.matching.ports import Store

READERS = frozenset({Role.ADMIN, Role.HEAD})
_DEFAULT_PAGE = 100
_BATCH = 1000


class AuditReader:
    """The audit trail for administrators, and for a head what concerns the agency."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, caller: Caller, case: str, after: int, page_size: int) -> list[AuditEntry]:
        """Entries after a number, the oldest first; of one case where it is named.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED.
            InvalidRequest: CASE_NAME_INVALID.
        """
        require(caller, READERS)
        collection, _, case_id = case.partition("/")
        if case and (collection != "cases" or not case_id):
            raise InvalidRequest.field("CASE_NAME_INVALID", "case", "write cases/{id}")
        agency = "" if caller.role is Role.ADMIN else caller.agency_id
        return await self._store.audit(case_id, agency, after, page_size or _DEFAULT_PAGE)

    async def verify(self, caller: Caller, known_hash: str) -> Verification:
        """Compute all hashes again, in pages: the trail need not fit into memory.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED.
        """
        require(caller, {Role.ADMIN})
        chain = Chain(known_hash)
        while True:
            entries = await self._store.audit("", "", chain.count, _BATCH)
            for entry in entries:
                chain.follow(entry)
                if chain.fault:
                    return chain.found()
            if len(entries) < _BATCH:
                return chain.found()
