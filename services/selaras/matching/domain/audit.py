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


def verify(entries: Iterable[AuditEntry], known_hash: str = "") -> Verification:
    """Compute all hashes again.

    Args:
        entries: the whole trail in order.
        known_hash: one that was noted down before; it must be in the chain. Empty: none.
    """
    previous, count, seen = FIRST_HASH, 0, not known_hash
    for entry in entries:
        if entry.sequence != count + 1:
            return Verification(count, previous, count + 1, "ENTRY_MISSING")
        if chain_hash(previous, entry.sequence, entry.record) != entry.hash:
            return Verification(count, previous, entry.sequence, "HASH_WRONG")
        previous, count = entry.hash, entry.sequence
        seen = seen or entry.hash == known_hash
    if not seen:
        # The end was cut off: what is left is right in itself, but the noted hash is gone.
        return Verification(count, previous, 0, "KNOWN_HASH_MISSING")
    return Verification(count, previous)
