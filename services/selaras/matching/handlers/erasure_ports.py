"""What erasing and forgetting need from the store and the bus."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from selaras.matching.domain.erasure import ErasureOrder, Trace
from selaras.matching.ports import Transaction


class ErasureTransaction(Transaction, Protocol):
    """A transaction in which something is erased."""

    async def erasure(self, erasure_id: str) -> tuple[ErasureOrder, Trace] | None:
        """What was erased before under this id."""
        ...

    async def put_erasure(self, order: ErasureOrder, trace: Trace) -> None:
        """Remember what was erased."""
        ...

    async def trace(self, key: str) -> Trace:
        """All findings that a message ever had, and the agencies of the cases they were in."""
        ...

    async def drop_vectors(self, key: str) -> None:
        """Delete all vectors of a message."""
        ...

    async def delete_findings(self, finding_ids: Collection[str]) -> None:
        """Delete findings, what was dismissed in them, and notes on them; reviews keep counting."""
        ...

    async def rename_owner(self, agency: str, owner: str, pseudonym: str) -> None:
        """Let a pseudonym stand for an owner in all that the owner did."""
        ...

    async def forget_events(self, marks: Collection[bytes]) -> None:
        """Delete the events in the outbox that have one of the marks, sent or not."""
        ...


class ErasureStore(Protocol):
    """The store as erasing sees it."""

    def transaction(self) -> AbstractAsyncContextManager[ErasureTransaction]:
        """See :class:`selaras.matching.ports.Store`."""
        ...

    async def scrub(self) -> None:
        """Let nothing stay on disk of what was deleted, as far as the database can."""
        ...


class Retention(Protocol):
    """Deletes what is too old, a part at a time; see :mod:`selaras.matching.handlers.retain`."""

    async def ended_messages(self, before: datetime, limit: int) -> list[str]:
        """Keys of messages that ended before a time and are in no live case."""
        ...

    async def delete_messages(self, keys: Sequence[str]) -> None:
        """Delete messages with their findings; what their agencies are called stays known."""
        ...

    async def delete_cases(self, before: datetime, limit: int) -> int:
        """Delete cases resolved before a time, with all that was said in them; how many."""
        ...

    async def delete_steps(self, before: datetime) -> int:
        """Delete findings that were gone, and steps of the stream of findings, before a time."""
        ...

    async def scrub(self) -> None:
        """See :class:`ErasureStore`."""
        ...


class ErasureNews(Protocol):
    """Tells the other services that a part is done, within a transaction."""

    async def erased(
        self, transaction: Transaction, service: str, order: ErasureOrder, trace: Trace | None
    ) -> None:
        """``service`` has done its part; with a trace, the next one needs it."""
        ...


class BusEraser(Protocol):
    """Erases messages from the event bus."""

    async def erase(self, order: ErasureOrder, agencies: Sequence[str]) -> int:
        """Erase the messages to these agencies with one of the order's marks; how many.

        Raises:
            Unavailable: BUS_UNAVAILABLE; do it again.
        """
        ...
