"""Alerting's tables."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from selaras.kit.database import UtcDateTime
from selaras.kit.outbox import outbox_table

metadata = MetaData()
_ID = String(80)

agency = Table(
    "alerting_agency",
    metadata,
    Column("agency_id", _ID, primary_key=True),
    Column("display_name", String(200), nullable=False),
    Column("level", Integer, nullable=False),
    Column("area_code", String(20), nullable=False),
    Column("version", BigInteger, nullable=False),
)

owner = Table(
    "alerting_owner",
    metadata,
    Column("agency_id", _ID, primary_key=True),
    Column("owner_id", _ID, primary_key=True),
    Column("display_name", String(200), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("time_zone", String(80), nullable=False),
)

case = Table(
    "alerting_case",
    metadata,
    Column("case_id", String(120), primary_key=True),
    Column("agency_id", _ID, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("unserved", LargeBinary),
    Index("ix_alerting_case_agency", "agency_id"),
)

# The unique key is the promise "never twice for the same case and status".
alert = Table(
    "alerting_alert",
    metadata,
    Column("alert_id", String(64), primary_key=True),
    Column("case_id", String(120), nullable=False),
    Column("agency_id", _ID, nullable=False),
    Column("owner_id", _ID, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("status", String(30), nullable=False),
    Column("case_version", BigInteger, nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    UniqueConstraint(
        "case_id", "agency_id", "owner_id", "epoch", "status", name="uq_alerting_alert_once"
    ),
)

decision = Table(
    "alerting_decision",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("event_id", String(64), nullable=False),
    Column("case_id", String(120), nullable=False),
    Column("case_version", BigInteger, nullable=False),
    Column("agency_id", _ID, nullable=False),
    Column("owner_id", _ID, nullable=False),
    Column("status", String(30), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Index("ix_alerting_decision_case", "case_id", "id"),
)

outbox = outbox_table("alerting", metadata)
