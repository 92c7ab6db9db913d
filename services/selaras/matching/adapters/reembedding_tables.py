"""Tables of a re-embedding. Changes go through a new revision in migrations/versions/."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, String, Table, Text

from selaras.kit.database import UtcDateTime
from selaras.matching.adapters.tables import metadata

reembedding = Table(
    "matching_reembedding",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("target", String(300), nullable=False),
    Column("model_version", String(100), nullable=False),
    Column("dimensions", Integer, nullable=False),
    Column("before_version", String(100), nullable=False),
    Column("before_dimensions", Integer, nullable=False),
    Column("start_time", UtcDateTime, nullable=False),
    Column("update_time", UtcDateTime, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("least_message", Float),
    Column("least_claim", Float),
    Column("report", Text, nullable=False),  # JSON of the summary; no text of a draft
    Column("problem", String(500), nullable=False),
    Column("lease_holder", String(40), nullable=False, server_default=""),
    Column("lease_until", UtcDateTime),
)

# Vectors of a message by another model than those in its own row; a row in which the revision is
# not that of the message counts for nothing.
beside = Table(
    "matching_beside",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("model_version", String(100), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("vectors", LargeBinary, nullable=False),  # as in matching_message
    Column("vector_count", Integer, nullable=False),
)

recheck = Table("matching_recheck", metadata, Column("key", String(200), primary_key=True))
