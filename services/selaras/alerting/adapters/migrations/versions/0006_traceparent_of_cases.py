"""Which trace a case and a delivery belong to: what is told later belongs to the same."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("alerting_case", "alerting_delivery")


def upgrade() -> None:
    """Add the columns; what waits now belongs to no trace."""
    for table in _TABLES:
        op.add_column(table, sa.Column("traceparent", sa.String(64)))


def downgrade() -> None:
    """Drop them."""
    for table in _TABLES:
        op.drop_column(table, "traceparent")
