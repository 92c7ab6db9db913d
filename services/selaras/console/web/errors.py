"""What went wrong, as a page says it.

The tree::

    PageError       a status and a reason that the catalogue has words for (``web.error.REASON``)
      SignInNeeded  nobody is signed in, or no longer
"""

from __future__ import annotations

from selaras.catalogue import CatalogueError, text
from selaras.client import SelarasApiError

# Canonical code of the API -> HTTP status.
_STATUS = {
    "INVALID_ARGUMENT": 422,
    "FAILED_PRECONDITION": 409,
    "ABORTED": 409,
    "ALREADY_EXISTS": 409,
    "NOT_FOUND": 404,
    "PERMISSION_DENIED": 403,
    "UNAUTHENTICATED": 401,
    "RESOURCE_EXHAUSTED": 429,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 503,
}


class PageError(Exception):
    """A page cannot be shown, or a form not be accepted.

    Attributes:
        status: HTTP status.
        reason: UPPER_SNAKE; the catalogue's ``web.error.<reason>``, else words for the status.
        detail: what the service said, in English; may be empty.
        retry_after: seconds after which trying again makes sense; None: not said.
    """

    def __init__(
        self, status: int, reason: str, detail: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.status = status
        self.reason = reason
        self.detail = detail
        self.retry_after = retry_after

    def words(self, lang: str) -> str:
        """What went wrong and what to do, in one or two sentences."""
        for key in (f"web.error.{self.reason}", f"web.error.status_{self.status}"):
            try:
                return text(key, lang=lang)
            except CatalogueError:
                continue
        return text("web.error.other", lang=lang)


class SignInNeeded(PageError):
    """Nobody is signed in, or no longer."""

    def __init__(self) -> None:
        super().__init__(401, "SIGN_IN_NEEDED")


def from_api_error(error: SelarasApiError) -> PageError:
    """The same failure as a page says it."""
    if error.code == "UNAUTHENTICATED":
        return SignInNeeded()
    detail = "; ".join(item.description for item in error.field_violations) or error.message
    status = _STATUS.get(error.code, 500)
    return PageError(status, error.reason, detail, error.retry_after)
