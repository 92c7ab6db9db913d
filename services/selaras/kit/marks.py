"""Marks: how a serialised message is known to speak of a thing without knowing what kind it is.

A string lies in a serialised message as its length and its bytes. With the length before it a name
is never found as the beginning of a longer one, at whatever depth the field is.
"""

from __future__ import annotations

from collections.abc import Collection

_LENGTH_DELIMITED = 2  # wire type of strings, bytes and messages


def mark(text: str, field: int = 0) -> bytes:
    """The bytes of a string field.

    Args:
        text: not empty, or every message would have it.
        field: number of the field; 0: any, for what is a mark wherever it stands.
    """
    if not text:
        raise ValueError("an empty text marks everything")
    data = text.encode()
    tag = _varint(field << 3 | _LENGTH_DELIMITED) if field else b""
    return tag + _varint(len(data)) + data


def mentions(payload: bytes, marks: Collection[bytes]) -> bool:
    """Whether a serialised message has one of the marks."""
    return any(one in payload for one in marks)


def _varint(number: int) -> bytes:
    parts = []
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])
