"""What changes among one's cases, as server-sent events that pages follow.

An event ``cases`` names the cases that changed, never what is in them: pages ask for that
themselves. With ``?case=cases/ID`` only that case is told of, with its ``version``, also as it is
at first. ``?since=SECONDS`` (Unix time) is when the page was made: what has changed since is told.
``ended`` says that the session is over, so that the browser does not come back.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import anyio
from sse_starlette import EventSourceResponse
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from selaras.client import SelarasApiError
from selaras.console.content.changes import CaseChanges
from selaras.console.content.person import PEOPLE
from selaras.console.web.routing import ANYBODY, get
from selaras.console.web.visit import Visit
from selaras.kit import metrics
from selaras.kit.logging import get_logger

_log = get_logger(__name__)
_PING_SECONDS = 15
# A browser that takes nothing for so long is gone, though the network has not said so.
_SEND_SECONDS = 30
# Changes that come close together are told together: a page fetches its list once for them.
_TOGETHER_SECONDS = 1.0
_RETRY_MILLISECONDS = 3000


class LiveCases(EventSourceResponse):
    """A stream of changes to the cases of who is signed in.

    It ends with the process, with the session, and when the browser goes; the stream to the
    service ends with it in every case.
    """

    def __init__(self, visit: Visit) -> None:
        self._api = visit.api
        self._token = visit.request.headers.get("last-event-id", "")
        self._only = visit.query.get("case", "")
        self._changes = CaseChanges(
            self._only,
            _time(visit.query.get("since", "")),
            is_resumed=bool(self._token),
        )
        self._stopping = visit.console.stopping
        self._seconds = float(visit.request.session["until"]) - visit.now.timestamp()
        self._wake = asyncio.Event()
        self._over = asyncio.Event()
        self._has_ended = False
        super().__init__(self._events(), ping=_PING_SECONDS, send_timeout=_SEND_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events for as long as somebody takes them."""
        tasks = {
            asyncio.create_task(self._follow()),
            asyncio.create_task(self._end_with_the_process()),
        }
        timer = asyncio.get_running_loop().call_later(self._seconds, self._end_session)
        try:
            with metrics.LIVE_PAGES.track_inprogress():
                await super().__call__(scope, receive, send)
        finally:
            timer.cancel()
            for task in tasks:
                task.cancel()
            with anyio.CancelScope(shield=True):
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _events(self) -> AsyncIterator[dict[str, str | int]]:
        # At once, so that the browser knows that it is connected.
        yield {"retry": _RETRY_MILLISECONDS, "comment": "selaras"}
        while not self._over.is_set():
            await self._wake.wait()
            self._wake.clear()
            if self._changes.is_there:
                yield self._message()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._over.wait(), _TOGETHER_SECONDS)
        if self._has_ended:
            yield {"event": "ended", "data": "{}"}

    def _message(self) -> dict[str, str | int]:
        token, changes = self._changes.take()
        told: dict[str, Any] = {
            "cases": [{"name": item.case, "kind": item.kind.value} for item in changes]
        }
        if self._only and changes and changes[-1].version:
            told["version"] = changes[-1].version
        return {"event": "cases", "id": token, "data": json.dumps(told)}

    async def _follow(self) -> None:
        try:
            await self._watch()
        except SelarasApiError as error:
            self._has_ended = error.code == "UNAUTHENTICATED"
            if not self._has_ended:
                _log.warning("live_cases_refused", reason=error.reason)
        except Exception as error:
            _log.error("live_cases_failed", exc_info=error)
        finally:
            self._end()

    async def _watch(self) -> None:
        try:
            await self._note_all(self._token)
        except SelarasApiError as error:
            if error.reason != "RESUME_TOKEN_INVALID":
                raise
            # The browser would bring the same token again and again.
            self._changes.restart()
            await self._note_all("")

    async def _note_all(self, token: str) -> None:
        async for event in self._api.watch_cases(token):
            self._changes.note(event)
            if self._changes.is_there:
                self._wake.set()

    async def _end_with_the_process(self) -> None:
        await self._stopping.wait()
        self._end()

    def _end_session(self) -> None:
        self._has_ended = True
        self._end()

    def _end(self) -> None:
        self._over.set()
        self._wake.set()


def _time(seconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


async def _live(visit: Visit) -> Response:
    if visit.person is None:
        # No page that it could be led to: this tells a browser not to come back.
        return Response(status_code=204)
    if not visit.is_any(*PEOPLE):
        raise visit.refuse(403, "ROLE_NOT_ALLOWED")
    return LiveCases(visit)


routes = [get("/cases/live", _live, ANYBODY)]
