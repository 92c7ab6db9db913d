"""Alerting's tables."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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
_ID = String(80)
_CASE_ID = String(120)
_BIG_ID = BigInteger().with_variant(Integer, "sqlite")

agency = Table(
    "alerting_agency",
    metadata,
    Column("agency_id", _ID, primary_key=True),
    Column("display_name", String(200), nullable=False),
    Column("level", Integer, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("version", BigInteger, nullable=False),
)

# `profile` is a JSON document: channels, hours, topics, areas, shifts and the rest.
owner = Table(
    "alerting_owner",
    metadata,
    Column("agency_id", _ID, primary_key=True),
    Column("owner_id", _ID, primary_key=True),
    Column("display_name", String(200), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("time_zone", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("profile", Text, nullable=False),
    Index("ix_alerting_owner_role", "role"),
)

# How far a case is for one of its agencies. `payload` is the newest event, and the columns below it
# repeat what is looked for by it; `heard_...` is what those who were told know.
case = Table(
    "alerting_case",
    metadata,
    Column("case_id", _CASE_ID, primary_key=True),
    Column("agency_id", _ID, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("waiting", Boolean, nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("step", Integer, nullable=False),
    Column("heard_severity", Integer, nullable=False),
    Column("heard_others", Text, nullable=False),
    Column("last_notice", UtcDateTime),
    Column("payload", LargeBinary),
    Column("relation", String(20), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    Column("assignee", _ID, nullable=False),
    Column("topic", String(63), nullable=False),
    Column("areas", Text, nullable=False),
    Column("pairs", Text, nullable=False),
    Column("deadline", UtcDateTime),
    # W3C trace context of the newest event, for what is told of it later.
    Column("traceparent", String(64)),
    Column("update_time", UtcDateTime),
    Index("ix_alerting_case_agency", "agency_id", "state"),
    Index("ix_alerting_case_old", "state", "update_time"),
)

# One row for each alert, and one for each case in a digest (`via` is the digest). `agency_id` is of
# the owner, `track_id` the agency on whose behalf. The primary key follows from what is told to
# whom: that is the promise "never twice".
alert = Table(
    "alerting_alert",
    metadata,
    Column("alert_id", String(64), primary_key=True),
    Column("case_id", _CASE_ID, nullable=False),
    Column("agency_id", _ID, nullable=False),
    Column("owner_id", _ID, nullable=False),
    Column("track_id", _ID, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("status", String(30), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("slot", String(80), nullable=False),
    Column("step", Integer, nullable=False),
    Column("via", String(64), nullable=False),
    Column("case_version", BigInteger, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Index("ix_alerting_alert_case", "case_id", "track_id", "epoch"),
    Index("ix_alerting_alert_owner", "agency_id", "owner_id", "create_time"),
    Index("ix_alerting_alert_agency", "agency_id", "create_time"),
)

decision = Table(
    "alerting_decision",
    metadata,
    Column("id", _BIG_ID, primary_key=True),
    Column("event_id", String(64), nullable=False),
    Column("case_id", _CASE_ID, nullable=False),
    Column("case_version", BigInteger, nullable=False),
    Column("agency_id", _ID, nullable=False),
    Column("owner_id", _ID, nullable=False),
    Column("status", String(30), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("until_time", UtcDateTime),
    Column("subject", String(200), nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Index("ix_alerting_decision_case", "case_id", "id"),
)

# Leases keep two workers from the same row; one that ran out belongs to nobody.
timer = Table(
    "alerting_timer",
    metadata,
    Column("case_id", _CASE_ID, primary_key=True),
    Column("agency_id", _ID, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("step", Integer, nullable=False),
    Column("due_time", UtcDateTime, nullable=False),
    Column("lease", String(40), nullable=False),
    Column("lease_until", UtcDateTime),
    Index("ix_alerting_timer_due", "due_time"),
)

held = Table(
    "alerting_held",
    metadata,
    Column("case_id", _CASE_ID, primary_key=True),
    Column("agency_id", _ID, primary_key=True),
    Column("owner_id", _ID, primary_key=True),
    Column("track_id", _ID, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("slot", String(80), nullable=False),
    Column("step", Integer, nullable=False),
    Column("news", String(80), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("until_time", UtcDateTime, nullable=False),
    Column("lease", String(40), nullable=False),
    Column("lease_until", UtcDateTime),
    Index("ix_alerting_held_until", "until_time"),
    Index("ix_alerting_held_track", "case_id", "track_id"),
)

silence = Table(
    "alerting_silence",
    metadata,
    Column("silence_id", String(40), primary_key=True),
    Column("agency_id", _ID, nullable=False),
    Column("matcher", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(200), nullable=False),
    Column("start_time", UtcDateTime, nullable=False),
    Column("end_time", UtcDateTime, nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Index("ix_alerting_silence_end", "end_time"),
)

crisis = Table(
    "alerting_crisis",
    metadata,
    Column("crisis_id", String(40), primary_key=True),
    Column("area_code", String(20), nullable=False),
    Column("topic", String(63), nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", String(200), nullable=False),
    Column("start_time", UtcDateTime, nullable=False),
    Column("end_time", UtcDateTime, nullable=False),
    Index("ix_alerting_crisis_end", "end_time"),
)

# What is remembered of the whole: when a jump of the clock was last evened out.
mark = Table(
    "alerting_mark",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("time", UtcDateTime, nullable=False),
)

outbox = outbox_table("alerting", metadata)
