"""Errors of the gazetteer.

GazetteerError
└── UnknownAreaError   UNKNOWN_AREA
"""

from __future__ import annotations


class GazetteerError(Exception):
    """Base of all errors of the gazetteer."""

    reason = "GAZETTEER_ERROR"


class UnknownAreaError(GazetteerError):
    """No area has this code."""

    reason = "UNKNOWN_AREA"

    def __init__(self, code: str) -> None:
        super().__init__(f"no area has the code {code!r}")
        self.code = code
