"""Re-embedding with another model: its state, vectors beside, and what is to be checked again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables; no re-embedding is under way."""
    op.create_table(
        "matching_reembedding",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("model_version", sa.String(100), nullable=False),
        sa.Column("dimensions", sa.Integer, nullable=False),
        sa.Column("before_version", sa.String(100), nullable=False),
        sa.Column("before_dimensions", sa.Integer, nullable=False),
        sa.Column("start_time", _TIME, nullable=False),
        sa.Column("update_time", _TIME, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("least_message", sa.Float),
        sa.Column("least_claim", sa.Float),
        sa.Column("report", sa.Text, nullable=False),
        sa.Column("problem", sa.String(500), nullable=False),
        sa.Column("lease_holder", sa.String(40), nullable=False, server_default=""),
        sa.Column("lease_until", _TIME),
    )
    op.create_table(
        "matching_beside",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("model_version", sa.String(100), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
        sa.Column("vector_count", sa.Integer, nullable=False),
    )
    op.create_table("matching_recheck", sa.Column("key", sa.String(200), primary_key=True))


def downgrade() -> None:
    """Drop them; a model that is in force only by a re-embedding is forgotten."""
    op.drop_table("matching_recheck")
    op.drop_table("matching_beside")
    op.drop_table("matching_reembedding")
