"""First tables: directory projection, cases, alerts, decisions, outbox."""

import sqlalchemy as sa
from alembic import op
from selaras.kit.database import UtcDateTime

revision = "0001"
down_revision = None

_ID = sa.String(80)
_BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create all tables."""
    _directory()
    _alerts()
    _outbox()


def _directory() -> None:
    op.create_table(
        "alerting_agency",
        sa.Column("agency_id", _ID, primary_key=True),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "alerting_owner",
        sa.Column("agency_id", _ID, primary_key=True),
        sa.Column("owner_id", _ID, primary_key=True),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("time_zone", sa.String(80), nullable=False),
    )


def _alerts() -> None:
    op.create_table(
        "alerting_case",
        sa.Column("case_id", sa.String(120), primary_key=True),
        sa.Column("agency_id", _ID, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("unserved", sa.LargeBinary),
    )
    op.create_index("ix_alerting_case_agency", "alerting_case", ["agency_id"])
    op.create_table(
        "alerting_alert",
        sa.Column("alert_id", sa.String(64), primary_key=True),
        sa.Column("case_id", sa.String(120), nullable=False),
        sa.Column("agency_id", _ID, nullable=False),
        sa.Column("owner_id", _ID, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("case_version", sa.BigInteger, nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
        sa.UniqueConstraint(
            "case_id", "agency_id", "owner_id", "epoch", "status", name="uq_alerting_alert_once"
        ),
    )
    op.create_table(
        "alerting_decision",
        sa.Column("id", _BIG_ID, primary_key=True),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(120), nullable=False),
        sa.Column("case_version", sa.BigInteger, nullable=False),
        sa.Column("agency_id", _ID, nullable=False),
        sa.Column("owner_id", _ID, nullable=False),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
    )
    op.create_index("ix_alerting_decision_case", "alerting_decision", ["case_id", "id"])


def _outbox() -> None:
    op.create_table(
        "alerting_outbox",
        sa.Column("id", _BIG_ID, primary_key=True),
        sa.Column("event_id", sa.String(64), nullable=False, unique=True),
        sa.Column("stream", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
        sa.Column("publish_time", UtcDateTime),
        sa.Column("stream_sequence", sa.BigInteger),
    )
    op.create_index("ix_alerting_outbox_pending", "alerting_outbox", ["publish_time", "id"])
