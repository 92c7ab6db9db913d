"""Cases with their parties, areas and timelines; dismissals, authorities and the audit trail."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)
_NO_DEADLINE = "9999-12-31 00:00:00"
_KEPT_FOR_EVER = ("matching_audit", "matching_audit_agency")


def upgrade() -> None:
    """Create the tables, and bring the cases that are there into their new form."""
    _create_case_tables()
    _create_decision_tables()
    _create_audit_tables()
    _widen_cases()
    _fill_cases()
    with op.batch_alter_table("matching_case") as batch:
        batch.drop_column("agencies")
    op.create_index(
        "ix_matching_case_order",
        "matching_case",
        ["closed", "deadline", sa.text("severity DESC"), "id"],
    )
    _protect_audit()


def _create_case_tables() -> None:
    op.create_table(
        "matching_case_party",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("agency", sa.String(63), primary_key=True),
        sa.Column("assignee", sa.String(63), nullable=False),
    )
    op.create_index("ix_matching_case_party_agency", "matching_case_party", ["agency", "case_id"])
    op.create_table(
        "matching_case_area",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("area", sa.String(20), primary_key=True),
    )
    op.create_index("ix_matching_case_area_area", "matching_case_area", ["area", "case_id"])
    op.create_table(
        "matching_case_event",
        sa.Column("sequence", _SERIAL, primary_key=True),
        sa.Column("case_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("time", _TIME, nullable=False),
        sa.Column("agency", sa.String(63), nullable=False),
        sa.Column("owner", sa.String(63), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_matching_case_event_case", "matching_case_event", ["case_id", "sequence"])
    op.create_table(
        "matching_case_change",
        sa.Column("sequence", _SERIAL, primary_key=True),
        sa.Column("case_id", sa.String(40), nullable=False),
        sa.Column("time", _TIME, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("scope_before", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_matching_case_change_case", "matching_case_change", ["case_id", "sequence"])


def _create_decision_tables() -> None:
    op.create_table(
        "matching_dismissal",
        sa.Column("finding_id", sa.String(40), primary_key=True),
        sa.Column("basis", sa.String(16)),
        sa.Column("reason", sa.String(24), nullable=False),
        sa.Column("time", _TIME, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("clashes", sa.Text, nullable=False),
    )
    op.create_table(
        "matching_authority",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("agency", sa.String(63), nullable=False),
        sa.Column("topic", sa.String(63), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("create_time", _TIME, nullable=False),
        sa.UniqueConstraint("topic", "kind", "area_code", name="uq_matching_authority_rule"),
    )
    op.create_table(
        "matching_request",
        sa.Column("person", sa.String(160), primary_key=True),
        sa.Column("request_id", sa.String(128), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("time", _TIME, nullable=False),
    )
    op.create_index("ix_matching_request_time", "matching_request", ["time"])


def _create_audit_tables() -> None:
    op.create_table(
        "matching_audit",
        sa.Column("sequence", _SERIAL, primary_key=True, autoincrement=False),
        sa.Column("time", _TIME, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(160), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("case_id", sa.String(40), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("agencies", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_matching_audit_case", "matching_audit", ["case_id", "sequence"])
    op.create_table(
        "matching_audit_agency",
        sa.Column("agency", sa.String(63), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.create_table(
        "matching_reveal",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("time", _TIME, nullable=False),
    )


def _widen_cases() -> None:
    with op.batch_alter_table("matching_case") as batch:
        batch.add_column(sa.Column("closed", sa.Integer, nullable=False, server_default="0"))
        batch.add_column(sa.Column("deadline", _TIME, nullable=False, server_default=_NO_DEADLINE))
        batch.add_column(sa.Column("severity", sa.Integer, nullable=False, server_default="2"))
        batch.add_column(sa.Column("topic", sa.String(63), nullable=False, server_default=""))
        batch.add_column(sa.Column("merged_into", sa.String(40), nullable=False, server_default=""))
        batch.add_column(sa.Column("document", sa.Text, nullable=False, server_default="{}"))


def _fill_cases() -> None:
    """Parties from the agencies of each case, and a timeline that tells when it was opened."""
    connection = op.get_bind()
    case = sa.table(
        "matching_case",
        *(sa.column(name) for name in ("id", "state", "agencies", "resolution")),
        sa.column("create_time", _TIME),
        sa.column("change_time", _TIME),
        sa.column("closed"),
        sa.column("document"),
    )
    for row in connection.execute(sa.select(case)).mappings().all():
        counts = _findings_of(connection, row["id"])
        agencies = sorted({*json.loads(row["agencies"]), *counts})
        parties = [{"agency": name, "findings": counts[name]} for name in agencies]
        connection.execute(
            case.update()
            .where(case.c.id == row["id"])
            .values(
                closed=0 if row["state"] == "open" else 1,
                document=json.dumps({"parties": parties}),
            )
        )
        _add_parties(connection, row["id"], agencies)
        _add_timeline(connection, row)


def _findings_of(connection: sa.Connection, case_id: str) -> Counter[str]:
    finding = sa.table(
        "matching_finding",
        *(sa.column(name) for name in ("case_id", "left_agency", "right_agency")),
        sa.column("active", sa.Boolean),
    )
    query = sa.select(finding.c.left_agency, finding.c.right_agency).where(
        finding.c.case_id == case_id, finding.c.active
    )
    return Counter(agency for row in connection.execute(query) for agency in row)


def _add_parties(connection: sa.Connection, case_id: str, agencies: list[str]) -> None:
    party = sa.table(
        "matching_case_party",
        *(sa.column(name) for name in ("case_id", "agency", "assignee")),
    )
    for agency in agencies:
        values = {"case_id": case_id, "agency": agency, "assignee": ""}
        connection.execute(party.insert().values(**values))


def _add_timeline(connection: sa.Connection, row: Any) -> None:
    names = ("case_id", "kind", "agency", "owner", "text", "subject", "detail")
    event = sa.table(
        "matching_case_event", *(sa.column(name) for name in names), sa.column("time", _TIME)
    )
    blank = dict.fromkeys(names, "") | {"case_id": row["id"]}
    opened = blank | {"kind": "opened", "time": row["create_time"]}
    connection.execute(event.insert().values(**opened))
    if row["state"] != "open":
        resolved = {
            "kind": "resolved",
            "time": row["change_time"],
            "detail": row["resolution"] or "",
        }
        connection.execute(event.insert().values(**(blank | resolved)))


def _protect_audit() -> None:
    """Refuse to change, to delete and, where it can be said, to insert anywhere but at the end."""
    if op.get_bind().dialect.name == "sqlite":
        _protect_on_sqlite()
    else:
        _protect_on_postgresql()


def _protect_on_sqlite() -> None:
    for table in _KEPT_FOR_EVER:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END"
            )
    # INSERT OR REPLACE takes a row's place without a DELETE that a trigger would see.
    op.execute(
        "CREATE TRIGGER matching_audit_at_the_end BEFORE INSERT ON matching_audit "
        "WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM matching_audit) "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail grows at its end only'); END"
    )


def _protect_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION matching_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is never changed'; END $$"
    )
    for table in _KEPT_FOR_EVER:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION matching_audit_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION matching_audit_refuse()"
        )


def downgrade() -> None:
    """Drop the tables; cases keep the agencies that they had."""
    connection = op.get_bind()
    with op.batch_alter_table("matching_case") as batch:
        batch.add_column(sa.Column("agencies", sa.Text, nullable=False, server_default="[]"))
    case = sa.table("matching_case", sa.column("id"), sa.column("agencies"), sa.column("document"))
    for row in connection.execute(sa.select(case)).mappings().all():
        parties = json.loads(row["document"]).get("parties", [])
        agencies = json.dumps([party["agency"] for party in parties])
        connection.execute(case.update().where(case.c.id == row["id"]).values(agencies=agencies))
    op.drop_index("ix_matching_case_order", "matching_case")
    with op.batch_alter_table("matching_case") as batch:
        for column in ("closed", "deadline", "severity", "topic", "merged_into", "document"):
            batch.drop_column(column)
    for table in (
        *("request", "reveal", "audit_agency", "audit", "authority", "dismissal"),
        *("case_change", "case_event", "case_area", "case_party"),
    ):
        op.drop_table(f"matching_{table}")
    if connection.dialect.name != "sqlite":
        op.execute("DROP FUNCTION matching_audit_refuse()")
