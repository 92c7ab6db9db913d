"""Which trace an event belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what waits in the outbox belongs to no trace."""
    op.add_column("alerting_outbox", sa.Column("traceparent", sa.String(64)))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("alerting_outbox", "traceparent")
