"""The first tables: messages, findings with their changes, cases, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "matching_message",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("checked_revision", sa.Integer, nullable=False, server_default="0"),
        sa.Column("check_time", _TIME),
        sa.Column("model_version", sa.String(100), nullable=False, server_default=""),
        sa.Column("vectors_revision", sa.Integer, nullable=False, server_default="0"),
        sa.Column("vectors", sa.LargeBinary),
        sa.Column("vector_count", sa.Integer, nullable=False, server_default="0"),
    )
    op.create_index("ix_matching_message_state", "matching_message", ["state", "key"])
    op.create_table(
        "matching_finding",
        sa.Column("id", sa.String(40), primary_key=True),
        *(
            column
            for side in ("left", "right")
            for column in (
                sa.Column(f"{side}_key", sa.String(200), nullable=False),
                sa.Column(f"{side}_revision", sa.Integer, nullable=False),
                sa.Column(f"{side}_agency", sa.String(63), nullable=False),
            )
        ),
        sa.Column("relation", sa.String(16), nullable=False),
        sa.Column("confidence", sa.String(16), nullable=False),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("case_id", sa.String(40), nullable=False, server_default=""),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    for name, columns in {
        "left": ["left_key", "active"],
        "right": ["right_key", "active"],
        "case": ["case_id", "active"],
        "left_agency": ["left_agency", "active", "create_time"],
        "right_agency": ["right_agency", "active", "create_time"],
    }.items():
        op.create_index(f"ix_matching_finding_{name}", "matching_finding", columns)
    op.create_table(
        "matching_finding_change",
        sa.Column("sequence", _SERIAL, primary_key=True),
        sa.Column("finding_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("left_agency", sa.String(63), nullable=False),
        sa.Column("right_agency", sa.String(63), nullable=False),
        sa.Column("time", _TIME, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "matching_case",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("relation", sa.String(16), nullable=False),
        sa.Column("agencies", sa.Text, nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("change_time", _TIME, nullable=False),
        sa.Column("resolution", sa.String(16)),
    )
    op.create_table(
        "matching_outbox",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("event_id", sa.String(64), nullable=False, unique=True),
        sa.Column("stream", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("publish_time", _TIME),
        sa.Column("stream_sequence", sa.BigInteger),
    )
    op.create_index("ix_matching_outbox_pending", "matching_outbox", ["publish_time", "id"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("outbox", "case", "finding_change", "finding", "message"):
        op.drop_table(f"matching_{table}")
