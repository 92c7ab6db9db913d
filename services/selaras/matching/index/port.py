"""The port of the index: what goes in, what is asked, what comes out.

A message is indexed as one vector of the whole, one of each claim, the bands of its word shingles
(see :mod:`selaras.matching.index.lexical`), and its terms. The index is a projection: the database
is the record, and whatever is lost here comes back with a rebuild.

Revisions guard every write. A put of an older revision than the one that is indexed changes
nothing, so events may come twice and out of order; and a hit is always of the revision that was
put last, never a claim that an earlier one left behind.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

HitKind = Literal["message", "claim", "lexical", "terms"]


@dataclass(frozen=True, slots=True, eq=False)
class IndexedMessage:
    """One revision of a message as the index keeps it.

    Attributes:
        key: ``agency/external_id``, names the message across its revisions.
        agency: id of the agency that speaks.
        revision: grows with every new text; a re-put of the same revision replaces it.
        area_codes: dotted area codes it speaks to, ``("32.78",)``; empty: the whole country.
        area_lineage: the area codes and all that contain them, ``("32", "32.78")``.
        valid_until: end of its validity, with a time zone; None: open.
        model_version: of the model that made the vectors.
        lexical_bands: from :func:`selaras.matching.index.lexical.lexical_bands`.
        message_vector: [dimensions], of the whole message.
        claim_vectors: [claims, dimensions], in the order of the claims; may have no rows.
        published: the text of this revision is public.
        terms: words and numbers that it can be found by, as the caller folds them.
    """

    key: str
    agency: str
    revision: int
    area_codes: tuple[str, ...]
    area_lineage: tuple[str, ...]
    valid_until: datetime | None
    model_version: str
    lexical_bands: tuple[str, ...]
    message_vector: Vectors
    claim_vectors: Vectors
    published: bool = False
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Which messages are candidates for the asking one, or for a question.

    Attributes:
        exclude_agency: messages of this agency are no candidates; empty: those of all are.
        area_codes: of the asking message; empty: areas do not matter. Otherwise a candidate must
            be nationwide or speak to the same area, to one that contains it or to one within it.
        area_lineage: ``area_codes`` and all areas that contain them.
        live_at: candidates whose validity ended before are left out; with a time zone.
        model_version: only vectors of this model are compared.
        exclude_key: this message is no candidate.
        agency: only messages of this agency are candidates; empty: those of all.
        published: only messages that are public are candidates, and those that were indexed before
            it was noted whether they are: the database says what they are.
    """

    exclude_agency: str
    area_codes: tuple[str, ...]
    area_lineage: tuple[str, ...]
    live_at: datetime
    model_version: str
    exclude_key: str | None = None
    agency: str = ""
    published: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One near message.

    Attributes:
        key: of the message.
        revision: that is indexed.
        score: cosine for ``message`` and ``claim``; share of what was asked, bands or terms, for
            ``lexical`` and ``terms``.
        kind: what was near.
        claim_index: which claim of the hit, for ``claim``.
    """

    key: str
    revision: int
    score: float
    kind: HitKind
    claim_index: int | None = None


class StoredKey(NamedTuple):
    """A message that is indexed, and its revision."""

    key: str
    revision: int


class MessageIndex(Protocol):
    """Keeps messages and finds near ones.

    Every method raises ``Unavailable`` (INDEX_UNAVAILABLE) while the engine is away, and ``put``
    and ``put_many`` besides ``Unavailable`` (INDEX_REBUILD_NEEDED) for vectors of another length
    than the collection's and ``InvalidRequest`` (INDEX_BAD_MESSAGE) for a message that contradicts
    its own description. What was put is there after a kill -9 once the call has returned.
    """

    async def put(self, message: IndexedMessage) -> bool:
        """Index a revision in place of earlier ones; False: a newer one is indexed already."""
        ...

    async def put_many(self, messages: Sequence[IndexedMessage]) -> int:
        """Index many revisions, much faster than one by one; how many were not outdated."""
        ...

    async def remove(self, key: str) -> bool:
        """Take a message out; False: it was not in. Forgets the revision as well."""
        ...

    async def mark_published(self, key: str, revision: int) -> bool:
        """Note that a revision is public now; False: another one is indexed, or none."""
        ...

    async def near_messages(
        self, vector: Vectors, scope: SearchScope, limit: int, min_score: float
    ) -> list[Hit]:
        """Messages near a vector [dimensions], the nearest first."""
        ...

    async def near_claims(
        self, vectors: Vectors, scope: SearchScope, limit_per_claim: int, min_score: float
    ) -> list[list[Hit]]:
        """Claims near each of the vectors [claims, dimensions], in their order; nearest first."""
        ...

    async def near_lexical(self, bands: Sequence[str], scope: SearchScope, limit: int) -> list[Hit]:
        """Messages that share bands, those with the most first."""
        ...

    async def near_terms(self, terms: Sequence[str], scope: SearchScope, limit: int) -> list[Hit]:
        """Messages that have terms, those with the most first; whatever the model.

        Messages that were indexed before terms were have none until a rebuild.
        """
        ...

    async def count(self) -> int:
        """How many messages are indexed."""
        ...

    def stored_keys(self) -> AsyncIterator[StoredKey]:
        """All messages that are indexed, in no order, to hold them against the database."""
        ...


class NextCollection(Protocol):
    """A collection that is being filled while another one answers."""

    @property
    def name(self) -> str:
        """Name of the collection."""
        ...

    @property
    def model_version(self) -> str:
        """Model of the vectors that it takes."""
        ...

    async def put_many(self, messages: Sequence[IndexedMessage]) -> int:
        """See :meth:`MessageIndex.put_many`.

        Messages removed meanwhile stay out; revisions published meanwhile are.
        """
        ...

    async def count(self) -> int:
        """How many messages are in it."""
        ...

    def stored_keys(self) -> AsyncIterator[StoredKey]:
        """See :meth:`MessageIndex.stored_keys`."""
        ...


class IndexAdmin(Protocol):
    """Replaces everything that is indexed without a moment in which nothing answers.

    While there is a next collection of the model that a put message has, puts go into it, and into
    the one that answers only if that is of the same model; removes and marks go into both. So what
    changes during a rebuild is not lost by the switch, and two models in use never mix.

    Searches with the model of the next collection are answered by it, unless the one that answers
    is of that model too: whoever asks with a model meets the messages of that model at every
    moment of a change between the two.
    """

    @property
    def collection(self) -> str:
        """Name of the collection that answers; empty before the first put."""
        ...

    async def count(self) -> int:
        """How many messages are in the collection that answers."""
        ...

    async def create_next(
        self, model_version: str, dimensions: int, *, lasting: bool = False
    ) -> NextCollection:
        """Begin a new collection, in place of one that was begun and never finished.

        Args:
            lasting: it outlives this process, see :meth:`following`; else whoever fills it does so
                in one go, and an engine that is started anew may drop it.
        """
        ...

    async def following(self) -> NextCollection | None:
        """The next collection, be it begun by an earlier process; None: there is none."""
        ...

    async def exchange(self, following: NextCollection) -> None:
        """Like :meth:`switch`, but the one that answered becomes the next one, and lasts.

        Removes and marks still reach it, so that the way back needs only what was put since.
        """
        ...

    async def switch(self, following: NextCollection) -> None:
        """Let the new collection answer, at once and entirely; waits until it is indexed."""
        ...

    async def abandon(self, following: NextCollection) -> None:
        """Drop a collection that was begun."""
        ...

    async def drop_old(self) -> tuple[str, ...]:
        """Drop the collections that no longer answer; their names."""
        ...


class Index(MessageIndex, IndexAdmin, Protocol):
    """An index that is opened and closed."""

    async def open(self, model_version: str | None = None, dimensions: int | None = None) -> None:
        """Start the engine; with a model, make the first collection if there is none.

        Without one, the first put makes it.

        Raises:
            FailedPrecondition: EDGE_INDEX_LOCKED, another process owns the folder.
            Unavailable: INDEX_UNAVAILABLE.
        """
        ...

    async def close(self) -> None:
        """Finish what is under way and stop the engine."""
        ...

    async def ping(self) -> None:
        """Raise ``Unavailable`` (INDEX_UNAVAILABLE) when the engine does not answer."""
        ...
