"""What makes a gRPC request safe to repeat: its id and a hash of the rest."""

from __future__ import annotations

import hashlib
from typing import Any

from selaras.intake.handlers.once import Ticket
from selaras.intake.ports.storage import RequestKey

ADMIN = "(admin)"
"""Caller id of administrators; no agency id has brackets."""

# `wait` is how long to hold the answer, not part of the wish: a retry may wait longer.
_NOT_THE_WISH = ("request_id", "wait")


def make_ticket(caller: str, request: Any) -> Ticket:
    """The ticket of a request message with a ``request_id``."""
    wish = type(request)()
    wish.CopyFrom(request)
    for field in _NOT_THE_WISH:
        if field in wish.DESCRIPTOR.fields_by_name:
            wish.ClearField(field)
    body = wish.SerializeToString(deterministic=True)
    method = wish.DESCRIPTOR.name.removesuffix("Request")
    key = RequestKey(caller, method, request.request_id)
    return Ticket(key, hashlib.sha256(body).digest())
