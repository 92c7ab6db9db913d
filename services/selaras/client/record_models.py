"""The audit trail, the authorities and the message bank as the client gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from selaras.client.models import AgencyRef, FactKind


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the audit trail; entries are never changed.

    Attributes:
        sequence: number, from 1, without gaps.
        actor: name of an owner or an agency, or ``admin`` or ``selaras``.
        action: what was done, such as ``RESOLUTION_PROPOSED``.
        subject: name of what it was done to.
        case: empty: it belongs to none.
        detail: more about it as JSON.
        hash: SHA-256 over the entry and the hash before it, in hexadecimal.
    """

    sequence: int
    time: datetime | None
    actor: str
    action: str
    subject: str
    case: str
    detail: str
    agencies: tuple[str, ...]
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of computing all hashes again.

    Attributes:
        last_hash: note it down elsewhere, and give it as ``known_hash`` the next time.
        broken_at: first entry that is wrong; 0: none.
        reason: what is wrong, such as ``HASH_WRONG``; empty: nothing.
    """

    intact: bool
    entries: int
    last_hash: str
    broken_at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A rule that says whose figure counts (wali data).

    Attributes:
        topic: empty: all topics. Either this or ``kind`` is set.
        kind: of fact; UNSPECIFIED: all kinds.
        area_code: empty: the whole country.
        basis: the regulation that says so; may be empty.
    """

    name: str
    agency: str
    topic: str
    kind: FactKind
    area_code: str
    basis: str
    create_time: datetime | None


class DisputeKind(StrEnum):
    """Why a message is disputed."""

    UNSPECIFIED = "UNSPECIFIED"
    OPEN_CASE = "OPEN_CASE"
    SUPERSEDED = "SUPERSEDED"


@dataclass(frozen=True, slots=True)
class Dispute:
    """What may be wrong with a message.

    ``case`` is set where you may see it, ``message`` where a later one is public.
    """

    kind: DisputeKind
    case: str
    message: str
    explanation: str
    explanation_en: str

    def words(self, language: str) -> str:
        """The sentence in a language; in Bahasa Indonesia where it is not there."""
        return self.explanation_en if language == "en" and self.explanation_en else self.explanation


@dataclass(frozen=True, slots=True)
class PublishedMessage:
    """One message that an agency has published.

    Attributes:
        name: name of the draft it was.
        passage: the sentence that answers best; it begins at ``passage_start`` in ``text``, in code
            points.
        expired: ``valid_until`` has passed.
        area_codes: empty: the whole country.
        score: how near it is to the question, 0 to 1.
    """

    name: str
    agency: AgencyRef
    title: str
    text: str
    passage: str
    passage_start: int
    publish_time: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None
    expired: bool
    area_codes: tuple[str, ...]
    score: float
    disputes: tuple[Dispute, ...] = ()
