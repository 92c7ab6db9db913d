"""The calendar: a row for each message that has a time of publication, and its secret."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
# Times in documents are in UTC, or say how far they are from it.
_PLANNED = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', json_extract(document, '$.publish_time'))",
    "postgresql": "CAST(CAST(document AS json) ->> 'publish_time' AS timestamptz)",
}


def upgrade() -> None:
    """Create the tables. The cards of what is planned already are made when they are read."""
    op.create_table(
        "matching_plan",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("publish_time", _TIME, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("card", sa.Text, nullable=False),
    )
    op.create_index("ix_matching_plan_time", "matching_plan", ["publish_time", "key"])
    op.create_table(
        "matching_secret",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(128), nullable=False),
    )
    planned = _PLANNED[op.get_bind().dialect.name]
    op.execute(
        "INSERT INTO matching_plan (key, publish_time, version, card) "  # noqa: S608 - no input
        f"SELECT key, {planned}, 0, '' FROM matching_message "
        f"WHERE state <> 'withdrawn' AND {planned} IS NOT NULL"
    )


def downgrade() -> None:
    """Drop them; plans have other ids afterwards."""
    op.drop_table("matching_secret")
    op.drop_index("ix_matching_plan_time", "matching_plan")
    op.drop_table("matching_plan")
