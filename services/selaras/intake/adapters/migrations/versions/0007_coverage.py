"""How many findings of a check people are alerted of, and what was known when a text went out."""

import sqlalchemy as sa
from alembic import op

from selaras.api.v1 import draft_pb2, finding_pb2

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BATCH = 500
_RELATIONS = (finding_pb2.RELATION_CONTRADICTION, finding_pb2.RELATION_OVERLAP)
_CONFIDENCES = (finding_pb2.CONFIDENCE_LIKELY, finding_pb2.CONFIDENCE_CONFIRMED)
_TIME = sa.DateTime(timezone=True)
_REVISION = sa.table(
    "intake_revision",
    sa.column("draft_id", sa.BigInteger),
    sa.column("revision", sa.Integer),
    sa.column("check_state", sa.String),
    sa.column("check_time", _TIME),
    sa.column("findings", sa.LargeBinary),
    sa.column("alerts", sa.Integer),
    sa.column("known_time", _TIME),
    sa.column("known_alerts", sa.Integer),
)


def upgrade() -> None:
    """Add the columns and fill them from the checks that are there."""
    for column in (
        sa.Column("alerts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("known_time", _TIME),
        sa.Column("known_alerts", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("intake_revision", column)
    _count_alerts()
    # Of a text that went out and was checked again since, it is not known any more.
    table = _REVISION
    op.execute(
        table.update()
        .where(table.c.check_state == "checked")
        .values(known_time=table.c.check_time, known_alerts=table.c.alerts)
    )
    op.create_index("ix_intake_draft_created", "intake_draft", ["create_time"])
    op.create_index("ix_intake_draft_published", "intake_draft", ["published_time"])
    op.create_index("ix_intake_revision_check", "intake_revision", ["check_state"])


def downgrade() -> None:
    """Drop them; checks are counted anew on the way up."""
    op.drop_index("ix_intake_revision_check", "intake_revision")
    op.drop_index("ix_intake_draft_published", "intake_draft")
    op.drop_index("ix_intake_draft_created", "intake_draft")
    for column in ("known_alerts", "known_time", "alerts"):
        op.drop_column("intake_revision", column)


def _count_alerts() -> None:
    table, last = _REVISION, (0, 0)
    query = sa.select(table.c.draft_id, table.c.revision, table.c.findings)
    while True:
        after = sa.tuple_(table.c.draft_id, table.c.revision) > sa.tuple_(*last)
        ordered = query.where(after).order_by(table.c.draft_id, table.c.revision).limit(_BATCH)
        rows = op.get_bind().execute(ordered).all()
        for draft_id, number, findings in rows:
            last = (draft_id, number)
            if alerts := _alerts(findings):
                op.execute(
                    table.update()
                    .where(table.c.draft_id == draft_id, table.c.revision == number)
                    .values(alerts=alerts)
                )
        if len(rows) < _BATCH:
            return


def _alerts(findings: bytes) -> int:
    return sum(
        finding.relation in _RELATIONS and finding.confidence in _CONFIDENCES
        for finding in draft_pb2.Check.FromString(findings).findings
    )
