"""Tables of matching. Changes go through a new revision in migrations/versions/."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from selaras.kit.database import UtcDateTime
from selaras.kit.outbox import outbox_table

metadata = MetaData()

message = Table(
    "matching_message",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("document", Text, nullable=False),  # the Message as JSON
    Column("checked_revision", Integer, nullable=False, server_default="0"),
    Column("check_time", UtcDateTime),
    Column("model_version", String(100), nullable=False, server_default=""),
    Column("vectors_revision", Integer, nullable=False, server_default="0"),
    Column("vectors", LargeBinary),  # int8, [1 + claims, dimensions]
    Column("vector_count", Integer, nullable=False, server_default="0"),
    # When it was withdrawn, or when what was published no longer holds; null while it is live.
    Column("ended", UtcDateTime),
    Index("ix_matching_message_state", "state", "key"),
    Index("ix_matching_message_ended", "ended"),
)

finding = Table(
    "matching_finding",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("left_key", String(200), nullable=False),
    Column("left_revision", Integer, nullable=False),
    Column("left_agency", String(63), nullable=False),
    Column("right_key", String(200), nullable=False),
    Column("right_revision", Integer, nullable=False),
    Column("right_agency", String(63), nullable=False),
    Column("relation", String(16), nullable=False),
    Column("confidence", String(16), nullable=False),
    Column("probability", Float, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("evidence", Text, nullable=False),  # JSON
    Column("create_time", UtcDateTime, nullable=False),
    Column("case_id", String(40), nullable=False, server_default=""),
    Column("active", Boolean, nullable=False),
    Index("ix_matching_finding_left", "left_key", "active"),
    Index("ix_matching_finding_right", "right_key", "active"),
    Index("ix_matching_finding_case", "case_id", "active"),
    Index("ix_matching_finding_left_agency", "left_agency", "active", "create_time"),
    Index("ix_matching_finding_right_agency", "right_agency", "active", "create_time"),
)

finding_change = Table(
    "matching_finding_change",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("finding_id", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("left_agency", String(63), nullable=False),
    Column("right_agency", String(63), nullable=False),
    Column("time", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)


def _judgement_columns() -> tuple[Column[Any], ...]:
    """What the judge said of a pair, without any text."""
    return (
        Column("left_key", String(200), nullable=False),
        Column("left_revision", Integer, nullable=False),
        Column("right_key", String(200), nullable=False),
        Column("right_revision", Integer, nullable=False),
        Column("relation", String(16), nullable=False),
        Column("confidence", String(16), nullable=False),
        Column("probability", Float, nullable=False),
        Column("judge_reason", String(40), nullable=False),
        Column("strengths", Text, nullable=False),  # JSON: [[kind or null, strength], ...]
        Column("judge_version", String(40), nullable=False),
    )


# The last verdict on a pair that was not NONE: the finding itself may be NONE or gone by now.
judgement = Table(
    "matching_judgement",
    metadata,
    Column("finding_id", String(40), primary_key=True),
    *_judgement_columns(),
)

# What people said, never changed; the last of an agency counts.
review = Table(
    "matching_review",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("finding_id", String(40), nullable=False),
    Column("agency", String(63), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("reason", String(24)),
    Column("note", Text, nullable=False),
    Column("reviewer", String(100), nullable=False),
    Column("time", UtcDateTime, nullable=False),
    *_judgement_columns(),
    Index("ix_matching_review_finding", "finding_id", "agency", "id"),
    sqlite_autoincrement=True,
)

outbox = outbox_table("matching", metadata)
