"""When a message ends, what was erased on request, and agencies whose messages are forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables. What is over already ends when it was last checked, else now."""
    op.add_column("matching_message", sa.Column("ended", _TIME))
    op.execute(
        "UPDATE matching_message SET ended = coalesce(check_time, CURRENT_TIMESTAMP) "
        "WHERE state <> 'live'"
    )
    op.create_index("ix_matching_message_ended", "matching_message", ["ended"])
    op.create_table(
        "matching_erasure",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("time", _TIME, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "matching_agency",
        sa.Column("id", sa.String(63), primary_key=True),
        sa.Column("time", _TIME, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("matching_agency")
    op.drop_table("matching_erasure")
    op.drop_index("ix_matching_message_ended", "matching_message")
    with op.batch_alter_table("matching_message") as table:
        table.drop_column("ended")
