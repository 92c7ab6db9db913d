"""Tables of what was erased on request, and of agencies whose messages are forgotten."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from selaras.kit.database import UtcDateTime
from selaras.matching.adapters.tables import metadata

erasure = Table(
    "matching_erasure",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("time", UtcDateTime, nullable=False),
    Column("document", Text, nullable=False),  # JSON: the order and its trace; no text of a draft
)

# What an agency was called in the newest of its messages that were forgotten.
agency = Table(
    "matching_agency",
    metadata,
    Column("id", String(63), primary_key=True),
    Column("time", UtcDateTime, nullable=False),
    Column("document", Text, nullable=False),  # JSON
)
