"""Tables of the calendar."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from selaras.kit.database import UtcDateTime
from selaras.matching.adapters.tables import metadata

# Messages with a time of publication that are not withdrawn. Apart from the messages themselves,
# because a month of plans is read at once, and texts and vectors would come along.
plan = Table(
    "matching_plan",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("publish_time", UtcDateTime, nullable=False),
    # Of the message. A row that has another one is made anew when it is read: a process of the
    # version before has stored the message, or the migration has only made a place for it. Set to
    # 0, it is made anew too, as all must be when the words of the topics change.
    Column("version", BigInteger, nullable=False),
    Column("card", Text, nullable=False),  # the PlanCard as JSON
    Index("ix_matching_plan_time", "publish_time", "key"),
)

# What only this service knows, drawn at random once.
secret = Table(
    "matching_secret",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(128), nullable=False),
)
