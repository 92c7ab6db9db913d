"""Requests that are safe to repeat: same id and body, same answer, for 24 hours.

The answer is stored in the transaction that makes the change, so there is no moment in which one is
there without the other. A repetition that comes while the first call is still under way waits for
its transaction and then gets its answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from selaras.intake.domain.errors import NotPossible
from selaras.intake.ports.storage import RequestKey, StoredRequest, UnitOfWork

KEEP = timedelta(hours=24)
"""How long an answer is kept."""

T = TypeVar("T")


class Codec(Protocol[T]):
    """Writes an answer down and reads it again."""

    def encode(self, value: T) -> bytes:
        """The answer as bytes."""
        ...

    def decode(self, data: bytes) -> T:
        """The answer from bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Ticket:
    """What makes a request safe to repeat.

    Attributes:
        key: who calls what with which id; its ``request_id`` is empty when the caller sent none.
        body_hash: hash of the request without its id and without what is no part of the wish.
    """

    key: RequestKey
    body_hash: bytes


async def once(
    uow: UnitOfWork,
    ticket: Ticket,
    codec: Codec[T],
    now: datetime,
    work: Callable[[], Awaitable[T]],
) -> tuple[T, bool]:
    """Do the work, or answer what was answered before; True when it was a repetition.

    Raises:
        NotPossible: REQUEST_ID_REUSED, the same id with another body.
    """
    if not ticket.key.request_id:
        return await work(), False
    await uow.lock(f"request {ticket.key}")
    before = await uow.requests.get(ticket.key)
    if before is not None and before.create_time > now - KEEP:
        if before.body_hash != ticket.body_hash:
            raise NotPossible(
                "REQUEST_ID_REUSED",
                "this request_id was used for another request in the last 24 hours",
            )
        return codec.decode(before.answer), True
    answer = await work()
    stored = StoredRequest(ticket.body_hash, codec.encode(answer), now)
    await uow.requests.put(ticket.key, stored)
    return answer, False
