"""The client for plugins that run on asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

import grpc

from selaras.client import calls
from selaras.client.calls import Call, DraftOptions
from selaras.client.channel import OPTIONS, Names, credentials, key_metadata
from selaras.client.errors import STREAM_ENDED, from_rpc_error
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
    WatchKind,
)
from selaras.client.retry import Budget

T = TypeVar("T")


class AsyncTransport:
    """Carries calls out over one channel; see :class:`selaras.client.sync.Transport`."""

    def __init__(
        self,
        target: str,
        key: str,
        *,
        tls_ca: str | Path | bytes | None = None,
        plaintext: bool = False,
        timeout: float = 10.0,
    ) -> None:
        secure = credentials(target, tls_ca, plaintext=plaintext)
        self._metadata = key_metadata(key)
        self._timeout = timeout
        self._channel = (
            grpc.aio.secure_channel(target, secure, options=OPTIONS)
            if secure
            else grpc.aio.insecure_channel(target, options=OPTIONS)
        )

    async def close(self) -> None:
        """Close the connection."""
        await self._channel.close()

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        await self.close()

    async def _run(self, call: Call[T]) -> T:
        method: Any = self._channel.unary_unary(
            call.path, type(call.request).SerializeToString, call.answer.FromString
        )
        budget = Budget(self._timeout + call.extra_seconds)
        while True:
            try:
                answer = await method(call.request, timeout=budget.left, metadata=self._metadata)
            except grpc.aio.AioRpcError as error:
                failure = from_rpc_error(error)
                delay = budget.delay(failure) if call.repeatable else None
                if delay is None:
                    raise failure from error
                await asyncio.sleep(delay)
                continue
            return call.read(answer)

    async def _pages(self, page: Callable[[str], Call[tuple[list[T], str]]]) -> AsyncIterator[T]:
        token = ""
        while True:
            entries, token = await self._run(page(token))
            for entry in entries:
                yield entry
            if not token:
                return


class AsyncClient(AsyncTransport):
    """Drafts and findings of one agency; each method as in :class:`selaras.client.Client`."""

    def __init__(
        self,
        target: str,
        key: str,
        *,
        agency: str = "",
        tls_ca: str | Path | bytes | None = None,
        plaintext: bool = False,
        timeout: float = 10.0,
    ) -> None:
        super().__init__(target, key, tls_ca=tls_ca, plaintext=plaintext, timeout=timeout)
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

    async def watch_findings(
        self, resume_token: str = "", *, heartbeat: float = 15.0
    ) -> AsyncIterator[WatchEvent]:
        """Follow the findings for ever; goes on where it was after a broken connection."""
        budget = Budget(0, forever=True)
        while True:
            call = calls.watch_findings(resume_token, heartbeat)
            method: Any = self._channel.unary_stream(
                call.path, type(call.request).SerializeToString, call.answer.FromString
            )
            stream = method(call.request, metadata=self._metadata)
            try:
                async for message in stream:
                    budget.restart()
                    event = call.read(message)
                    resume_token = event.resume_token or resume_token
                    if event.kind is not WatchKind.HEARTBEAT:
                        yield event
                delay = budget.delay(STREAM_ENDED)
            except grpc.aio.AioRpcError as error:
                failure = from_rpc_error(error)
                delay = budget.delay(failure)
                if delay is None:
                    raise failure from error
            finally:
                stream.cancel()
            await asyncio.sleep(delay or 0)
