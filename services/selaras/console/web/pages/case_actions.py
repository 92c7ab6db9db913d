"""What people decide about a case. Each leads back to it and says what was done, or why not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from selaras.client import Dismissal, ResolutionKind, ReviewReason, SelarasApiError
from selaras.console.content.case_ids import case_ids
from selaras.console.content.person import DECIDERS, PEOPLE, Role
from selaras.console.web.errors import PageError, from_api_error
from selaras.console.web.pages.case import show
from selaras.console.web.pages.case_view import Failed, listed
from selaras.console.web.routing import get, post
from selaras.console.web.visit import Visit

_REGROUPERS = frozenset({Role.HEAD, Role.COORDINATOR})
# Fields of the forms that are filled in again, and those that are ticked.
_TYPED = ("text", "note", "kind", "reason", "finding", "owner", "others", "number", "request_id")
_TICKED = "findings"

Decision = Callable[[Visit, str], Awaitable[Response]]


def _deciding(form: str, decide: Decision) -> Callable[[Visit], Awaitable[Response]]:
    """A page that decides something; refused, it shows the case with the form as it was sent."""

    async def page(visit: Visit) -> Response:
        try:
            return await decide(visit, f"cases/{visit.path['id']}")
        except SelarasApiError as error:
            if error.code == "UNAUTHENTICATED":
                raise
            return await show(visit, await _failed(visit, form, from_api_error(error)))
        except PageError as error:
            return await show(visit, await _failed(visit, form, error))

    return page


async def _failed(visit: Visit, form: str, failure: PageError) -> Failed:
    sent = await visit.form()
    values = {name: str(sent.get(name, "")) for name in _TYPED}
    chosen = tuple(str(item) for item in sent.getlist(_TICKED))
    return Failed(form, failure, values, chosen)


def _back(visit: Visit, name: str, done: str, **values: str) -> Response:
    return visit.go(f"/{name}", f"web.case.done.{done}", **values)


async def _acknowledge(visit: Visit, name: str) -> Response:
    await visit.api.acknowledge_case(name)
    return _back(visit, name, "acknowledged")


async def _comment(visit: Visit, name: str) -> Response:
    text = await visit.field("text")
    if not text:
        raise PageError(422, "COMMENT_EMPTY")
    await visit.api.comment_case(name, text, request_id=await visit.field("request_id") or None)
    return _back(visit, name, "commented")


async def _assign(visit: Visit, name: str) -> Response:
    owner = await visit.field("owner")
    try:
        await visit.api.assign_case(name, owner)
    except ValueError as error:
        raise PageError(422, "NAME_INVALID") from error
    return _back(visit, name, "assigned" if owner else "unassigned")


async def _propose(visit: Visit, name: str) -> Response:
    kind, note = await visit.field("kind"), await visit.field("note")
    if kind not in ResolutionKind.__members__ or kind == ResolutionKind.UNSPECIFIED:
        raise PageError(422, "CHOICE_MISSING")
    if kind == ResolutionKind.JOINT_STATEMENT and not note:
        raise PageError(422, "STATEMENT_MISSING")
    request_id = await visit.field("request_id") or None
    await visit.api.propose_resolution(name, ResolutionKind(kind), note, request_id=request_id)
    return _back(visit, name, "proposed")


async def _answer(visit: Visit, name: str) -> Response:
    number, agree = await visit.field("number"), await visit.field("agree")
    if not (number.isascii() and number.isdigit()) or agree not in {"yes", "no"}:
        raise PageError(422, "CHOICE_MISSING")
    note = await visit.field("note")
    if agree == "no" and not note:
        raise PageError(422, "NOTE_MISSING")
    await visit.api.answer_resolution(name, int(number), agree=agree == "yes", note=note)
    return _back(visit, name, "agreed" if agree == "yes" else "declined")


async def _dismiss(visit: Visit, name: str) -> Response:
    reason = await visit.field("reason")
    if reason not in ReviewReason.__members__ or reason == ReviewReason.UNSPECIFIED:
        raise PageError(422, "CHOICE_MISSING")
    note = await visit.field("note")
    if reason == ReviewReason.OTHER and not note:
        raise PageError(422, "NOTE_MISSING")
    finding = await visit.field("finding")
    done = await visit.api.dismiss_finding(finding, ReviewReason(reason), note)
    if done.silent:
        return _back(visit, name, "dismissed")
    return _back(visit, name, "dismissed_half", agencies=_awaited(visit, done))


def _awaited(visit: Visit, done: Dismissal) -> str:
    parties = done.case.parties if done.case else ()
    known = {party.agency.name: party.agency.display_name for party in parties}
    return listed(visit, (known.get(name) or name.rpartition("/")[2] for name in done.awaited))


async def _merge(visit: Visit, name: str) -> Response:
    try:
        others = case_ids(await visit.field("others"))
    except ValueError as error:
        raise PageError(422, "CASES_UNREADABLE") from error
    if not others:
        raise PageError(422, "CASES_MISSING")
    await visit.api.merge_cases(name, others, await visit.field("note"))
    return _back(visit, name, "merged")


async def _split(visit: Visit, name: str) -> Response:
    findings = [str(item) for item in (await visit.form()).getlist(_TICKED)]
    if not findings:
        raise PageError(422, "FINDINGS_MISSING")
    await visit.api.split_case(name, findings, await visit.field("note"))
    return _back(visit, name, "split")


async def _reload(visit: Visit) -> Response:
    """Who reloads the answer to a form that was refused is led to the case."""
    return visit.go(f"/cases/{visit.path['id']}")


_FORMS = (
    ("acknowledge", _acknowledge, DECIDERS),
    ("comment", _comment, PEOPLE),
    ("assign", _assign, DECIDERS),
    ("propose", _propose, DECIDERS),
    ("answer", _answer, DECIDERS),
    ("dismiss", _dismiss, PEOPLE),
    ("merge", _merge, _REGROUPERS),
    ("split", _split, _REGROUPERS),
)

routes = [
    *(post(f"/cases/{{id}}/{form}", _deciding(form, do), who) for form, do, who in _FORMS),
    *(get(f"/cases/{{id}}/{form}", _reload, who) for form, _, who in _FORMS),
]
