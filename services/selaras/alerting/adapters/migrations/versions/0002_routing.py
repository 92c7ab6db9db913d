"""Who is told what and when: profiles of owners, timers, held notices, silences, crises."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from selaras.kit.database import UtcDateTime

revision = "0002"
down_revision = "0001"

_ID = sa.String(80)
_CASE_ID = sa.String(120)


def upgrade() -> None:
    """Add columns and tables; what was told before stays told."""
    _owners()
    _cases()
    _alerts()
    _decisions()
    _waits()
    _quiet()


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _words(name: str, kind: sa.String, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def _owners() -> None:
    op.add_column("alerting_owner", _words("role", sa.String(20), "OWNER"))
    op.add_column("alerting_owner", _words("profile", sa.Text(), "{}"))
    op.create_index("ix_alerting_owner_role", "alerting_owner", ["role"])


def _cases() -> None:
    for column in (
        _flag("waiting"),
        _flag("announced"),
        _number("step"),
        _number("heard_severity"),
        _words("heard_others", sa.Text(), "[]"),
        sa.Column("last_notice", UtcDateTime),
        sa.Column("payload", sa.LargeBinary),
        _words("relation", sa.String(20)),
        _number("severity"),
        _flag("acknowledged"),
        _words("assignee", _ID),
        _words("topic", sa.String(63)),
        _words("areas", sa.Text(), "[]"),
        _words("pairs", sa.Text(), "[]"),
        sa.Column("deadline", UtcDateTime),
    ):
        op.add_column("alerting_case", column)
    case = sa.table(
        "alerting_case",
        sa.column("state", sa.String),
        sa.column("unserved", sa.LargeBinary),
        sa.column("payload", sa.LargeBinary),
        sa.column("waiting", sa.Boolean),
        sa.column("announced", sa.Boolean),
    )
    # An event was kept only where nobody could be told of it; everybody else was.
    op.execute(
        case.update()
        .where(case.c.unserved.is_not(None))
        .values(payload=case.c.unserved, waiting=sa.true())
    )
    op.execute(case.update().where(case.c.unserved.is_(None)).values(announced=sa.true()))
    op.drop_index("ix_alerting_case_agency", "alerting_case")
    op.create_index("ix_alerting_case_agency", "alerting_case", ["agency_id", "state"])
    with op.batch_alter_table("alerting_case") as batch:
        batch.drop_column("unserved")


def _alerts() -> None:
    for column in (
        _words("track_id", _ID),
        _words("kind", sa.String(20), "OPENED"),
        _words("slot", sa.String(80)),
        _number("step"),
        _words("via", sa.String(64)),
        _number("severity"),
        _words("title", sa.Text()),
    ):
        op.add_column("alerting_alert", column)
    alert = sa.table(
        "alerting_alert",
        sa.column("track_id", sa.String),
        sa.column("agency_id", sa.String),
        sa.column("status", sa.String),
        sa.column("kind", sa.String),
    )
    op.execute(alert.update().values(track_id=alert.c.agency_id))
    op.execute(alert.update().where(alert.c.status == "RESOLVED").values(kind="RESOLVED"))
    with op.batch_alter_table("alerting_alert") as batch:
        batch.drop_constraint("uq_alerting_alert_once", type_="unique")
    op.create_index("ix_alerting_alert_case", "alerting_alert", ["case_id", "track_id", "epoch"])
    op.create_index(
        "ix_alerting_alert_owner", "alerting_alert", ["agency_id", "owner_id", "create_time"]
    )
    op.create_index("ix_alerting_alert_agency", "alerting_alert", ["agency_id", "create_time"])


def _decisions() -> None:
    for column in (
        _words("kind", sa.String(20), "OPENED"),
        sa.Column("until_time", UtcDateTime),
        _words("subject", sa.String(200)),
    ):
        op.add_column("alerting_decision", column)
    decision = sa.table(
        "alerting_decision", sa.column("status", sa.String), sa.column("kind", sa.String)
    )
    op.execute(decision.update().where(decision.c.status == "RESOLVED").values(kind="RESOLVED"))


def _waits() -> None:
    op.create_table(
        "alerting_timer",
        sa.Column("case_id", _CASE_ID, primary_key=True),
        sa.Column("agency_id", _ID, primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("due_time", UtcDateTime, nullable=False),
        sa.Column("lease", sa.String(40), nullable=False),
        sa.Column("lease_until", UtcDateTime),
    )
    op.create_index("ix_alerting_timer_due", "alerting_timer", ["due_time"])
    op.create_table(
        "alerting_held",
        sa.Column("case_id", _CASE_ID, primary_key=True),
        sa.Column("agency_id", _ID, primary_key=True),
        sa.Column("owner_id", _ID, primary_key=True),
        sa.Column("track_id", _ID, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("slot", sa.String(80), nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("news", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("until_time", UtcDateTime, nullable=False),
        sa.Column("lease", sa.String(40), nullable=False),
        sa.Column("lease_until", UtcDateTime),
    )
    op.create_index("ix_alerting_held_until", "alerting_held", ["until_time"])
    op.create_index("ix_alerting_held_track", "alerting_held", ["case_id", "track_id"])
    op.create_table(
        "alerting_mark",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("time", UtcDateTime, nullable=False),
    )


def _quiet() -> None:
    op.create_table(
        "alerting_silence",
        sa.Column("silence_id", sa.String(40), primary_key=True),
        sa.Column("agency_id", _ID, nullable=False),
        sa.Column("matcher", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("start_time", UtcDateTime, nullable=False),
        sa.Column("end_time", UtcDateTime, nullable=False),
        sa.Column("create_time", UtcDateTime, nullable=False),
    )
    op.create_index("ix_alerting_silence_end", "alerting_silence", ["end_time"])
    op.create_table(
        "alerting_crisis",
        sa.Column("crisis_id", sa.String(40), primary_key=True),
        sa.Column("area_code", sa.String(20), nullable=False),
        sa.Column("topic", sa.String(63), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("start_time", UtcDateTime, nullable=False),
        sa.Column("end_time", UtcDateTime, nullable=False),
    )
    op.create_index("ix_alerting_crisis_end", "alerting_crisis", ["end_time"])
