"""The record: repositories behind one unit of work.

Within ``Storage.write()`` everything is committed at the end or nothing is, the events included.
Within ``Storage.read()`` only the reading methods may be called.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from selaras.intake.domain.agency import Agency
from selaras.intake.domain.draft import Check, Draft, DraftState
from selaras.intake.domain.erasure import Erasure, ErasureKind, Numbers
from selaras.intake.domain.events import IntakeEvent
from selaras.intake.domain.key import Key
from selaras.intake.domain.owner import Owner
from selaras.intake.ports.accounts import Accounts
from selaras.intake.ports.coverage import Coverage


class Agencies(Protocol):
    """The agencies and their owners."""

    async def get(self, agency_id: str) -> Agency | None:
        """One agency."""
        ...

    async def page(self, *, after: str, limit: int) -> list[Agency]:
        """Agencies in the order of their ids, from the first after ``after``."""
        ...

    async def add(self, agency: Agency) -> None:
        """Store a new agency."""
        ...

    async def update(self, agency: Agency) -> None:
        """Store an agency that was changed."""
        ...

    async def get_owner(self, agency_id: str, owner_id: str) -> Owner | None:
        """One owner."""
        ...

    async def owners(self, agency_id: str, *, after: str = "", limit: int = 0) -> list[Owner]:
        """Owners of an agency in the order of their ids; ``limit`` 0: all."""
        ...

    async def put_owner(self, owner: Owner) -> None:
        """Store an owner, new or changed."""
        ...

    async def delete_owner(self, agency_id: str, owner_id: str) -> None:
        """Delete an owner."""
        ...


class Keys(Protocol):
    """The keys of the agencies."""

    async def get(self, key_id: str) -> Key | None:
        """One key by the part of it that is not secret."""
        ...

    async def of_agency(self, agency_id: str) -> list[Key]:
        """Keys of an agency, the newest first."""
        ...

    async def put(self, key: Key) -> None:
        """Store a key, new or changed; its last use is left as it is."""
        ...

    async def used(self, uses: Mapping[str, datetime]) -> None:
        """Note when keys (by id) were last used."""
        ...

    async def purge(self, before: datetime) -> int:
        """Delete keys that were revoked, or expired, before a time; answers how many."""
        ...

    async def rename_owner(self, agency_id: str, owner_id: str, pseudonym: str) -> None:
        """Give the keys of an owner to a pseudonym, without what was said of them."""
        ...


@dataclass(frozen=True, slots=True)
class DraftCursor:
    """A place in the list of drafts, the last changed first; ties by external id, descending."""

    update_time: datetime
    external_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A revision that waits for its check.

    Attributes:
        emissions: how often it has been sent to the checker.
        sweep_time: when to send it again if no check has come.
    """

    emissions: int
    sweep_time: datetime


class Drafts(Protocol):
    """The drafts with all of their revisions."""

    async def get(self, agency_id: str, external_id: str) -> Draft | None:
        """A draft in its newest revision."""
        ...

    async def page(
        self,
        agency_id: str,
        *,
        states: Sequence[DraftState],
        after: DraftCursor | None,
        limit: int,
    ) -> list[Draft]:
        """Drafts of an agency, the last changed first; no ``states``: all."""
        ...

    async def add_revision(self, draft: Draft, waiting: Waiting) -> None:
        """Store a draft with a new revision, the first or a further one, which waits for its check.

        The revisions before it wait no longer.
        """
        ...

    async def put(self, draft: Draft) -> None:
        """Store a draft that changed and has the same revision as before; not its check."""
        ...

    async def get_check(self, agency_id: str, external_id: str, revision: int) -> Check | None:
        """The check of one revision, which need not be the newest."""
        ...

    async def put_check(
        self, agency_id: str, external_id: str, revision: int, check: Check
    ) -> None:
        """Store the check of one revision. This is no change of the draft."""
        ...

    async def await_check(self, draft: Draft, waiting: Waiting) -> None:
        """Store that the newest revision was sent to the checker again, with the draft's check."""
        ...

    async def overdue(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Agency and external ids of drafts whose sweep time has come, the longest due first.

        Only drafts that are not withdrawn, in their newest revision, without a check.
        """
        ...

    async def waiting(self, agency_id: str, external_id: str) -> Waiting | None:
        """How the newest revision waits for its check; None: it does not."""
        ...

    async def remove(self, draft: Draft, numbers: Numbers) -> None:
        """Delete a draft with all of its revisions; of them only the numbers stay."""
        ...

    async def numbers(self, agency_id: str, external_id: str) -> Numbers | None:
        """The numbers of a draft that was removed; None: none ever was."""
        ...

    async def ended(self, before: datetime, limit: int) -> list[tuple[str, str]]:
        """Agency and external ids of drafts to be forgotten, at most so many, in no order.

        They are withdrawn, or published and checked, and since before the time neither changed
        nor valid.
        """
        ...

    async def purge_revisions(self, before: datetime, limit: int) -> int:
        """Delete revisions that a newer one has replaced, checked or written before; how many."""
        ...

    async def forget_findings(self, names: Collection[str]) -> int:
        """Take these findings out of all checks that are kept; how many checks had one."""
        ...

    async def count_new(self, agency_id: str, day: date) -> int:
        """Count one new text of an agency; answers how many that makes on the day."""
        ...


@dataclass(frozen=True, slots=True)
class RequestKey:
    """What names a request for its repetition: who calls which method with which id."""

    caller: str
    method: str
    request_id: str


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request that was answered: the hash of its body and the answer, serialised."""

    body_hash: bytes
    answer: bytes
    create_time: datetime


class Requests(Protocol):
    """The requests of the last day."""

    async def get(self, key: RequestKey) -> StoredRequest | None:
        """A request that was answered before."""
        ...

    async def put(self, key: RequestKey, request: StoredRequest) -> None:
        """Store a request; one that is there under the same key is replaced."""
        ...

    async def purge(self, before: datetime) -> int:
        """Delete requests made before a time; answers how many."""
        ...

    async def forget(self, marks: Collection[bytes]) -> None:
        """Delete the requests whose answers have one of the marks."""
        ...


class Erasures(Protocol):
    """What was erased on request, and what is being erased."""

    async def get(self, erasure_id: str) -> Erasure | None:
        """One erasure."""
        ...

    async def newest(self, kind: ErasureKind, agency_id: str, subject_id: str) -> Erasure | None:
        """The last erasure of a thing; None: it never was erased."""
        ...

    async def put(self, erasure: Erasure) -> None:
        """Store an erasure, new or changed."""
        ...

    async def overdue(self, now: datetime, limit: int) -> list[str]:
        """Ids of erasures whose sweep time has come, the longest due first."""
        ...


class UnitOfWork(Protocol):
    """All repositories in one transaction."""

    @property
    def erasures(self) -> Erasures:
        """The erasures."""
        ...

    @property
    def accounts(self) -> Accounts:
        """The accounts and their sessions."""
        ...

    @property
    def agencies(self) -> Agencies:
        """The agencies and their owners."""
        ...

    @property
    def keys(self) -> Keys:
        """The keys."""
        ...

    @property
    def drafts(self) -> Drafts:
        """The drafts."""
        ...

    @property
    def coverage(self) -> Coverage:
        """Counts over the drafts."""
        ...

    @property
    def requests(self) -> Requests:
        """The requests of the last day."""
        ...

    async def lock(self, name: str) -> None:
        """Let no other writer that locks the same name go on until this transaction has ended.

        Take locks before reading what they protect, and in the order: request, draft or agency,
        login.
        """
        ...

    async def emit(self, event: IntakeEvent) -> None:
        """Put an event beside the state it tells of; it is published after the commit."""
        ...

    async def forget_events(self, marks: Collection[bytes]) -> None:
        """Delete the events that have one of the marks, published or not."""
        ...


class Storage(Protocol):
    """Opens units of work."""

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """For reading.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE.
        """
        ...

    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction: committed at the end, rolled back on any exception.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE.
        """
        ...

    async def scrub(self) -> None:
        """Let nothing stay on disk of what was deleted, as far as the database can.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE.
        """
        ...
