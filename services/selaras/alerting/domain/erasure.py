"""What is to be erased on request."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ErasureOrder:
    """A draft or an owner that is to be erased.

    Attributes:
        owner_id: empty: a draft is erased.
        pseudonym: owner id that stands for the owner from now on.
        marks: bytes by which serialised messages that speak of it are known.
    """

    erasure_id: str
    agency_id: str
    owner_id: str = ""
    pseudonym: str = ""
    marks: tuple[bytes, ...] = field(default=(), repr=False)
