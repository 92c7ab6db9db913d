"""Page tokens: the place to go on at, opaque to the caller and refused when they are not ours.

A token is no secret and grants nothing: the caller's own key still decides what a page may hold.
Its checksum covers the query, so that a token is not followed into another list by mistake.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence

from selaras.intake.domain.errors import RuleBroken

_LONGEST = 2_000


def make_token(scope: str, place: Sequence[str]) -> str:
    """The token of a place in the list that ``scope`` describes."""
    payload = json.dumps([_checksum(scope, place), *place], separators=(",", ":"))
    return base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")


def read_token(token: str, scope: str, length: int) -> tuple[str, ...]:
    """The place in a token, with ``length`` parts.

    Raises:
        RuleBroken: PAGE_TOKEN_INVALID.
    """
    checksum, *place = _decode(token)
    if len(place) != length or checksum != _checksum(scope, place):
        raise _invalid()
    return tuple(place)


def _decode(token: str) -> list[str]:
    if len(token) > _LONGEST:
        raise _invalid()
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        parts = json.loads(raw)
    except (binascii.Error, ValueError) as error:
        raise _invalid() from error
    if not isinstance(parts, list) or not parts or not all(isinstance(p, str) for p in parts):
        raise _invalid()
    return parts


def _checksum(scope: str, place: Sequence[str]) -> str:
    text = json.dumps([scope, *place])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _invalid() -> RuleBroken:
    return RuleBroken.field(
        "PAGE_TOKEN_INVALID", "page_token", "must come from the answer before, for the same query"
    )
