"""What the handlers of cases need from the store beyond :mod:`selaras.matching.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from selaras.matching.domain.audit import AuditRecord
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Agency, Message
from selaras.matching.domain.viewer import Scope
from selaras.matching.ports import CaseChange, Store, Transaction


@dataclass(frozen=True, slots=True)
class ScopedChange(CaseChange):
    """One step of the stream of cases, with who could see the case before it and can after it.

    ``before`` None: the case was not there.
    """

    before: Scope | None
    after: Scope


class DecisionTransaction(Transaction, Protocol):
    """A transaction in which people decide."""

    async def request(self, person: str, request_id: str) -> str | None:
        """Digest of what a person asked for with an id; None: nothing yet."""
        ...

    async def put_request(self, person: str, request_id: str, digest: str, time: datetime) -> None:
        """Remember what a person asked for with an id."""
        ...


class CaseStore(Store, Protocol):
    """The store, with what views of cases are made of.

    Every method raises Unavailable (DATABASE_UNAVAILABLE) while the database is away.
    """

    def transaction(self) -> AbstractAsyncContextManager[DecisionTransaction]:
        """See :class:`selaras.matching.ports.Store`."""
        ...

    async def findings_in(self, case_ids: Sequence[str]) -> dict[str, list[Finding]]:
        """Active findings of each of these cases; cases without one are left out."""
        ...

    async def messages_by_key(self, keys: Sequence[str]) -> dict[str, Message]:
        """Messages by key; keys that are not known are left out."""
        ...

    async def agencies(self, agency_ids: Sequence[str]) -> dict[str, Agency]:
        """Agencies as their newest messages name them; those without one are left out."""
        ...

    async def scoped_changes(self, after: int, limit: int) -> list[ScopedChange]:
        """Which cases changed after a sequence number, of all agencies."""
        ...

    async def unknown_reveals(self, records: Sequence[AuditRecord]) -> list[AuditRecord]:
        """Those of these reveals that are not in the audit trail yet."""
        ...

    async def read_versions(self, person: str, case_ids: Sequence[str]) -> dict[str, int]:
        """Up to which version a person has read each of these cases; never read: left out."""
        ...

    async def mark_read(self, person: str, case_id: str, version: int) -> None:
        """Remember up to which version a person has read a case.

        A smaller one than before, or one that the case does not have yet, changes nothing.
        """
        ...

    async def forget_requests(self, before: datetime) -> int:
        """Forget requests made before a time; answers how many."""
        ...
