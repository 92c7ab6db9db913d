"""Tables of cases, of what people decide on them, and of the audit trail."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from selaras.kit.database import UtcDateTime
from selaras.matching.adapters.tables import metadata

_SERIAL = BigInteger().with_variant(Integer, "sqlite")

case = Table(
    "matching_case",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("relation", String(16), nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Column("change_time", UtcDateTime, nullable=False),
    Column("resolution", String(16)),
    Column("closed", Integer, nullable=False),  # 0: live, 1: resolved
    Column("deadline", UtcDateTime, nullable=False),  # urgency.NO_DEADLINE: none is planned
    Column("severity", Integer, nullable=False),
    Column("topic", String(63), nullable=False),
    Column("merged_into", String(40), nullable=False),
    Column("document", Text, nullable=False),  # the rest of the Case as JSON
)
Index("ix_matching_case_order", case.c.closed, case.c.deadline, case.c.severity.desc(), case.c.id)

case_party = Table(
    "matching_case_party",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("agency", String(63), primary_key=True),
    Column("assignee", String(63), nullable=False),
    Index("ix_matching_case_party_agency", "agency", "case_id"),
)

case_area = Table(
    "matching_case_area",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("area", String(20), primary_key=True),
    Index("ix_matching_case_area_area", "area", "case_id"),
)

case_kind = Table(
    "matching_case_kind",
    metadata,
    Column("case_id", String(40), primary_key=True),
    Column("kind", String(16), primary_key=True),
)

# Up to which version a person has read a case.
case_read = Table(
    "matching_case_read",
    metadata,
    Column("person", String(160), primary_key=True),  # resource name of the owner
    Column("case_id", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Index("ix_matching_case_read_case", "case_id"),
)

# The timeline.
case_event = Table(
    "matching_case_event",
    metadata,
    Column("sequence", _SERIAL, primary_key=True),
    Column("case_id", String(40), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("time", UtcDateTime, nullable=False),
    Column("agency", String(63), nullable=False),  # empty: Selaras itself
    Column("owner", String(63), nullable=False),
    Column("text", Text, nullable=False),
    Column("subject", String(300), nullable=False),
    Column("detail", String(300), nullable=False),
    Index("ix_matching_case_event_case", "case_id", "sequence"),
    sqlite_autoincrement=True,
)

# For those who watch: who could see the case before a change and who can after it.
case_change = Table(
    "matching_case_change",
    metadata,
    Column("sequence", _SERIAL, primary_key=True),
    Column("case_id", String(40), nullable=False),
    Column("time", UtcDateTime, nullable=False),
    Column("scope", Text, nullable=False),  # JSON
    Column("scope_before", Text, nullable=False),  # JSON; empty: the case was not there
    Index("ix_matching_case_change_case", "case_id", "sequence"),
    sqlite_autoincrement=True,
)

dismissal = Table(
    "matching_dismissal",
    metadata,
    Column("finding_id", String(40), primary_key=True),
    Column("basis", String(16)),  # NULL: somebody's word is awaited
    Column("reason", String(24), nullable=False),
    Column("time", UtcDateTime, nullable=False),
    Column("said", Text, nullable=False),  # JSON: [[agency, owner], ...]
    Column("clashes", Text, nullable=False),  # JSON: [[kind, first, second], ...]
)

authority = Table(
    "matching_authority",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("agency", String(63), nullable=False),
    Column("topic", String(63), nullable=False),
    Column("kind", String(16), nullable=False),  # empty: all kinds
    Column("area_code", String(20), nullable=False),
    Column("basis", Text, nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    UniqueConstraint("topic", "kind", "area_code", name="uq_matching_authority_rule"),
)

# Triggers of the migration refuse to change or delete a row of these two.
audit = Table(
    "matching_audit",
    metadata,
    Column("sequence", _SERIAL, primary_key=True, autoincrement=False),
    Column("time", UtcDateTime, nullable=False),
    Column("action", String(32), nullable=False),
    Column("actor", String(160), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("case_id", String(40), nullable=False),
    Column("detail", Text, nullable=False),  # JSON
    Column("agencies", Text, nullable=False),  # JSON list of ids
    Column("hash", String(64), nullable=False),
    Index("ix_matching_audit_case", "case_id", "sequence"),
)
audit_agency = Table(
    "matching_audit_agency",
    metadata,
    Column("agency", String(63), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
)

# Which reveals are in the audit trail already.
reveal = Table(
    "matching_reveal",
    metadata,
    Column("key", String(64), primary_key=True),  # SHA-256 of who was shown what
    Column("time", UtcDateTime, nullable=False),
)

# Requests of people that are safe to repeat.
request = Table(
    "matching_request",
    metadata,
    Column("person", String(160), primary_key=True),
    Column("request_id", String(128), primary_key=True),
    Column("digest", String(64), nullable=False),  # SHA-256 of what was asked for
    Column("time", UtcDateTime, nullable=False),
    Index("ix_matching_request_time", "time"),
)
