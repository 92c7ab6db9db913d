"""When a case last changed for an agency, so that it can be forgotten in time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the time; cases that are there count as changed now."""
    op.add_column("alerting_case", sa.Column("update_time", sa.DateTime(timezone=True)))
    op.execute("UPDATE alerting_case SET update_time = CURRENT_TIMESTAMP")
    op.create_index("ix_alerting_case_old", "alerting_case", ["state", "update_time"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_alerting_case_old", "alerting_case")
    with op.batch_alter_table("alerting_case") as table:
        table.drop_column("update_time")
