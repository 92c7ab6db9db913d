"""What was erased on request, and the numbers of drafts that are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def _identifier(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "intake_number",
        sa.Column("agency_id", _identifier(63), primary_key=True),
        sa.Column("external_id", _identifier(128), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "intake_erasure",
        sa.Column("erasure_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("agency_id", _identifier(63), nullable=False),
        sa.Column("subject_id", _identifier(128), nullable=False),
        sa.Column("actor", sa.String(160), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("marks", sa.JSON, nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("emissions", sa.Integer, nullable=False),
        sa.Column("sweep_time", _TIME),
    )
    columns = ["agency_id", "kind", "subject_id", "create_time"]
    op.create_index("ix_intake_erasure_subject", "intake_erasure", columns)
    op.create_index("ix_intake_erasure_sweep", "intake_erasure", ["sweep_time"])


def downgrade() -> None:
    """Drop them. A draft that was erased and comes back begins anew and is not checked."""
    op.drop_table("intake_erasure")
    op.drop_table("intake_number")
