"""The inbox: the cases of an agency, or of what a coordinator looks after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from selaras.console.content.inbox import KINDS, RELATIONS, Shown, Wanted, inbox
from selaras.console.content.person import DECIDERS, PEOPLE
from selaras.console.content.topics import topic_word, topics
from selaras.console.web.routing import get
from selaras.console.web.visit import Visit

_PAGE = 50
# What was stored while the page was being made is not lost on the way: clocks differ a little.
_OVERLAP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class _Chip:
    """A filter in use, and the page without it."""

    label: str
    value: str
    link: str


async def _cases(visit: Visit) -> Response:
    made = int(visit.now.timestamp()) - _OVERLAP_SECONDS
    wanted = Wanted.from_query(visit.query, visit.me)
    cases, token = await visit.api.cases_page(wanted.page, _PAGE, **wanted.filter(visit.me))
    values: dict[str, Any] = {
        "wanted": wanted,
        "inbox": inbox(cases, visit.me),
        "here": _link(visit, wanted, page=wanted.page),
        "next_page": _link(visit, wanted, page=token) if token else "",
        "first_page": _link(visit, wanted),
        "clear": visit.link("/cases", **Wanted(wanted.shown).parameters()),
        "decides": visit.is_any(*DECIDERS),
    }
    if visit.is_fragment:
        return visit.page("inbox_list.html", 200, **values)
    return visit.page(
        "inbox.html",
        200,
        **values,
        tabs=[(item, _link(visit, wanted, state=_state(item))) for item in Shown],
        chips=_chips(visit, wanted),
        choices=[(item, _link(visit, wanted, area=item.code)) for item in wanted.area.choices],
        relations=RELATIONS,
        kinds=KINDS,
        topics=topics(visit.lang),
        live=visit.link("/cases/live", since=made),
    )


def _state(shown: Shown) -> str:
    return "" if shown is Shown.LIVE else shown.value


def _link(visit: Visit, wanted: Wanted, **changes: str) -> str:
    return visit.link("/cases", **wanted.parameters(**changes))


def _chips(visit: Visit, wanted: Wanted) -> list[_Chip]:
    words = {
        "relation": visit.word("web.inbox.relation_word", wanted.relation),
        "kind": visit.word("kind", wanted.kind) if wanted.kind else "",
        "topic": topic_word(wanted.topic, visit.lang),
        "area": wanted.area.area.name if wanted.area.area else "",
        "q": wanted.text,
    }
    return [
        _Chip(_label(visit, name), words.get(name, ""), _link(visit, wanted, **{name: ""}))
        for name in wanted.active
    ]


def _label(visit: Visit, parameter: str) -> str:
    return visit.t(f"web.inbox.{'search' if parameter == 'q' else parameter}")


routes = [get("/cases", _cases, PEOPLE)]
