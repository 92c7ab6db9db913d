"""Signing in at the OpenID provider, and coming back from there."""

from __future__ import annotations

from starlette.responses import Response

from selaras.client import SelarasApiError
from selaras.console.web.errors import PageError
from selaras.console.web.oidc import IdentityProvider
from selaras.console.web.pages.sign_in import begin, local_path, refused
from selaras.console.web.routing import ANYBODY, get, post
from selaras.console.web.throttle import admit
from selaras.console.web.visit import Visit
from selaras.kit import metrics

_CALLBACK = "/sign-in/identity/callback"
_WAY = "identity"
_TARGET = "identity_next"


def _provider(visit: Visit) -> IdentityProvider:
    provider: IdentityProvider | None = visit.request.app.state.identity_provider
    if provider is None:
        raise PageError(404, "PAGE_REFUSED")
    return provider


async def _leave(visit: Visit) -> Response:
    provider = _provider(visit)
    target = local_path(await visit.field("next"))
    try:
        await admit(visit)
        address = await provider.address(visit.request, visit.address(_CALLBACK), visit.lang)
    except PageError as error:
        return _again(visit, target, error)
    visit.request.session[_TARGET] = target
    # Not a redirect: browsers hold every address that one leads on to against form-action, and a
    # provider may pass people on to another one.
    answer = visit.page("identity.html", address=address)
    answer.headers["refresh"] = f"0;url={address}"
    return answer


async def _come_back(visit: Visit) -> Response:
    provider = _provider(visit)
    target = local_path(str(visit.request.session.pop(_TARGET, "")))
    try:
        identity = await provider.identity(visit.request)
    except PageError as error:
        metrics.SIGN_INS.labels(_WAY, error.reason).inc()
        return _again(visit, target, error)
    try:
        signed_in = await visit.console.gateway.sign_in.with_identity(
            identity.issuer, identity.subject, identity.verified_email
        )
    except SelarasApiError as error:
        return _again(visit, target, refused(_WAY, error))
    return begin(visit, signed_in, _WAY, target)


def _again(visit: Visit, target: str, failure: PageError) -> Response:
    """Back to where one signs in: the provider's answer does not stay in the address."""
    code = visit.t("web.error.code", reason=failure.reason)
    visit.request.session["notice"] = f"{failure.words(visit.lang)} {code}"
    return visit.go(visit.link("/sign-in", next="" if target == "/" else target))


routes = [
    post("/sign-in/identity", _leave, ANYBODY),
    get(_CALLBACK, _come_back, ANYBODY),
]
