"""Checking a text without storing it: it is in the form alone, not in addresses or logs."""

from __future__ import annotations

from starlette.responses import Response

from selaras.client import SelarasApiError
from selaras.client.calls import DraftOptions
from selaras.console.content.checking import MAX_BODY, CheckForm, read_check_form
from selaras.console.content.findings import Findings, in_order
from selaras.console.content.person import PEOPLE
from selaras.console.web.errors import PageError, from_api_error
from selaras.console.web.routing import get, post
from selaras.console.web.visit import Visit

# Not about the text: the page as a whole says them.
_OF_THE_PAGE = {"UNAUTHENTICATED", "PERMISSION_DENIED"}
_UNPROCESSABLE = 422


async def _show(visit: Visit) -> Response:
    return _page(visit, CheckForm())


async def _check(visit: Visit) -> Response:
    sent = {name: value for name, value in (await visit.form()).items() if isinstance(value, str)}
    form = read_check_form(sent, visit.times.zone)
    if form.problems:
        return _page(visit, form, status=_UNPROCESSABLE)
    try:
        check = await visit.api.check_draft(form.body, form.title, **_options(form))
    except SelarasApiError as error:
        if error.code in _OF_THE_PAGE:
            raise
        failure = from_api_error(error)
        return _page(visit, form, failure=failure, status=failure.status)
    return _page(visit, form, in_order(check.findings))


def _options(form: CheckForm) -> DraftOptions:
    options = DraftOptions(audience_tags=form.tags)
    if form.typed_area.code:
        options["area_codes"] = (form.typed_area.code,)
    if form.publish_time is not None:
        options["publish_time"] = form.publish_time
    return options


def _page(
    visit: Visit,
    form: CheckForm,
    found: Findings | None = None,
    *,
    failure: PageError | None = None,
    status: int = 200,
) -> Response:
    choices = "; ".join(f"{area.name} ({area.code})" for area in form.typed_area.choices)
    answer = visit.page(
        "check.html",
        status,
        form=form,
        found=found,
        failure=failure,
        most=MAX_BODY,
        zone=visit.times.zone_label(visit.now.astimezone(visit.times.zone)),
        problems={
            field: visit.t(f"web.check.problem.{problem}", choices=choices)
            for field, problem in form.problems.items()
        },
    )
    if failure is not None and failure.retry_after:
        answer.headers["retry-after"] = str(int(failure.retry_after) + 1)
    return answer


routes = [
    get("/check", _show, PEOPLE),
    post("/check", _check, PEOPLE),
]
