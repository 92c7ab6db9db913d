"""The client for plugins that run on asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from pathlib import Path
from typing import Unpack

import grpc

from selaras.client import calls
from selaras.client.accounts import AsyncAccountMethods
from selaras.client.aio_transport import AsyncTransport
from selaras.client.alerts import AsyncAlertMethods
from selaras.client.calls import DraftOptions
from selaras.client.cases import AsyncCaseMethods
from selaras.client.channel import Names
from selaras.client.draft_models import DraftPage
from selaras.client.models import (
    Check,
    Confidence,
    Draft,
    DraftState,
    Finding,
    Relation,
    Review,
    ReviewReason,
    ReviewVerdict,
    Submission,
    WatchEvent,
)
from selaras.client.records import AsyncMessageMethods, AsyncRecordMethods
from selaras.client.reports import AsyncCalendarMethods, AsyncReportMethods

__all__ = ["AsyncClient", "AsyncTransport"]


class AsyncClient(
    AsyncCaseMethods,
    AsyncAlertMethods,
    AsyncRecordMethods,
    AsyncMessageMethods,
    AsyncCalendarMethods,
    AsyncReportMethods,
    AsyncAccountMethods,
    AsyncTransport,
):
    """All that one agency does; each method as in :class:`selaras.client.Client`."""

    def __init__(
        self,
        target: str,
        key: str,
        *,
        agency: str = "",
        tls_ca: str | Path | bytes | None = None,
        plaintext: bool = False,
        timeout: float = 10.0,
        channel: grpc.aio.Channel | None = None,
    ) -> None:
        super().__init__(
            target, key, tls_ca=tls_ca, plaintext=plaintext, timeout=timeout, channel=channel
        )
        self._names = Names(agency)

    async def submit_draft(
        self,
        external_id: str,
        body: str,
        title: str = "",
        *,
        wait: float = 0,
        request_id: str | None = None,
        **options: Unpack[DraftOptions],
    ) -> Submission:
        """Store a draft, or a new revision of it, and have it checked."""
        draft = calls.make_draft(external_id, body, title, options)
        result = await self._run(calls.submit_draft(draft, wait, request_id))
        self._names.learn(result.draft.name)
        return result

    async def check_draft(
        self,
        body: str,
        title: str = "",
        *,
        external_id: str = "",
        **options: Unpack[DraftOptions],
    ) -> Check:
        """Check a text without storing it; ``external_id`` leaves that draft out."""
        draft = calls.make_draft(external_id, body, title, options)
        return await self._run(calls.check_draft(draft))

    async def get_draft(self, id_or_name: str) -> Submission:
        """One draft with the check of its newest revision."""
        return await self._run(calls.get_draft(self._names.draft(id_or_name)))

    def list_drafts(self, *, states: Iterable[DraftState | str] = ()) -> AsyncIterator[Draft]:
        """All drafts, the last changed first, fetched page by page as they are read."""
        wanted = tuple(states)
        return self._pages(lambda token: calls.list_drafts(wanted, token))

    async def drafts_page(
        self,
        states: Iterable[DraftState | str] = (),
        page_token: str = "",
        page_size: int = 50,
    ) -> DraftPage:
        """One page of drafts with their checks, the last changed first; see ``list_drafts``."""
        return await self._run(calls.drafts_page(states, page_token, page_size))

    async def withdraw(self, id_or_name: str, *, request_id: str | None = None) -> Draft:
        """Take a draft back: it is no longer compared and its findings are closed."""
        return await self._run(calls.withdraw(self._names.draft(id_or_name), request_id))

    async def mark_published(
        self,
        id_or_name: str,
        publish_time: datetime | None = None,
        *,
        request_id: str | None = None,
    ) -> Draft:
        """Say that a post went out, now or at ``publish_time``."""
        name = self._names.draft(id_or_name)
        return await self._run(calls.mark_published(name, publish_time, request_id))

    def findings(
        self,
        draft: str = "",
        *,
        relations: Iterable[Relation | str] = (),
        min_confidence: Confidence | str = Confidence.UNSPECIFIED,
    ) -> AsyncIterator[Finding]:
        """Findings, the newest first; of one draft where it is given by id or name."""
        name = self._names.draft(draft) if draft else ""
        wanted = tuple(relations)
        return self._pages(lambda token: calls.list_findings(name, wanted, min_confidence, token))

    async def get_finding(self, name: str) -> Finding:
        """One finding."""
        return await self._run(calls.get_finding(name))

    async def review_finding(
        self,
        name: str,
        verdict: ReviewVerdict | str,
        *,
        reviewer: str,
        reason: ReviewReason | str = ReviewReason.UNSPECIFIED,
        note: str = "",
    ) -> Review:
        """Say what a person thinks of a finding, also of one that was corrected since."""
        return await self._run(calls.review_finding(name, verdict, reason, note, reviewer))

    def watch_findings(
        self, resume_token: str = "", *, heartbeat: float = 15.0
    ) -> AsyncIterator[WatchEvent]:
        """Follow the findings for ever; goes on where it was after a broken connection."""
        return self._follow(lambda token: calls.watch_findings(token, heartbeat), resume_token)
