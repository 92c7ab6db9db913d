"""Searching what agencies have officially said."""

from __future__ import annotations

from starlette.responses import Response

from selaras.client import PublishedMessage
from selaras.console.content.areas import TypedArea, area_names, typed_area
from selaras.console.content.passage import in_context
from selaras.console.content.person import PEOPLE
from selaras.console.web.routing import get
from selaras.console.web.visit import Visit

# As message.proto has them.
_SHORTEST, _LONGEST = 2, 1000
_MOST = 20


async def _search(visit: Visit) -> Response:
    query = " ".join(visit.query.get("q", "").split())
    area = typed_area(visit.query.get("area", ""))
    expired = bool(visit.query.get("expired"))
    problem = _problem(query, asked="q" in visit.query)
    if problem or not query or not area.is_settled:
        return _page(visit, query, area, problem=problem, expired=expired)
    found = await visit.api.search_messages(
        query, area_code=area.code, expired=expired, limit=_MOST
    )
    return _page(visit, query, area, found, expired=expired)


def _problem(query: str, *, asked: bool) -> str:
    if len(query) > _LONGEST:
        return "long"
    return "short" if asked and len(query) < _SHORTEST else ""


def _page(
    visit: Visit,
    query: str,
    area: TypedArea,
    found: list[PublishedMessage] | None = None,
    *,
    expired: bool,
    problem: str = "",
) -> Response:
    also = "1" if expired else ""
    choices = [
        (choice.name, visit.link("/search", q=query, area=choice.code, expired=also))
        for choice in area.choices
    ]
    return visit.page(
        "search.html",
        422 if problem or not area.is_settled else 200,
        query=query,
        area=area,
        choices=choices,
        expired=expired,
        problem=problem,
        found=None if found is None else [(message, *_shown(message)) for message in found],
        longest=_LONGEST,
    )


def _shown(message: PublishedMessage) -> tuple[object, tuple[str, ...]]:
    context = in_context(message.text, message.passage, message.passage_start)
    return context, area_names(message.area_codes)


routes = [get("/search", _search, PEOPLE)]
