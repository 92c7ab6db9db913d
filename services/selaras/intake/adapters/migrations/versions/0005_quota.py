"""How many new texts an agency has had on its last day."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "intake_quota",
        sa.Column(
            "agency_id",
            sa.String(63).with_variant(sa.String(63, collation="C"), "postgresql"),
            primary_key=True,
        ),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("drafts", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("intake_quota")
