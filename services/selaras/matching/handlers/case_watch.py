"""The stream of cases: those that are there, then what changes, to be resumed without a gap."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from dataclasses import dataclass

from selaras.kit.auth import MEMBERS, Caller
from selaras.kit.errors import InvalidRequest
from selaras.matching.domain.case_view import CaseView
from selaras.matching.domain.viewer import Viewer, scope_of
from selaras.matching.handlers.case_ports import CaseStore, ScopedChange
from selaras.matching.handlers.case_reader import LIVE, CaseReader
from selaras.matching.handlers.cases import require
from selaras.matching.ports import CaseQuery

_BATCH = 200
_POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class CaseWatchEvent:
    """One message of the stream: ``kind`` is added, changed, removed, current, reset, heartbeat."""

    kind: str
    token: str
    view: CaseView | None = None
    case_id: str = ""


class CaseWatcher:
    """Cases as they change, for everybody who sees them."""

    def __init__(self, store: CaseStore, reader: CaseReader) -> None:
        self._store = store
        self._reader = reader

    async def watch(
        self, caller: Caller, resume_token: str, heartbeat_seconds: float
    ) -> AsyncIterator[CaseWatchEvent]:
        """Cases of the caller as they change; see ``WatchCases`` in the API.

        Raises:
            InvalidRequest: RESUME_TOKEN_INVALID.
        """
        viewer = require(caller, MEMBERS)
        position = await self._resume(resume_token)
        if position is None:
            position = (await self._store.case_change_bounds())[1]
            if resume_token:
                yield CaseWatchEvent("reset", _token(position))
            async for item in self._current(viewer, position):
                yield item
            yield CaseWatchEvent("current", _token(position))
        idle = 0.0
        while True:
            changes = await self._store.scoped_changes(position, _BATCH)
            for change in changes:
                position = change.sequence
                event = await self._event(viewer, change)
                if event is not None:
                    idle = 0.0
                    yield event
            if len(changes) == _BATCH:
                continue
            await asyncio.sleep(_POLL_SECONDS)
            idle += _POLL_SECONDS
            if idle >= heartbeat_seconds:
                idle = 0.0
                yield CaseWatchEvent("heartbeat", _token(position))

    async def _current(self, viewer: Viewer, position: int) -> AsyncIterator[CaseWatchEvent]:
        after: tuple[str, ...] = ()
        while True:
            query = CaseQuery(
                agency="" if viewer.coordinates else viewer.agency,
                topics=viewer.topics,
                areas=viewer.area_codes,
                states=LIVE,
                limit=_BATCH,
                after=after,
            )
            cases, after = await self._store.cases(query)
            for item in await self._reader.cases(viewer, cases):
                yield CaseWatchEvent("added", _token(position), item, item.case.id)
            if not after:
                return

    async def _event(self, viewer: Viewer, change: ScopedChange) -> CaseWatchEvent | None:
        was_seen = change.before is not None and viewer.sees(change.before)
        if not (was_seen or viewer.sees(change.after)):
            return None
        token = _token(change.sequence)
        case = await self._store.case(change.case_id)
        # As it is now: of several changes that came at once the last one counts.
        if case is None or not viewer.sees(scope_of(case)):
            if not was_seen:
                return None  # came and went: a watcher was never shown it
            return CaseWatchEvent("removed", token, None, change.case_id)
        [seen] = await self._reader.cases(viewer, [case])
        return CaseWatchEvent("changed" if was_seen else "added", token, seen, case.id)

    async def _resume(self, token: str) -> int | None:
        """Position in the stream of changes; None when it must begin anew."""
        if not token:
            return None
        try:
            kind, _, number = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
            position = int(number)
        except (ValueError, binascii.Error) as error:
            raise _no_token() from error
        if kind != "c1":
            raise _no_token()
        lowest, highest = await self._store.case_change_bounds()
        return position if lowest - 1 <= position <= highest else None


def _token(position: int) -> str:
    return base64.urlsafe_b64encode(f"c1:{position}".encode()).decode()


def _no_token() -> InvalidRequest:
    return InvalidRequest.field(
        "RESUME_TOKEN_INVALID", "resume_token", "not a token of this service"
    )
