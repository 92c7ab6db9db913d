"""Reading the audit trail, and proving that nobody rewrote it."""

from __future__ import annotations

from selaras.kit.auth import Caller, Role
from selaras.kit.errors import InvalidRequest
from selaras.matching.domain.audit import FIRST_HASH, AuditEntry, Verification, chain_hash
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
        chain = _Chain(known_hash)
        while True:
            entries = await self._store.audit("", "", chain.count, _BATCH)
            for entry in entries:
                chain.follow(entry)
                if chain.fault:
                    return chain.found()
            if len(entries) < _BATCH:
                return chain.found()


class _Chain:
    """Follows the trail entry by entry; see :func:`selaras.matching.domain.audit.verify`."""

    def __init__(self, known_hash: str) -> None:
        self._known_hash = known_hash
        self._seen = not known_hash
        self._last = FIRST_HASH
        self.count = 0
        self.fault = ""

    def follow(self, entry: AuditEntry) -> None:
        if entry.sequence != self.count + 1:
            self.fault = "ENTRY_MISSING"
        elif chain_hash(self._last, entry.sequence, entry.record) != entry.hash:
            self.fault = "HASH_WRONG"
        else:
            self._last, self.count = entry.hash, entry.sequence
            self._seen = self._seen or entry.hash == self._known_hash

    def found(self) -> Verification:
        if self.fault:
            return Verification(self.count, self._last, self.count + 1, self.fault)
        reason = "" if self._seen else "KNOWN_HASH_MISSING"
        return Verification(self.count, self._last, 0, reason)
