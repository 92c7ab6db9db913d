"""Reading findings: pages and a stream that can be resumed."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from selaras.kit.errors import InvalidRequest, NotFound, PermissionDenied
from selaras.matching.domain.finding import Confidence, Finding, Relation
from selaras.matching.domain.view import FindingView
from selaras.matching.handlers.report import views_for
from selaras.matching.ports import FindingQuery, Reviews, Store

_BATCH = 200
_POLL_SECONDS = 0.5
_DEFAULT_PAGE = 50


@dataclass(frozen=True, slots=True)
class WatchEvent:
    """One message of the stream: ``kind`` is added, changed, removed, current, reset, heartbeat."""

    kind: str
    token: str
    view: FindingView | None = None
    finding_id: str = ""


class FindingReader:
    """Findings as one agency may see them."""

    def __init__(self, store: Store, reviews: Reviews) -> None:
        self._store = store
        self._reviews = reviews

    async def get(self, agency: str, finding_id: str) -> FindingView:
        """One finding.

        Raises:
            NotFound: FINDING_NOT_FOUND, also for a finding of other agencies.
        """
        finding = await self._store.finding(finding_id)
        if finding is None or agency not in (finding.left.agency, finding.right.agency):
            raise NotFound("FINDING_NOT_FOUND", f"there is no finding {finding_id}")
        return (await self._views(agency, [finding]))[0]

    async def page(
        self,
        agency: str,
        *,
        draft: str,
        relations: tuple[Relation, ...],
        confidences: tuple[Confidence, ...],
        page_size: int,
        page_token: str,
    ) -> tuple[list[FindingView], str]:
        """A page of findings, the newest first, and the token of the next page.

        Raises:
            InvalidRequest: PAGE_TOKEN_INVALID, DRAFT_NAME_INVALID.
            PermissionDenied: AGENCY_MISMATCH.
        """
        size = page_size or _DEFAULT_PAGE
        findings = await self._store.findings(
            FindingQuery(
                agency=agency,
                draft_key=_draft_key(agency, draft),
                relations=relations,
                confidences=confidences,
                limit=size + 1,
                after=_read_page_token(page_token),
            )
        )
        more = len(findings) > size
        findings = findings[:size]
        token = _page_token(findings[-1]) if more else ""
        by_id = {item.finding_id: item for item in await self._views(agency, findings)}
        return [by_id[finding.id] for finding in findings if finding.id in by_id], token

    async def watch(
        self, agency: str, resume_token: str, heartbeat_seconds: float
    ) -> AsyncIterator[WatchEvent]:
        """Findings of an agency as they change; see ``WatchFindings`` in the API."""
        position = await self._resume(resume_token)
        if position is None:
            position = (await self._store.change_bounds())[1]
            if resume_token:
                yield WatchEvent("reset", _token(position))
            async for item in self._current(agency, position):
                yield item
            yield WatchEvent("current", _token(position))
        idle = 0.0
        while True:
            changes = await self._store.changes(agency, position, _BATCH)
            for change in changes:
                position = change.sequence
                event = await self._event(agency, change.kind, change.finding_id, position)
                if event is not None:
                    yield event
            if changes:
                idle = 0.0
                continue
            await asyncio.sleep(_POLL_SECONDS)
            idle += _POLL_SECONDS
            if idle >= heartbeat_seconds:
                idle = 0.0
                yield WatchEvent("heartbeat", _token(position))

    async def _current(self, agency: str, position: int) -> AsyncIterator[WatchEvent]:
        after: tuple[datetime, str] | None = None
        while True:
            relations = (Relation.CONTRADICTION, Relation.OVERLAP)
            query = FindingQuery(agency=agency, relations=relations, limit=_BATCH, after=after)
            findings = await self._store.findings(query)
            for item in await self._views(agency, findings):
                yield WatchEvent("added", _token(position), item, item.finding_id)
            if len(findings) < _BATCH:
                return
            after = (findings[-1].create_time, findings[-1].id)

    async def _event(
        self, agency: str, kind: str, finding_id: str, position: int
    ) -> WatchEvent | None:
        finding = await self._store.finding(finding_id) if kind != "removed" else None
        if finding is None or finding.verdict.relation is Relation.NONE:
            if kind == "added":
                return None  # nothing that a watcher was ever shown
            # Gone by now, or no longer a conflict: what the watcher may have shown must go.
            return WatchEvent("removed", _token(position), None, finding_id)
        views = await self._views(agency, [finding])
        return WatchEvent(kind, _token(position), views[0], finding_id)

    async def _resume(self, token: str) -> int | None:
        """Position in the stream of changes; None when it must begin anew."""
        if not token:
            return None
        try:
            position = int(base64.urlsafe_b64decode(token.encode()).decode().removeprefix("w1:"))
        except (ValueError, binascii.Error) as error:
            raise InvalidRequest.field(
                "RESUME_TOKEN_INVALID", "resume_token", "not a token of this service"
            ) from error
        lowest, highest = await self._store.change_bounds()
        return position if lowest - 1 <= position <= highest else None

    async def _views(self, agency: str, findings: list[Finding]) -> list[FindingView]:
        keys = {side.key for item in findings for side in (item.left, item.right)}
        stored = await self._store.stored(sorted(keys))
        messages = {key: item.message for key, item in stored.items()}
        views = views_for(agency, findings, messages)
        said = await self._reviews.latest(agency, [item.finding_id for item in views])
        return [replace(item, own_review=said.get(item.finding_id)) for item in views]


def _token(position: int) -> str:
    return base64.urlsafe_b64encode(f"w1:{position}".encode()).decode()


def _draft_key(agency: str, draft: str) -> str:
    if not draft:
        return ""
    parts = draft.split("/")
    if len(parts) != 4 or (parts[0], parts[2]) != ("agencies", "drafts"):
        raise InvalidRequest.field(
            "DRAFT_NAME_INVALID", "draft", "write agencies/{agency}/drafts/{external_id}"
        )
    if parts[1] != agency:
        raise PermissionDenied("AGENCY_MISMATCH", "this draft belongs to another agency")
    return f"{parts[1]}/{parts[3]}"


def _page_token(finding: Finding) -> str:
    position = json.dumps([finding.create_time.isoformat(), finding.id])
    return base64.urlsafe_b64encode(position.encode()).decode()


def _read_page_token(token: str) -> tuple[datetime, str] | None:
    if not token:
        return None
    try:
        position: Any = json.loads(base64.urlsafe_b64decode(token.encode()))
        time, finding_id = position
        return datetime.fromisoformat(time), str(finding_id)
    except (ValueError, TypeError, binascii.Error) as error:
        raise InvalidRequest.field(
            "PAGE_TOKEN_INVALID", "page_token", "not a token of this service"
        ) from error
