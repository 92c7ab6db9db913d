"""What the error codes of the Cloud API mean for an alert.

Meta asks to go by the code and not by the HTTP status.
"""

from __future__ import annotations

import json

from selaras.alerting.channels.http import Answer, raise_for_status
from selaras.alerting.ports.channel import Failed, Refused

# The deployment's token, number or account: all alerts wait until somebody has put it right.
_ACCOUNT = {
    0, 3, 10, 190, 368, 131005, 131031, 131042, 131045, 133010, *range(200, 300),
}  # fmt: skip
# Limits of the whole number or app.
_LIMITS = {4, 80007, 130429, 131048, 133016}
# Trouble on Meta's side.
_TROUBLE = {1, 2, 131000, 131016, 131057, 133004}
# Too many messages to this one person.
_PAIR = {131056}
# This person cannot be reached, or the request is wrong; 132xxx is about the template.
_REFUSED = {
    33, 100, 131008, 131009, 131021, 131026, 131030, 131047, 131049, 131050, 131051, 130472,
    *range(132000, 133000),
}  # fmt: skip


def raise_for_answer(answer: Answer) -> None:
    """Nothing for an answer that took the message, else the error that its code means."""
    code = None if 200 <= answer.status < 300 else _code(answer.body)
    if code is None:
        if answer.status in {401, 403}:
            raise Failed(f"HTTP_{answer.status}", f"status {answer.status}")
        raise_for_status(answer)
        return
    reason = f"WHATSAPP_{code}"
    detail = f"code {code}, status {answer.status}"
    if code in _REFUSED:
        raise Refused(reason, detail)
    if code in _PAIR:
        raise Failed(reason, detail, retry_after=answer.retry_after, wide=False)
    if code in _ACCOUNT | _LIMITS | _TROUBLE:
        raise Failed(reason, detail, retry_after=answer.retry_after)
    raise_for_status(answer)


def _code(body: bytes) -> int | None:
    """The code of an error; what is written beside it is not told, it may quote the message."""
    try:
        code = json.loads(body)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return None
    return code if isinstance(code, int) and 0 <= code <= 9_999_999 else None
