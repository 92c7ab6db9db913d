"""What an owner is told of and how, and whose key it is.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _identifier(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns; owners and keys that are there mean what they meant."""
    op.add_column(
        "intake_owner", sa.Column("profile", sa.JSON, nullable=False, server_default="{}")
    )
    op.add_column(
        "intake_key", sa.Column("owner_id", _identifier(63), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Drop the columns. Keys of owners end: they would become keys of the whole agency."""
    op.execute("DELETE FROM intake_key WHERE owner_id <> ''")
    with op.batch_alter_table("intake_key") as table:
        table.drop_column("owner_id")
    with op.batch_alter_table("intake_owner") as table:
        table.drop_column("profile")
