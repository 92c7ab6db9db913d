"""The signature of Standard Webhooks (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from selaras.alerting.ports.channel import Refused

_PREFIX = "whsec_"
_SHORTEST = 24
_LONGEST = 64


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``.

    Args:
        secret: ``whsec_`` and base64 of 24 to 64 bytes.
        message_id: the value of ``webhook-id``.
        timestamp: the value of ``webhook-timestamp``, seconds since 1970.

    Raises:
        Refused: SECRET_INVALID.
    """
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix(_PREFIX)
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if encoded == secret or not _SHORTEST <= len(key) <= _LONGEST:
        raise Refused(
            "SECRET_INVALID", "the secret must be whsec_ and base64 of 24 to 64 bytes", asked=False
        )
    return key
