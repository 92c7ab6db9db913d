"""The table of deliveries."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table

from selaras.alerting.adapters.tables import metadata
from selaras.kit.database import UtcDateTime

_ID = String(80)

# `target` stands for channel and address in indexes: an address may be longer than an index entry.
# `alert`, `secret` and `address` (that of a Slack webhook is a secret too) are emptied when a
# delivery is sent or dropped: nothing confidential is kept longer than it is needed. `urgency` is 0
# for the gravest case: the smaller goes out first.
delivery = Table(
    "alerting_delivery",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("alert_id", String(64), nullable=False),
    Column("agency_id", _ID, nullable=False),
    Column("owner_id", _ID, nullable=False),
    Column("case_id", String(120), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("scope", String(300), nullable=False),
    Column("target", String(32), nullable=False),
    Column("address", String(1000), nullable=False),
    Column("secret", String(200), nullable=False),
    Column("alert", LargeBinary, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("uncertain", Boolean, nullable=False),
    Column("reason", String(60), nullable=False),
    Column("detail", String(300), nullable=False),
    Column("lease", String(32), nullable=False),
    Column("lease_until", UtcDateTime),
    Column("next_time", UtcDateTime),
    Column("create_time", UtcDateTime, nullable=False),
    Column("queue_time", UtcDateTime, nullable=False),
    Column("update_time", UtcDateTime, nullable=False),
    # W3C trace context of what made the alert.
    Column("traceparent", String(64)),
    Index("ix_alerting_delivery_due", "state", "channel", "urgency", "next_time", "id"),
    Index("ix_alerting_delivery_target", "target", "state"),
    Index("ix_alerting_delivery_case", "case_id", "agency_id"),
    Index("ix_alerting_delivery_alert", "alert_id"),
    Index("ix_alerting_delivery_changed", "state", "update_time", "id"),
)
