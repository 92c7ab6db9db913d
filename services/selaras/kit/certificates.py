"""When a certificate expires, read from its file; the standard library keeps that to itself.

A certificate is a tree of ASN.1 values, each a tag, a length and a content (X.690, DER). The
expiry is the second time in ``validity``, the fifth part of what is signed (RFC 5280, 4.1).
"""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime
from pathlib import Path

_FIRST = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_VERSION_TAG = 0xA0  # the version may be missing
_UTC_TIME_TAG = 0x17  # two digits for the year, of 1950 to 2049


def expiry(path: Path) -> datetime:
    """When the first certificate of a PEM file expires; that of the server stands first.

    Raises:
        ValueError: there is no certificate in the file.
        OSError: the file cannot be read.
    """
    found = _FIRST.search(path.read_text("ascii", errors="replace"))
    if found is None:
        raise ValueError(f"{path} holds no certificate")
    try:
        return _not_after(ssl.PEM_cert_to_DER_cert(found[0]))
    except (IndexError, ValueError) as error:
        raise ValueError(f"{path} holds no whole certificate") from error


def _not_after(der: bytes) -> datetime:
    [(_, certificate)] = _values(der)
    parts = _values(_values(certificate)[0][1])
    if parts[0][0] == _VERSION_TAG:
        parts = parts[1:]
    # Serial number, algorithm, issuer, validity.
    tag, text = _values(parts[3][1])[1]
    form = "%y%m%d%H%M%SZ" if tag == _UTC_TIME_TAG else "%Y%m%d%H%M%SZ"
    return datetime.strptime(text.decode("ascii"), form).replace(tzinfo=UTC)


def _values(content: bytes) -> list[tuple[int, bytes]]:
    """Tag and content of the values that follow one another."""
    found = []
    while content:
        start, length = 2, content[1]
        if length & 0x80:  # long form: so many bytes of length follow
            start += length & 0x7F
            length = int.from_bytes(content[2:start], "big")
        if start + length > len(content):
            raise IndexError("cut off")
        found.append((content[0], content[start : start + length]))
        content = content[start + length :]
    return found
