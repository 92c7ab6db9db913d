"""Deliveries: one alert through one channel."""

import sqlalchemy as sa
from alembic import op
from selaras.kit.database import UtcDateTime

revision = "0003"
down_revision = "0002"

_ID = sa.String(80)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "alerting_delivery",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("alert_id", sa.String(64), nullable=False),
        sa.Column("agency_id", _ID, nullable=False),
        sa.Column("owner_id", _ID, nullable=False),
        sa.Column("case_id", sa.String(120), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("scope", sa.String(300), nullable=False),
        sa.Column("target", sa.String(32), nullable=False),
        sa.Column("address", sa.String(1000), nullable=False),
        sa.Column("secret", sa.String(200), nullable=False),
        sa.Column("alert", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("uncertain", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
        sa.Column("lease", sa.String(32), nullable=False),
        sa.Column("lease_until", UtcDateTime),
        sa.Column("next_time", UtcDateTime),
        sa.Column("create_time", UtcDateTime, nullable=False),
        sa.Column("queue_time", UtcDateTime, nullable=False),
        sa.Column("update_time", UtcDateTime, nullable=False),
    )
    _index("due", "state", "channel", "urgency", "next_time", "id")
    _index("target", "target", "state")
    _index("case", "case_id", "agency_id")
    _index("alert", "alert_id")
    _index("changed", "state", "update_time", "id")


def _index(name: str, *columns: str) -> None:
    op.create_index(f"ix_alerting_delivery_{name}", "alerting_delivery", list(columns))
