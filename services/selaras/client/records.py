"""The audit trail, the authorities (wali data) and the shared message bank."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from selaras.client import record_calls as calls
from selaras.client.aio_transport import AsyncTransport
from selaras.client.models import FactKind
from selaras.client.record_models import AuditEntry, Authority, PublishedMessage, Verification
from selaras.client.transport import Transport


class RecordMethods(Transport):
    """What people of an agency and administrators read."""

    def list_audit_entries(self, case: str = "", *, after: int = 0) -> Iterator[AuditEntry]:
        """Entries of the audit trail, the oldest first.

        An agency head reads what concerns the agency, an administrator everything.

        Args:
            case: only of this case, by id or name; empty: all.
            after: only entries after this number.
        """
        return self._pages(lambda token: calls.list_audit_entries(case, after, token))

    def list_authorities(self) -> list[Authority]:
        """All rules that say whose figure counts, the most specific first."""
        return self._run(calls.list_authorities())


class MessageMethods(Transport):
    """What people of an agency look up in the shared message bank."""

    def search_messages(
        self,
        query: str,
        *,
        area_code: str = "",
        agency: str = "",
        expired: bool = False,
        limit: int = 10,
    ) -> list[PublishedMessage]:
        """What agencies have said about a question, by meaning, the nearest first.

        Args:
            query: the question, in any words.
            area_code: only what holds in this area; empty: everywhere.
            agency: only of this agency, by id or name; empty: of all.
            expired: also what no longer holds.
            limit: most messages, at most 50.
        """
        call = calls.search_messages(query, area_code, agency, expired=expired, limit=limit)
        return self._run(call)


class KeeperMethods(RecordMethods):
    """What administrators do beside reading."""

    def verify_audit(self, known_hash: str = "") -> Verification:
        """Compute all hashes of the audit trail again; takes as long as the trail is.

        Args:
            known_hash: one that was noted down before: the chain must still run through it.
        """
        return self._run(calls.verify_audit(known_hash))

    def put_authority(
        self,
        agency: str,
        *,
        topic: str = "",
        kind: FactKind | str = FactKind.UNSPECIFIED,
        area_code: str = "",
        basis: str = "",
    ) -> Authority:
        """Say that an agency's figure counts, in the place of the rule of the same scope.

        Args:
            agency: id or name of the agency.
            topic: for this topic; this or ``kind`` must be given.
            kind: for this kind of fact.
            area_code: in this area and those in it; empty: the whole country.
            basis: the regulation that says so.

        Raises:
            SelarasApiError: ``AUTHORITY_TOO_WIDE``, or a field that is wrong.
            ValueError: a kind that does not exist.
        """
        return self._run(calls.put_authority(agency, topic, kind, area_code, basis))

    def delete_authority(self, authority: str) -> None:
        """Take a rule away, by id or name."""
        self._run(calls.delete_authority(authority))


class AsyncRecordMethods(AsyncTransport):
    """The same on asyncio; each method as in :class:`RecordMethods`."""

    def list_audit_entries(self, case: str = "", *, after: int = 0) -> AsyncIterator[AuditEntry]:
        """Entries of the audit trail, the oldest first."""
        return self._pages(lambda token: calls.list_audit_entries(case, after, token))

    async def list_authorities(self) -> list[Authority]:
        """All rules that say whose figure counts, the most specific first."""
        return await self._run(calls.list_authorities())


class AsyncMessageMethods(AsyncTransport):
    """The same on asyncio; see :class:`MessageMethods`."""

    async def search_messages(
        self,
        query: str,
        *,
        area_code: str = "",
        agency: str = "",
        expired: bool = False,
        limit: int = 10,
    ) -> list[PublishedMessage]:
        """What agencies have said about a question, by meaning, the nearest first."""
        call = calls.search_messages(query, area_code, agency, expired=expired, limit=limit)
        return await self._run(call)


class AsyncKeeperMethods(AsyncRecordMethods):
    """The same on asyncio; each method as in :class:`KeeperMethods`."""

    async def verify_audit(self, known_hash: str = "") -> Verification:
        """Compute all hashes of the audit trail again."""
        return await self._run(calls.verify_audit(known_hash))

    async def put_authority(
        self,
        agency: str,
        *,
        topic: str = "",
        kind: FactKind | str = FactKind.UNSPECIFIED,
        area_code: str = "",
        basis: str = "",
    ) -> Authority:
        """Say that an agency's figure counts, in the place of the rule of the same scope."""
        return await self._run(calls.put_authority(agency, topic, kind, area_code, basis))

    async def delete_authority(self, authority: str) -> None:
        """Take a rule away, by id or name."""
        await self._run(calls.delete_authority(authority))
