"""Reading cases: pages, one case, each as the caller may see it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from selaras.kit.auth import MEMBERS, PEOPLE, Caller
from selaras.kit.errors import InvalidRequest
from selaras.matching.domain.case import Case, CaseState, Severity
from selaras.matching.domain.case_view import CaseView, view_case
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Finding
from selaras.matching.domain.urgency import position_of, read_position, write_position
from selaras.matching.domain.viewer import Viewer, lies_in, scope_of
from selaras.matching.handlers.case_ports import CaseStore
from selaras.matching.handlers.case_search import has_words, words_of
from selaras.matching.handlers.cases import no_case, own_owner, require
from selaras.matching.handlers.reveals import Reveals
from selaras.matching.ports import CaseQuery

_DEFAULT_PAGE = 50
_BATCH = 200  # cases that are looked through at a time
LIVE = (CaseState.OPEN, CaseState.AGREED)
_Filter = Callable[[CaseView], bool]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases the caller wants to see; empty: no matter.

    Attributes:
        area_code: in this area, as far as the caller may know where a case is.
        assignee: resource name of an owner of the caller's agency.
        kinds: a fact of one of these kinds clashes.
        query: all of its words are in what the caller sees of the case in a list.
    """

    states: tuple[CaseState, ...] = LIVE
    relation: str = ""
    topic: str = ""
    area_code: str = ""
    min_severity: Severity = Severity.LOW
    assignee: str = ""
    kinds: tuple[FactKind, ...] = ()
    query: str = ""


class CaseReader:
    """Cases as somebody may see them; what that shows is in the audit trail before."""

    def __init__(self, store: CaseStore, reveals: Reveals) -> None:
        self._store = store
        self._reveals = reveals

    async def get(self, caller: Caller, case_id: str) -> CaseView:
        """One case with its findings and its timeline.

        Raises:
            NotFound: CASE_NOT_FOUND, also for a case that the caller may not see.
        """
        viewer = require(caller, MEMBERS)
        case = await self._store.case(case_id)
        if case is None or not viewer.sees(scope_of(case)):
            raise no_case(case_id)
        [seen] = await self._views(viewer, [case])
        await self._reveals.shown(viewer, seen.findings)
        return replace(seen, timeline=tuple(await self._store.timeline(case_id)))

    async def page(
        self, caller: Caller, wanted: CaseFilter, page_size: int, page_token: str
    ) -> tuple[list[CaseView], str]:
        """A page of cases, the most urgent first, and the token of the next page.

        Raises:
            InvalidRequest: PAGE_TOKEN_INVALID, NAME_INVALID.
            PermissionDenied: AGENCY_MISMATCH.
        """
        viewer = require(caller, MEMBERS)
        query = _query(viewer, wanted, _read_token(page_token))
        size = page_size or _DEFAULT_PAGE
        lets = _filter(wanted)
        if lets is None:
            cases, after = await self._store.cases(replace(query, limit=size))
            return await self.cases(viewer, cases), _write_token(after)
        # One more than the page: whether there is a next one is asked of what is let through alone,
        # and what is left out does not shorten the page. Both would tell of what is left out.
        found = await self._sift(viewer, query, lets, size + 1)
        last = position_of(found[size - 1].case) if len(found) > size else None
        page = await self._shown(viewer, found[:size])
        return page, _write_token(write_position(last) if last else ())

    async def cases(self, viewer: Viewer, cases: Sequence[Case]) -> list[CaseView]:
        """Cases without findings and timeline, for somebody who sees them all."""
        return await self._shown(viewer, await self._views(viewer, cases))

    async def as_now(self, caller: Caller, case_id: str) -> CaseView:
        """A case after a decision of the caller's, without findings and timeline.

        Raises:
            NotFound: CASE_NOT_FOUND.
        """
        case = await self._store.case(case_id)
        if case is None:
            raise no_case(case_id)
        [seen] = await self.cases(require(caller, MEMBERS), [case])
        return seen

    async def mark_read(self, caller: Caller, case_id: str, version: int) -> None:
        """Remember that a person has read a case up to a version; none that is to come.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED, of whoever is no person.
            NotFound: CASE_NOT_FOUND.
        """
        viewer = require(caller, PEOPLE)
        case = await self._store.case(case_id)
        if case is None or not viewer.sees(scope_of(case)):
            raise no_case(case_id)
        await self._store.mark_read(viewer.person.name, case_id, version)

    async def _sift(
        self, viewer: Viewer, query: CaseQuery, lets: _Filter, enough: int
    ) -> list[CaseView]:
        """The first cases of a query that a filter lets through, at most ``enough`` of them."""
        found: list[CaseView] = []
        query = replace(query, limit=_BATCH)
        while True:
            cases, after = await self._store.cases(query)
            found += [item for item in await self._views(viewer, cases) if lets(item)]
            if not after or len(found) >= enough:
                return found[:enough]
            query = replace(query, after=after)

    async def _shown(self, viewer: Viewer, views: Sequence[CaseView]) -> list[CaseView]:
        """The views as a list shows them; what they reveal is written down."""
        gravest = [item.gravest for item in views if item.gravest is not None]
        await self._reveals.shown(viewer, gravest, whole=False)
        return [replace(item, findings=()) for item in views]

    async def _views(self, viewer: Viewer, cases: Sequence[Case]) -> list[CaseView]:
        found = await self._store.findings_in([case.id for case in cases])
        by_case = {
            case_id: [item for item in findings if item.verdict.alerts]
            for case_id, findings in found.items()
        }
        everything = [item for findings in by_case.values() for item in findings]
        messages = await self._store.messages_by_key(_keys(everything))
        agencies = {message.agency.id: message.agency for message in messages.values()}
        missing = {name for case in cases for name in case.agencies} - set(agencies)
        agencies |= await self._store.agencies(sorted(missing))
        read = await self._read_versions(viewer, cases)
        return [
            replace(
                view_case(viewer, case, by_case.get(case.id, []), messages, agencies),
                read_version=read.get(case.id, 0),
            )
            for case in cases
        ]

    async def _read_versions(self, viewer: Viewer, cases: Sequence[Case]) -> dict[str, int]:
        if not viewer.owner:
            return {}
        ids = [case.id for case in cases]
        return await self._store.read_versions(viewer.person.name, ids)


def _keys(findings: Sequence[Finding]) -> list[str]:
    return sorted({side.key for item in findings for side in (item.left, item.right)})


def _query(viewer: Viewer, wanted: CaseFilter, after: tuple[str, ...]) -> CaseQuery:
    if wanted.assignee:
        own_owner("assignee", wanted.assignee, viewer)
    return CaseQuery(
        agency="" if viewer.coordinates else viewer.agency,
        topics=viewer.topics,
        areas=viewer.area_codes,
        states=wanted.states,
        relation=wanted.relation,
        topic=wanted.topic,
        area_code=wanted.area_code,
        min_severity=wanted.min_severity,
        assignee=wanted.assignee,
        kinds=wanted.kinds,
        after=after,
    )


def _filter(wanted: CaseFilter) -> _Filter | None:
    """What is asked of a case as it is seen, beyond what the store can tell; None: nothing."""
    words = words_of(wanted.query)
    if not words and not wanted.area_code:
        return None
    return lambda seen: _is_known_in(seen, wanted.area_code) and has_words(seen, words)


def _is_known_in(seen: CaseView, area_code: str) -> bool:
    """Whether the caller may know that a case is in an area: else asking would tell."""
    return not area_code or any(lies_in(code, area_code) for code in seen.area_codes)


def _write_token(position: tuple[str, ...]) -> str:
    if not position:
        return ""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


def _read_token(token: str) -> tuple[str, ...]:
    if not token:
        return ()
    try:
        position = tuple(json.loads(base64.urlsafe_b64decode(token.encode())))
        read_position(position)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise InvalidRequest.field(
            "PAGE_TOKEN_INVALID", "page_token", "not a token of this service"
        ) from error
    return position
