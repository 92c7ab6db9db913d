"""The drafts of the agency, which its CMS writes: read only.

A check tells what there was when it was done. What others have written since and clashes is in the
findings of today, so that both are asked for.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter

from starlette.responses import Response

from selaras.client import Check, Confidence, DraftState, Finding, Relation
from selaras.console.content.areas import area_names
from selaras.console.content.findings import in_order
from selaras.console.content.person import PEOPLE
from selaras.console.web.errors import PageError
from selaras.console.web.routing import get
from selaras.console.web.visit import Visit

_PAGE = 50
_FINDINGS = 200
# As draft.proto has it.
_EXTERNAL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:@+-]{0,127}")
_STATES = tuple(state for state in DraftState if state is not DraftState.UNSPECIFIED)


async def _list(visit: Visit) -> Response:
    state = visit.query.get("state", "").upper()
    states = tuple(known for known in _STATES if known == state)
    token = visit.query.get("token", "")
    page, clashing = await asyncio.gather(
        visit.api.drafts_page(states=states, page_token=token, page_size=_PAGE), _clashing(visit)
    )
    chosen = states[0].lower() if states else ""
    return visit.page(
        "drafts.html",
        entries=page.drafts,
        clashing=clashing,
        state=chosen,
        states=[known.lower() for known in _STATES],
        first=visit.link("/drafts", state=chosen) if token else "",
        following=(
            visit.link("/drafts", state=chosen, token=page.next_page_token)
            if page.next_page_token
            else ""
        ),
    )


async def _clashing(visit: Visit) -> Counter[str]:
    """How many clashes each draft has today, by name; only the newest, where there are many."""
    found: Counter[str] = Counter()
    async for finding in visit.api.findings(min_confidence=Confidence.LIKELY):
        found[finding.own_draft] += finding.alerted
        if found.total() >= _FINDINGS:
            break
    return found


async def _today(visit: Visit, draft: str) -> list[Finding]:
    found: list[Finding] = []
    async for finding in visit.api.findings(draft):
        found.append(finding)
        if len(found) == _FINDINGS:
            break
    return found


async def _show(visit: Visit) -> Response:
    external_id = visit.path["external_id"]
    if not _EXTERNAL_ID.fullmatch(external_id):
        raise PageError(404, "DRAFT_NOT_FOUND")
    name = f"{visit.me.agency}/drafts/{external_id}"
    result, today = await asyncio.gather(visit.api.get_draft(name), _today(visit, name))
    # Of the check only what was near and does not clash: a clash of then may be over.
    near = [item for item in result.check.findings if item.relation is Relation.NONE]
    return visit.page(
        "draft.html",
        draft=result.draft,
        check=result.check,
        found=in_order([*today, *near]),
        is_old=_is_old(result.check, result.draft.revision),
        areas=area_names(result.draft.area_codes),
    )


def _is_old(check: Check, revision: int) -> bool:
    """The findings are about a text that is no longer the newest."""
    return bool(check.findings) and check.revision != revision


routes = [
    get("/drafts", _list, PEOPLE),
    get("/drafts/{external_id}", _show, PEOPLE),
]
