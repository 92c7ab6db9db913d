"""Cases: what people acknowledge, discuss and resolve.

A case is named by its id or resource name, a finding likewise; an owner as ``AGENCY/OWNER`` or by
resource name.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Unpack

from selaras.client import case_calls as calls
from selaras.client.aio_transport import AsyncTransport
from selaras.client.case_calls import CaseFilter
from selaras.client.case_models import Case, CaseEvent, Dismissal, ResolutionKind, Split
from selaras.client.models import ReviewReason
from selaras.client.transport import Transport


class CaseMethods(Transport):
    """What a client of an agency does with cases.

    A plugin's key reads; the other calls need the key of a person (``ROLE_NOT_ALLOWED``). A case
    that you may not see is ``CASE_NOT_FOUND``. What takes a ``request_id`` makes one unless it is
    given: the same id does nothing twice.
    """

    def list_cases(self, **wanted: Unpack[CaseFilter]) -> Iterator[Case]:
        """Cases, the most urgent first, fetched page by page as they are read.

        Args:
            **wanted: states (without them OPEN and AGREED), relation, topic, area_code,
                min_severity, assignee, kinds (any of them), query (all of its words are in title,
                topic, names of agencies or id).

        Raises:
            ValueError: a value that does not exist, or an assignee without an agency.
        """
        frozen = _frozen(wanted)
        return self._pages(lambda token: calls.list_cases(frozen, token))

    def cases_page(
        self, page_token: str = "", page_size: int = 50, **wanted: Unpack[CaseFilter]
    ) -> tuple[list[Case], str]:
        """One page of cases, for a list that is turned page by page.

        Args:
            page_token: from the page before; empty: the first.
            page_size: at most 200.
            **wanted: as in :meth:`list_cases`; the same for all pages.

        Returns:
            The cases, and the token of the next page; empty on the last.

        Raises:
            SelarasApiError: ``PAGE_TOKEN_INVALID``.
            ValueError: a value that does not exist, or an assignee without an agency.
        """
        return self._run(calls.list_cases(wanted, page_token, page_size))

    def get_case(self, case: str) -> Case:
        """One case with its findings and its timeline."""
        return self._run(calls.get_case(case))

    def watch_cases(
        self, resume_token: str = "", *, heartbeat: float = 15.0
    ) -> Iterator[CaseEvent]:
        """Follow the cases for ever; goes on where it was after a broken connection.

        Heartbeats are not given. Keep ``resume_token`` of the last event to go on after a restart
        of your own. After RESET forget what you know: the current cases follow.

        Raises:
            SelarasApiError: the server refuses, for example a revoked key.
        """
        return self._follow(lambda token: calls.watch_cases(token, heartbeat), resume_token)

    def acknowledge_case(self, case: str) -> Case:
        """Say that somebody of your agency looks after it: it is no longer escalated there."""
        return self._run(calls.acknowledge_case(case))

    def comment_case(self, case: str, text: str, *, request_id: str | None = None) -> Case:
        """Add a comment that all agencies of the case read."""
        return self._run(calls.comment_case(case, text, request_id))

    def assign_case(self, case: str, owner: str = "") -> Case:
        """Give it to an owner of your agency, who is alerted from then on; empty: take it back."""
        return self._run(calls.assign_case(case, owner))

    def propose_resolution(
        self,
        case: str,
        kind: ResolutionKind | str,
        note: str = "",
        *,
        request_id: str | None = None,
    ) -> Case:
        """Propose how the clash ends, in the place of a proposal that is still open.

        Args:
            case: the case.
            kind: how; "we" is your agency.
            note: your words; with JOINT_STATEMENT the text itself.
            request_id: made by the client unless given.

        Raises:
            SelarasApiError: ``CASE_RESOLVED``, ``NOTE_MISSING``, ``AGENCY_NOT_AFFECTED``, or a role
                that may not.
            ValueError: a kind that does not exist.
        """
        return self._run(calls.propose_resolution(case, kind, note, request_id))

    def answer_resolution(self, case: str, number: int, *, agree: bool, note: str = "") -> Case:
        """Agree to the open proposal for your agency, or decline it and say why.

        Args:
            case: the case.
            number: of the proposal: nobody agrees to another one by accident.
            agree: yes or no.
            note: why; a no needs it.

        Raises:
            SelarasApiError: ``PROPOSAL_OVERTAKEN``, ``OWN_PROPOSAL``, ``NOTE_MISSING``,
                ``AGENCY_NOT_AFFECTED``.
        """
        return self._run(calls.answer_resolution(case, number, agree=agree, note=note))

    def merge_cases(self, case: str, others: Iterable[str], note: str = "") -> Case:
        """Put the findings of other cases into one: they are about the same matter.

        Not sent again by itself when the server is away, and ``split_case`` neither: look at the
        case first.
        """
        return self._run(calls.merge_cases(case, others, note))

    def split_case(self, case: str, findings: Iterable[str], note: str = "") -> Split:
        """Move findings into a new case: they are about another matter."""
        return self._run(calls.split_case(case, findings, note))

    def dismiss_finding(
        self, finding: str, reason: ReviewReason | str, note: str = ""
    ) -> Dismissal:
        """Say for your agency that a pair is no conflict.

        With the word of both sides, or of a coordinator, it stays silent until a fact changes.
        """
        return self._run(calls.dismiss_finding(finding, reason, note))

    def mark_case_read(self, case: str, version: int) -> None:
        """Remember that you have read a case up to this version; nobody else is told.

        ``Case.unread`` says whether something has come since. Neither a smaller version than before
        nor one that the case does not have yet changes anything.
        """
        self._run(calls.mark_case_read(case, version))


class AsyncCaseMethods(AsyncTransport):
    """The same on asyncio; each method as in :class:`CaseMethods`."""

    def list_cases(self, **wanted: Unpack[CaseFilter]) -> AsyncIterator[Case]:
        """Cases, the most urgent first, fetched page by page as they are read."""
        frozen = _frozen(wanted)
        return self._pages(lambda token: calls.list_cases(frozen, token))

    async def cases_page(
        self, page_token: str = "", page_size: int = 50, **wanted: Unpack[CaseFilter]
    ) -> tuple[list[Case], str]:
        """One page of cases and the token of the next; empty on the last."""
        return await self._run(calls.list_cases(wanted, page_token, page_size))

    async def get_case(self, case: str) -> Case:
        """One case with its findings and its timeline."""
        return await self._run(calls.get_case(case))

    def watch_cases(
        self, resume_token: str = "", *, heartbeat: float = 15.0
    ) -> AsyncIterator[CaseEvent]:
        """Follow the cases for ever; goes on where it was after a broken connection."""
        return self._follow(lambda token: calls.watch_cases(token, heartbeat), resume_token)

    async def acknowledge_case(self, case: str) -> Case:
        """Say that somebody of your agency looks after it."""
        return await self._run(calls.acknowledge_case(case))

    async def comment_case(self, case: str, text: str, *, request_id: str | None = None) -> Case:
        """Add a comment that all agencies of the case read."""
        return await self._run(calls.comment_case(case, text, request_id))

    async def assign_case(self, case: str, owner: str = "") -> Case:
        """Give it to an owner of your agency; empty: take it back."""
        return await self._run(calls.assign_case(case, owner))

    async def propose_resolution(
        self,
        case: str,
        kind: ResolutionKind | str,
        note: str = "",
        *,
        request_id: str | None = None,
    ) -> Case:
        """Propose how the clash ends."""
        return await self._run(calls.propose_resolution(case, kind, note, request_id))

    async def answer_resolution(
        self, case: str, number: int, *, agree: bool, note: str = ""
    ) -> Case:
        """Agree to the open proposal for your agency, or decline it and say why."""
        return await self._run(calls.answer_resolution(case, number, agree=agree, note=note))

    async def merge_cases(self, case: str, others: Iterable[str], note: str = "") -> Case:
        """Put the findings of other cases into one."""
        return await self._run(calls.merge_cases(case, others, note))

    async def split_case(self, case: str, findings: Iterable[str], note: str = "") -> Split:
        """Move findings into a new case."""
        return await self._run(calls.split_case(case, findings, note))

    async def dismiss_finding(
        self, finding: str, reason: ReviewReason | str, note: str = ""
    ) -> Dismissal:
        """Say for your agency that a pair is no conflict."""
        return await self._run(calls.dismiss_finding(finding, reason, note))

    async def mark_case_read(self, case: str, version: int) -> None:
        """Remember that you have read a case up to this version; nobody else is told."""
        await self._run(calls.mark_case_read(case, version))


def _frozen(wanted: CaseFilter) -> CaseFilter:
    """The filter with its lists kept: every page asks for them again."""
    frozen = wanted.copy()
    if "states" in frozen:
        frozen["states"] = tuple(frozen["states"])
    if "kinds" in frozen:
        frozen["kinds"] = tuple(frozen["kinds"])
    return frozen
