"""Who may sign in at the console, who is signed in, and how often logins were tried."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def _identifier(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "intake_account",
        sa.Column("account_id", sa.String(32), primary_key=True),
        sa.Column("login", _identifier(200), nullable=False, unique=True),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("agency_id", _identifier(63), nullable=False),
        sa.Column("owner_id", _identifier(63), nullable=False),
        sa.Column("password_hash", sa.String(300), nullable=False),
        sa.Column("sign_in_time", _TIME),
        sa.Column("issuer", sa.String(300)),
        sa.Column("subject", sa.String(300)),
        sa.Column("invitation_hash", sa.LargeBinary, unique=True),
        sa.Column("invitation_expire_time", _TIME),
        sa.UniqueConstraint("issuer", "subject", name="uq_intake_account_identity"),
    )
    op.create_index("ix_intake_account_owner", "intake_account", ["agency_id", "owner_id"])
    op.create_table(
        "intake_session",
        sa.Column("session_id", sa.String(16), primary_key=True),
        sa.Column(
            "account_id", sa.String(32), sa.ForeignKey("intake_account.account_id"), nullable=False
        ),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary, nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.Column("expire_time", _TIME),
    )
    op.create_index("ix_intake_session_account", "intake_session", ["account_id"])
    op.create_index("ix_intake_session_end", "intake_session", ["expire_time"])
    op.create_table(
        "intake_attempt",
        sa.Column("login_hash", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("locked_until", _TIME),
    )


def downgrade() -> None:
    """Drop them; nobody can sign in then."""
    op.drop_table("intake_attempt")
    op.drop_table("intake_session")
    op.drop_table("intake_account")
