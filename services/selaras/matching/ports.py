"""What the handlers of matching need from the world, as Protocols."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt

from selaras.matching.domain.audit import AuditEntry, AuditRecord
from selaras.matching.domain.authority import Authority
from selaras.matching.domain.case import Case, CaseState, Severity, TimelineEntry
from selaras.matching.domain.case_view import CaseView
from selaras.matching.domain.dismissal import Dismissal
from selaras.matching.domain.entailment import Entailment
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.message import Agency, Message
from selaras.matching.domain.review import Judgement, Review
from selaras.matching.domain.view import FindingView

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message with what matching worked out of it.

    ``checked_revision`` is 0 until a check was finished. ``vectors`` [1 + claims, dimensions] are
    of the whole message, then of its claims; None until the revision was embedded.
    """

    message: Message
    checked_revision: int
    check_time: datetime | None
    model_version: str
    vectors: Vectors | None


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One step of the stream of findings: ``kind`` is added, changed or removed."""

    sequence: int
    kind: str
    finding_id: str


@dataclass(frozen=True, slots=True)
class FindingQuery:
    """Which findings to list. ``after`` is (create_time, id) of the last one on the page before."""

    agency: str
    draft_key: str = ""
    relations: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    limit: int = 50
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases to list, the most urgent first.

    Attributes:
        agency: only those that it has a part in; empty: all (for a coordinator).
        topics, areas: what a coordinator is subscribed to; empty: all. A case of the whole country
            is in every area; an area stands for itself, those in it and those it is in.
        states: only these.
        relation, topic, area_code, min_severity, assignee: filters of the caller; empty: none.
        kinds: only those in which a fact of one of these kinds clashes; empty: all.
        after: position of the last one on the page before.
    """

    agency: str = ""
    topics: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    states: tuple[CaseState, ...] = (CaseState.OPEN, CaseState.AGREED)
    relation: str = ""
    topic: str = ""
    area_code: str = ""
    min_severity: Severity = Severity.LOW
    assignee: str = ""
    kinds: tuple[FactKind, ...] = ()
    limit: int = 50
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One step of the stream of cases."""

    sequence: int
    case_id: str


class Transaction(Protocol):
    """Changes that are committed together or not at all, with the events that tell of them."""

    async def message(self, key: str) -> StoredMessage | None:
        """A message by its key."""
        ...

    async def put_message(self, message: Message) -> None:
        """Store a message; keeps ``checked_revision``, forgets vectors of an older revision."""
        ...

    async def model_in_force(self) -> str:
        """Version that only counts while a re-embedding is open; empty: that of whoever asks."""
        ...

    async def mark_checked(self, key: str, revision: int, at: datetime) -> None:
        """Remember that a revision was checked."""
        ...

    async def findings_of(self, key: str) -> list[Finding]:
        """Active findings with a side in this message."""
        ...

    async def put_finding(self, finding: Finding) -> None:
        """Insert or replace a finding, and note the change for those who watch.

        Anything but NONE is also kept as the pair's last judgement, see :class:`Reviews`.
        """
        ...

    async def remove_finding(self, finding: Finding) -> None:
        """Take a finding away, and note the change for those who watch."""
        ...

    async def case(self, case_id: str) -> Case | None:
        """A case by its id."""
        ...

    async def put_case(self, case: Case) -> None:
        """Insert or replace a case. One of version 0 is still being made: nobody is told of it."""
        ...

    async def case_findings(self, case_id: str) -> list[Finding]:
        """Active findings of a case."""
        ...

    async def move_findings(self, from_case: str, to_case: str) -> None:
        """Give the findings of one case to another."""
        ...

    async def finding(self, finding_id: str) -> Finding | None:
        """An active finding by its id."""
        ...

    async def note(self, case_id: str, *entries: TimelineEntry) -> None:
        """Add to the timeline of a case."""
        ...

    async def timeline(self, case_id: str) -> list[TimelineEntry]:
        """What happened in a case, the oldest first."""
        ...

    async def record(self, *records: AuditRecord) -> None:
        """Add to the audit trail."""
        ...

    async def dismissals(self, finding_ids: Sequence[str]) -> dict[str, Dismissal]:
        """What people said of pairs, by finding id; those of which nobody spoke are left out."""
        ...

    async def put_dismissal(self, dismissal: Dismissal) -> None:
        """Insert or replace what people said of a pair."""
        ...

    async def authorities(self) -> list[Authority]:
        """All rules on whose figure counts."""
        ...

    async def put_authority(self, authority: Authority) -> None:
        """Insert a rule, or replace the one with the same topic, kind and area."""
        ...

    async def delete_authority(self, authority_id: str) -> bool:
        """Take a rule away; False: there was none."""
        ...

    async def messages(self, keys: Sequence[str]) -> dict[str, Message]:
        """Messages by key; keys that are not known are left out."""
        ...

    async def agency(self, agency_id: str) -> Agency | None:
        """An agency as its newest message names it, by the time at which it was written."""
        ...

    async def emit(self, subject: str, payload: bytes, event_id: str) -> None:
        """Put an event in the outbox."""
        ...


class Store(Protocol):
    """The database of matching.

    Every method raises Unavailable (DATABASE_UNAVAILABLE) while the database is away.
    """

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction. Only one that touches findings or cases runs at a time."""
        ...

    async def put_vectors(
        self, key: str, revision: int, model_version: str, vectors: Vectors
    ) -> None:
        """Keep the vectors of a revision, unless a newer one has come.

        Those of another model stay, until :meth:`settle_vectors`.
        """
        ...

    async def stored(
        self, keys: Sequence[str], model_version: str = ""
    ) -> dict[str, StoredMessage]:
        """Messages by key; keys that are not known are left out.

        Args:
            model_version: with the vectors of this model, where they are kept; empty: with those
                that came first. Others than the model's may be answered, see their version.
        """
        ...

    async def settle_vectors(self, model_version: str) -> bool:
        """Forget the vectors of other models where there are some of this one, a part at a time.

        Answers whether all is done; else call it again.
        """
        ...

    async def finding(self, finding_id: str) -> Finding | None:
        """A finding by its id."""
        ...

    async def findings(self, query: FindingQuery) -> list[Finding]:
        """Active findings, the newest first."""
        ...

    async def changes(self, agency: str, after: int, limit: int) -> list[FindingChange]:
        """What happened to the findings of an agency after a sequence number."""
        ...

    async def change_bounds(self) -> tuple[int, int]:
        """Smallest and largest sequence number that is kept; (1, 0): none."""
        ...

    async def case(self, case_id: str) -> Case | None:
        """A case by its id."""
        ...

    async def cases(self, query: CaseQuery) -> tuple[list[Case], tuple[str, ...]]:
        """A page of cases, the most urgent first, and where the next one begins, if any."""
        ...

    async def case_findings(self, case_id: str) -> list[Finding]:
        """Active findings of a case."""
        ...

    async def timeline(self, case_id: str) -> list[TimelineEntry]:
        """What happened in a case, the oldest first."""
        ...

    async def case_changes(self, after: int, limit: int) -> list[CaseChange]:
        """Which cases changed after a sequence number, of all agencies."""
        ...

    async def case_change_bounds(self) -> tuple[int, int]:
        """Smallest and largest sequence number that is kept; (1, 0): none."""
        ...

    async def audit(self, case_id: str, agency: str, after: int, limit: int) -> list[AuditEntry]:
        """Entries of the audit trail after a number; of one case or agency where it is given."""
        ...

    async def authorities(self) -> list[Authority]:
        """All rules on whose figure counts."""
        ...

    async def count_live(self) -> int:
        """How many messages are compared."""
        ...

    async def live_keys(self, after: str, limit: int) -> list[str]:
        """Keys of the messages that are compared, in order, after a key."""
        ...

    async def live_embedded(self, after: str, limit: int) -> list[tuple[str, int]]:
        """Keys and revisions of those whose newest revision has vectors, in order, after a key."""
        ...


class Reviews(Protocol):
    """What people said of findings, in the database of matching.

    Every method raises Unavailable (DATABASE_UNAVAILABLE) while the database is away.
    """

    async def judgement(self, finding_id: str) -> Judgement | None:
        """What the judge last said of a pair but NONE, also when the finding is gone."""
        ...

    async def add(self, review: Review) -> Review:
        """Keep a review, and note it for those of its agency who watch the finding.

        One that repeats the agency's last one changes nothing; the one kept is answered.
        """
        ...

    async def latest(self, agency: str, finding_ids: Sequence[str]) -> dict[str, Review]:
        """The last review of an agency on each finding that it has reviewed."""
        ...

    async def page(self, after: int, limit: int) -> list[tuple[int, Review]]:
        """The last review of each agency on each finding, by number, after a number."""
        ...


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Vectors of length one, [texts, dimensions], and the version of the model that made them."""

    vectors: Vectors
    model_version: str


class Entailer(Protocol):
    """Reads pairs of statements."""

    async def entail(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment] | None:
        """What follows from the first of each pair for the second; None: no model is configured.

        Raises:
            Unavailable: EMBEDDING_UNAVAILABLE.
        """
        ...


class Embedder(Protocol):
    """Turns texts into vectors.

    Raises:
        Unavailable: EMBEDDING_UNAVAILABLE.
    """

    async def embed(self, texts: Sequence[str]) -> Embeddings:
        """Vectors of passages: texts to be found."""
        ...

    async def embed_query(self, query: str) -> Embeddings:
        """The vector of a text to search with, [1, dimensions]."""
        ...

    async def model(self) -> tuple[str, int]:
        """Version of the model and the length of its vectors."""
        ...


class Events(Protocol):
    """Tells the other services what happened, within a transaction."""

    async def draft_checked(
        self,
        transaction: Transaction,
        message: Message,
        views: Sequence[FindingView],
        at: datetime,
        *,
        failed: bool = False,
    ) -> None:
        """A revision was checked, or its check was given up."""
        ...

    async def case_changed(
        self,
        transaction: Transaction,
        verb: str,
        case: Case,
        *,
        agency: Agency,
        agencies: Sequence[Agency],
        views: Sequence[FindingView],
        deadline: datetime | None,
        change: TimelineEntry | None,
        view: CaseView,
    ) -> None:
        """A case was opened, updated or resolved (``verb``), told to one of its agencies.

        Args:
            change: what happened; None: only what the case is made of, such as its deadline.
            view: the case as that agency may see it.
        """
        ...
