"""Failures inside the index, before they become errors of the kit (see ``errors.py``).

The index process raises them too, and must stay small: the kit's errors bring gRPC along.
"""

from __future__ import annotations

from typing import Final

UNAVAILABLE: Final = "INDEX_UNAVAILABLE"
REBUILD_NEEDED: Final = "INDEX_REBUILD_NEEDED"
LOCKED: Final = "EDGE_INDEX_LOCKED"
NEXT_GONE: Final = "INDEX_NEXT_GONE"
BAD_MESSAGE: Final = "INDEX_BAD_MESSAGE"


class Fault(Exception):
    """Something the index cannot do.

    Args:
        reason: stable UPPER_SNAKE name.
        message: one English sentence for the developer who reads it.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message
