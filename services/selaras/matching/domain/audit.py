"""The audit trail: what people did and what was shown to whom, each entry chained to the last."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

FIRST_HASH = "0" * 64


class Action(enum.StrEnum):
    """What was done."""

    CASE_OPENED = "CASE_OPENED"
    CASE_RESOLVED = "CASE_RESOLVED"
    CASE_REOPENED = "CASE_REOPENED"
    CASE_ACKNOWLEDGED = "CASE_ACKNOWLEDGED"
    CASE_COMMENTED = "CASE_COMMENTED"
    CASE_ASSIGNED = "CASE_ASSIGNED"
    CASES_MERGED = "CASES_MERGED"
    CASE_SPLIT = "CASE_SPLIT"
    RESOLUTION_PROPOSED = "RESOLUTION_PROPOSED"
    RESOLUTION_AGREED = "RESOLUTION_AGREED"
    RESOLUTION_DECLINED = "RESOLUTION_DECLINED"
    FINDING_DISMISSED = "FINDING_DISMISSED"
    FINDING_RETURNED = "FINDING_RETURNED"
    AUTHORITY_PUT = "AUTHORITY_PUT"
    AUTHORITY_DELETED = "AUTHORITY_DELETED"
    EXCERPT_REVEALED = "EXCERPT_REVEALED"
    TEXT_REVEALED = "TEXT_REVEALED"
    DRAFT_ERASED = "DRAFT_ERASED"
    OWNER_ERASED = "OWNER_ERASED"


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """What is to be written down.

    Attributes:
        actor: resource name of an owner or an agency, ``admin`` or ``selaras``.
        subject: resource name of what it was done to.
        detail: more about it; no text of a draft.
        agencies: ids of the agencies that it concerns.
    """

    action: Action
    actor: str
    subject: str
    time: datetime
    case_id: str = ""
    detail: dict[str, str] = field(default_factory=dict)
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A record in its place in the chain; ``sequence`` counts from 1 without gaps."""

    sequence: int
    record: AuditRecord
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of a verification; ``broken_at`` 0 and ``reason`` empty: nothing is wrong."""

    entries: int
    last_hash: str
    broken_at: int = 0
    reason: str = ""


def chain_hash(previous: str, sequence: int, record: AuditRecord) -> str:
    """SHA-256 over an entry and the hash before it, in hexadecimal."""
    content = [
        previous,
        sequence,
        record.action.value,
        record.actor,
        record.subject,
        record.time.astimezone(UTC).isoformat(timespec="microseconds"),
        record.case_id,
        record.detail,
        list(record.agencies),
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Chain:
    """Computes the hashes of a trail again, entry by entry, so that it need not fit into memory.

    Args:
        known_hash: one that was noted down before; it must be in the chain. Empty: none.

    Attributes:
        count: how many entries are right so far; the next has the number after it.
        fault: what is wrong with the entry after them; empty: nothing yet.
    """

    def __init__(self, known_hash: str = "") -> None:
        self._known_hash = known_hash
        self._seen = not known_hash
        self._last = FIRST_HASH
        self.count = 0
        self.fault = ""

    def follow(self, entry: AuditEntry) -> None:
        """Look at the next entry; after a fault there is none."""
        if entry.sequence != self.count + 1:
            self.fault = "ENTRY_MISSING"
        elif chain_hash(self._last, entry.sequence, entry.record) != entry.hash:
            self.fault = "HASH_WRONG"
        else:
            self._last, self.count = entry.hash, entry.sequence
            self._seen = self._seen or entry.hash == self._known_hash

    def found(self) -> Verification:
        """What came of it."""
        if self.fault:
            return Verification(self.count, self._last, self.count + 1, self.fault)
        # The end may be cut off: what is left is right in itself, but the noted hash is gone.
        reason = "" if self._seen else "KNOWN_HASH_MISSING"
        return Verification(self.count, self._last, 0, reason)


def verify(entries: Iterable[AuditEntry], known_hash: str = "") -> Verification:
    """Compute all hashes of a whole trail again, in order; see :class:`Chain`."""
    chain = Chain(known_hash)
    for entry in entries:
        chain.follow(entry)
        if chain.fault:
            break
    return chain.found()
