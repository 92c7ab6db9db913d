"""Up to which version people have read cases, and the kinds of facts that clash in them."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables. Nobody has read anything; the kinds are those that the cases have."""
    op.create_table(
        "matching_case_read",
        sa.Column("person", sa.String(160), primary_key=True),
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_matching_case_read_case", "matching_case_read", ["case_id"])
    op.create_table(
        "matching_case_kind",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
    )
    _fill_kinds()


def _fill_kinds() -> None:
    connection = op.get_bind()
    case = sa.table("matching_case", sa.column("id"), sa.column("document"))
    kind = sa.table("matching_case_kind", sa.column("case_id"), sa.column("kind"))
    for case_id, document in connection.execute(sa.select(case)).all():
        # A case older than its kinds has none until it changes.
        rows = [
            {"case_id": case_id, "kind": name}
            for name in dict.fromkeys(json.loads(document).get("kinds", ()))
        ]
        if rows:
            connection.execute(kind.insert(), rows)


def downgrade() -> None:
    """Drop them; the kinds are still in the cases, what was read is forgotten."""
    op.drop_table("matching_case_kind")
    op.drop_table("matching_case_read")
