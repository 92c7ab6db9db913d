"""Erases single messages from the streams, for good: the server overwrites their bytes on disk."""

from __future__ import annotations

from collections.abc import Collection

import nats.errors
from nats.js.errors import APIError, NotFoundError

from selaras.kit.bus import Bus, BusUnavailable
from selaras.kit.marks import mentions

_SEQUENCE_NOT_FOUND = 10043


class StreamSweep:
    """Finds and erases messages by what they speak of.

    It reads message after message of a subject, a few thousand a second: meant for the rare case.
    The user of the bus needs ``STREAM.MSG.GET`` and ``STREAM.MSG.DELETE`` on the streams.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def erase(self, stream: str, subject: str, marks: Collection[bytes]) -> int:
        """Erase the messages on a subject (may have wildcards) with one of the marks; how many.

        Raises:
            BusUnavailable: what was erased stays so; do it again.
        """
        try:
            return await self._erase(stream, subject, marks)
        except (nats.errors.Error, APIError, OSError, TimeoutError) as error:
            raise BusUnavailable(repr(error)) from error

    async def _erase(self, stream: str, subject: str, marks: Collection[bytes]) -> int:
        erased, sequence = 0, 1
        while True:
            try:
                message = await self._bus.jetstream.get_msg(
                    stream, seq=sequence, subject=subject, next=True
                )
            except NotFoundError:
                return erased
            found = message.seq or sequence
            if mentions(message.data or b"", marks):
                erased += await self._delete(stream, found)
            sequence = found + 1

    async def _delete(self, stream: str, sequence: int) -> int:
        """Overwrite one message; 0: somebody else was faster."""
        try:
            # Without `no_erase` in the request the server overwrites the message.
            await self._bus.jetstream.delete_msg(stream, sequence)
        except NotFoundError:
            return 0
        except APIError as error:
            if error.err_code == _SEQUENCE_NOT_FOUND:
                return 0
            raise
        return 1
