"""What the handlers of a re-embedding need from the world, as Protocols."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from selaras.matching.domain.reembedding import Reembedding, ReembedState
from selaras.matching.ports import Embedder, Entailer


class Reembeddings(Protocol):
    """Re-embeddings in the database; at most one is open.

    Every method raises Unavailable (DATABASE_UNAVAILABLE) while the database is away.
    """

    async def current(self) -> Reembedding | None:
        """The one that is open."""
        ...

    async def latest(self) -> Reembedding | None:
        """The one that began last, open or not."""
        ...

    async def create(self, reembedding: Reembedding) -> bool:
        """Begin one; False: another one is open."""
        ...

    async def update(self, reembedding: Reembedding, expected: Collection[ReembedState]) -> bool:
        """Replace what is known of one, if its state is one of those; whether it was."""
        ...

    async def note_progress(self, reembedding_id: str, done: int, total: int, problem: str) -> None:
        """Say how far it is."""
        ...

    async def change_model(
        self, reembedding: Reembedding, expected: Collection[ReembedState]
    ) -> bool:
        """Like :meth:`update`, and another model is in force from then on.

        In the same transaction every message without vectors of that model becomes one to be
        checked again: it is not in the collection that answers from now on, so that what comes
        later cannot find it. No check ends between the two.
        """
        ...

    async def take_lease(self, reembedding_id: str, holder: str, seconds: float) -> bool:
        """Be the one who works on it for so long; False: another one is. Repeat to keep it."""
        ...

    async def drop_lease(self, reembedding_id: str, holder: str) -> None:
        """Let others work on it."""
        ...

    async def to_check_again(self, limit: int) -> list[str]:
        """Keys of messages that are to be checked again."""
        ...

    async def checked_again(self, key: str) -> None:
        """A message was checked again, or is compared no more."""
        ...

    async def live_revisions(self, after: str, limit: int) -> list[tuple[str, int]]:
        """Keys and newest revisions of the messages that are compared, in order, after a key."""
        ...

    async def newest_checked(self, limit: int) -> list[str]:
        """Keys of the messages that are compared and were checked last, the newest first."""
        ...


class Model(Embedder, Entailer, Protocol):
    """A service with an embedding model and, perhaps, an entailment model."""

    async def close(self) -> None:
        """Close the connection."""
        ...


class Recheck(Protocol):
    """Checks a message that was checked before."""

    async def check_again(self, key: str) -> None:
        """Compare a message anew with the model in force; nothing for one that is withdrawn.

        Raises:
            Unavailable: a part is away; nothing of the check is kept, try again.
        """
        ...
