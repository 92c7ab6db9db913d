"""Forgets what is older than it is to be kept.

A message ends when it is withdrawn, or with its validity once it is published, or with its
publication where it has none; a case ends when it is resolved. What is live, planned or in an open
case is never forgotten, and neither is the audit trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from selaras.kit.clock import Clock
from selaras.matching.handlers.erasure_ports import Retention
from selaras.matching.pipeline import Pipeline

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many things were forgotten; ``steps`` are findings that were gone, and their changes."""

    messages: int
    cases: int
    steps: int


class RetainHandler:
    """Deletes in small transactions, so that checks do not wait for them.

    Args:
        keep: for how long; None: for ever.
    """

    def __init__(
        self, store: Retention, pipeline: Pipeline, clock: Clock, keep: timedelta | None
    ) -> None:
        self._store = store
        self._pipeline = pipeline
        self._clock = clock
        self._keep = keep

    async def retain(self) -> Forgotten:
        """Forget what is too old now.

        Raises:
            Unavailable: a part is away; what was deleted stays so.
        """
        if self._keep is None:
            return Forgotten(0, 0, 0)
        before = self._clock.now() - self._keep
        cases = messages = 0
        while deleted := await self._store.delete_cases(before, _BATCH):
            cases += deleted
        while keys := await self._store.ended_messages(before, _BATCH):
            await self._store.delete_messages(keys)
            for key in keys:
                await self._pipeline.take_out(key)
            messages += len(keys)
        forgotten = Forgotten(messages, cases, await self._store.delete_steps(before))
        if forgotten != Forgotten(0, 0, 0):
            await self._store.scrub()
        return forgotten
