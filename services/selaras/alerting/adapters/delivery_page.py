"""Page tokens of deliveries: the place to go on at, opaque to the caller."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from selaras.kit.errors import InvalidRequest


def make_token(update_time: datetime, delivery_id: str) -> str:
    """The token of the place after a delivery."""
    raw = f"{update_time.astimezone(UTC).isoformat()}|{delivery_id}"
    return base64.urlsafe_b64encode(raw.encode()).decode()


def read_token(token: str) -> tuple[datetime, str]:
    """The time and id in a token.

    Raises:
        InvalidRequest: PAGE_TOKEN_INVALID.
    """
    try:
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True).decode()
        moment, _, delivery_id = raw.partition("|")
        time = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError) as error:
        raise _invalid() from error
    if time.tzinfo is None or not delivery_id:
        raise _invalid()
    return time, delivery_id


def _invalid() -> InvalidRequest:
    return InvalidRequest.field("PAGE_TOKEN_INVALID", "page_token", "not a token of this service")
