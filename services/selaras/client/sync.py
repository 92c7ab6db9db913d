"""The client for plugins that wait for their answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Unpack

from selaras.client import calls
from selaras.client.accounts import AccountMethods
from selaras.client.alerts import AlertMethods
from selaras.client.calls import DraftOptions
from selaras.client.cases import CaseMethods
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
from selaras.client.records import MessageMethods, RecordMethods
from selaras.client.reports import CalendarMethods, ReportMethods
from selaras.client.transport import Transport

__all__ = ["Client", "Transport"]


class Client(
    CaseMethods,
    AlertMethods,
    RecordMethods,
    MessageMethods,
    CalendarMethods,
    ReportMethods,
    AccountMethods,
    Transport,
):
    """All that one agency does, by its plugin or its people. Safe to share among threads.

    Args:
        agency: id of the agency, for calls that name a draft by the CMS's own id before anything
            was submitted through this client.
    """

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

    def submit_draft(
        self,
        external_id: str,
        body: str,
        title: str = "",
        *,
        wait: float = 0,
        request_id: str | None = None,
        **options: Unpack[DraftOptions],
    ) -> Submission:
        """Store a draft, or a new revision of it, and have it checked.

        Args:
            external_id: the CMS's own id of the post.
            wait: seconds to wait for the findings, at most 30; without them the check is pending.
            request_id: made by the client unless given; the same id and text store nothing twice.
            **options: channel, publish_time, valid_from, valid_until, area_codes, audience_tags,
                share_level, authored_time.

        Raises:
            SelarasApiError: nothing was stored, or (``UNAVAILABLE``, ``DEADLINE_EXCEEDED``) nobody
                knows; call again with the same request id.
        """
        draft = calls.make_draft(external_id, body, title, options)
        result = self._run(calls.submit_draft(draft, wait, request_id))
        self._names.learn(result.draft.name)
        return result

    def check_draft(
        self,
        body: str,
        title: str = "",
        *,
        external_id: str = "",
        **options: Unpack[DraftOptions],
    ) -> Check:
        """Check a text without storing it; ``external_id`` leaves that draft out.

        Raises:
            SelarasApiError: ``CHECKER_UNAVAILABLE`` while the checker is away.
        """
        return self._run(calls.check_draft(calls.make_draft(external_id, body, title, options)))

    def get_draft(self, id_or_name: str) -> Submission:
        """One draft with the check of its newest revision."""
        return self._run(calls.get_draft(self._names.draft(id_or_name)))

    def list_drafts(self, *, states: Iterable[DraftState | str] = ()) -> Iterator[Draft]:
        """All drafts, the last changed first, fetched page by page as they are read."""
        wanted = tuple(states)
        return self._pages(lambda token: calls.list_drafts(wanted, token))

    def drafts_page(
        self,
        states: Iterable[DraftState | str] = (),
        page_token: str = "",
        page_size: int = 50,
    ) -> DraftPage:
        """One page of drafts with their checks, the last changed first.

        Args:
            states: only drafts in these; empty: all.
            page_token: of the page before; empty: the first page.
            page_size: most drafts on it, at most 500.

        Raises:
            SelarasApiError: ``PAGE_TOKEN_INVALID``.
        """
        return self._run(calls.drafts_page(states, page_token, page_size))

    def withdraw(self, id_or_name: str, *, request_id: str | None = None) -> Draft:
        """Take a draft back: it is no longer compared and its findings are closed."""
        return self._run(calls.withdraw(self._names.draft(id_or_name), request_id))

    def mark_published(
        self,
        id_or_name: str,
        publish_time: datetime | None = None,
        *,
        request_id: str | None = None,
    ) -> Draft:
        """Say that a post went out, now or at ``publish_time``."""
        name = self._names.draft(id_or_name)
        return self._run(calls.mark_published(name, publish_time, request_id))

    def findings(
        self,
        draft: str = "",
        *,
        relations: Iterable[Relation | str] = (),
        min_confidence: Confidence | str = Confidence.UNSPECIFIED,
    ) -> Iterator[Finding]:
        """Findings, the newest first; of one draft where it is given by id or name."""
        name = self._names.draft(draft) if draft else ""
        wanted = tuple(relations)
        return self._pages(lambda token: calls.list_findings(name, wanted, min_confidence, token))

    def get_finding(self, name: str) -> Finding:
        """One finding."""
        return self._run(calls.get_finding(name))

    def review_finding(
        self,
        name: str,
        verdict: ReviewVerdict | str,
        *,
        reviewer: str,
        reason: ReviewReason | str = ReviewReason.UNSPECIFIED,
        note: str = "",
    ) -> Review:
        """Say what a person thinks of a finding, also of one that was corrected since.

        The last review of an agency counts; repeating it stores nothing.

        Args:
            name: of the finding, ``findings/{id}``.
            verdict: CONFIRMED or FALSE_ALARM.
            reviewer: who says so, an id or name that your agency knows.
            reason: why; a FALSE_ALARM needs one.
            note: what else there is to say.

        Raises:
            SelarasApiError: ``FINDING_NOT_FOUND``, or a field that is wrong.
            ValueError: a verdict or reason that does not exist.
        """
        return self._run(calls.review_finding(name, verdict, reason, note, reviewer))

    def watch_findings(
        self, resume_token: str = "", *, heartbeat: float = 15.0
    ) -> Iterator[WatchEvent]:
        """Follow the findings for ever; goes on where it was after a broken connection.

        Heartbeats are not given. Keep ``resume_token`` of the last event to go on after a restart
        of your own. After RESET forget what you know: the current findings follow.

        Raises:
            SelarasApiError: the server refuses, for example a revoked key.
        """
        return self._follow(lambda token: calls.watch_findings(token, heartbeat), resume_token)
