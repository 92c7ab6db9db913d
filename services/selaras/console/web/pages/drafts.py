"""The drafts of the agency, which its CMS writes: read only."""

from __future__ import annotations

import re

from starlette.responses import Response

from selaras.client import Check, DraftState
from selaras.console.content.areas import area_names
from selaras.console.content.findings import in_order
from selaras.console.content.person import PEOPLE
from selaras.console.web.errors import PageError
from selaras.console.web.routing import get
from selaras.console.web.visit import Visit

_PAGE = 50
# As draft.proto has it.
_EXTERNAL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:@+-]{0,127}")
_STATES = tuple(state for state in DraftState if state is not DraftState.UNSPECIFIED)


async def _list(visit: Visit) -> Response:
    state = visit.query.get("state", "").upper()
    states = tuple(known for known in _STATES if known == state)
    token = visit.query.get("token", "")
    page = await visit.api.drafts_page(states=states, page_token=token, page_size=_PAGE)
    chosen = states[0].lower() if states else ""
    return visit.page(
        "drafts.html",
        entries=page.drafts,
        state=chosen,
        states=[known.lower() for known in _STATES],
        first=visit.link("/drafts", state=chosen) if token else "",
        following=(
            visit.link("/drafts", state=chosen, token=page.next_page_token)
            if page.next_page_token
            else ""
        ),
    )


async def _show(visit: Visit) -> Response:
    external_id = visit.path["external_id"]
    if not _EXTERNAL_ID.fullmatch(external_id):
        raise PageError(404, "DRAFT_NOT_FOUND")
    result = await visit.api.get_draft(f"{visit.me.agency}/drafts/{external_id}")
    return visit.page(
        "draft.html",
        draft=result.draft,
        check=result.check,
        found=in_order(result.check.findings),
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
