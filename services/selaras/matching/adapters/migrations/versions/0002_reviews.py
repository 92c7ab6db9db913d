"""What people say of findings, and what the judge last said of a pair."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _judgement() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("left_key", sa.String(200), nullable=False),
        sa.Column("left_revision", sa.Integer, nullable=False),
        sa.Column("right_key", sa.String(200), nullable=False),
        sa.Column("right_revision", sa.Integer, nullable=False),
        sa.Column("relation", sa.String(16), nullable=False),
        sa.Column("confidence", sa.String(16), nullable=False),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("judge_reason", sa.String(40), nullable=False),
        sa.Column("strengths", sa.Text, nullable=False),
        sa.Column("judge_version", sa.String(40), nullable=False),
    )


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "matching_judgement",
        sa.Column("finding_id", sa.String(40), primary_key=True),
        *_judgement(),
    )
    op.create_table(
        "matching_review",
        sa.Column("id", _SERIAL, primary_key=True),
        sa.Column("finding_id", sa.String(40), nullable=False),
        sa.Column("agency", sa.String(63), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(24)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("reviewer", sa.String(100), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        *_judgement(),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_matching_review_finding", "matching_review", ["finding_id", "agency", "id"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("matching_review")
    op.drop_table("matching_judgement")
