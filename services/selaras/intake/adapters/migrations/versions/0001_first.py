"""The first tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from selaras.kit.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _identifier(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make all tables."""
    _directory()
    _drafts()
    _rest()


def downgrade() -> None:
    """Drop all tables."""
    for name in ("outbox", "request", "revision", "draft", "key", "owner", "agency"):
        op.drop_table(f"intake_{name}")


def _directory() -> None:
    op.create_table(
        "intake_agency",
        sa.Column("agency_id", _identifier(63), primary_key=True),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("area_code", sa.String(32), nullable=False),
        sa.Column("parent_id", sa.String(63), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
    )
    op.create_table(
        "intake_owner",
        sa.Column(
            "agency_id",
            _identifier(63),
            sa.ForeignKey("intake_agency.agency_id"),
            primary_key=True,
        ),
        sa.Column("owner_id", _identifier(63), primary_key=True),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
    )
    op.create_table(
        "intake_key",
        sa.Column("key_id", sa.String(16), primary_key=True),
        sa.Column(
            "agency_id", _identifier(63), sa.ForeignKey("intake_agency.agency_id"), nullable=False
        ),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("display_name", sa.String(200), nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
        sa.Column("last_use_time", UtcDateTime),
        sa.Column("expire_time", UtcDateTime),
        sa.Column("revoke_time", UtcDateTime),
    )
    op.create_index("ix_intake_key_agency", "intake_key", ["agency_id", "create_time"])


def _drafts() -> None:
    op.create_table(
        "intake_draft",
        sa.Column("id", _ID, primary_key=True),
        sa.Column(
            "agency_id", _identifier(63), sa.ForeignKey("intake_agency.agency_id"), nullable=False
        ),
        sa.Column("external_id", _identifier(128), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
        sa.Column("update_time", UtcDateTime, nullable=False),
        sa.Column("published_time", UtcDateTime),
        sa.UniqueConstraint("agency_id", "external_id", name="uq_intake_draft_name"),
    )
    op.create_index(
        "ix_intake_draft_changed", "intake_draft", ["agency_id", "update_time", "external_id"]
    )
    op.create_table(
        "intake_revision",
        sa.Column("draft_id", _ID, sa.ForeignKey("intake_draft.id"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("publish_time", UtcDateTime),
        sa.Column("valid_from", UtcDateTime),
        sa.Column("valid_until", UtcDateTime),
        sa.Column("area_codes", sa.JSON, nullable=False),
        sa.Column("audience_tags", sa.JSON, nullable=False),
        sa.Column("share_level", sa.String(16), nullable=False),
        sa.Column("authored_time", UtcDateTime, nullable=False),
        sa.Column("check_state", sa.String(16), nullable=False),
        sa.Column("check_time", UtcDateTime),
        sa.Column("findings", sa.LargeBinary, nullable=False),
        sa.Column("emissions", sa.Integer, nullable=False),
        sa.Column("sweep_time", UtcDateTime),
    )
    op.create_index("ix_intake_revision_sweep", "intake_revision", ["sweep_time"])


def _rest() -> None:
    op.create_table(
        "intake_request",
        sa.Column("caller", sa.String(63), primary_key=True),
        sa.Column("method", sa.String(64), primary_key=True),
        sa.Column("request_id", sa.String(128), primary_key=True),
        sa.Column("body_hash", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
    )
    op.create_index("ix_intake_request_age", "intake_request", ["create_time"])
    op.create_table(
        "intake_outbox",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("event_id", sa.String(64), nullable=False, unique=True),
        sa.Column("stream", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
        sa.Column("publish_time", UtcDateTime),
        sa.Column("stream_sequence", sa.BigInteger),
    )
    op.create_index("ix_intake_outbox_pending", "intake_outbox", ["publish_time", "id"])
