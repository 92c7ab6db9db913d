"""The tables of intake. Their revisions lie in ``migrations/``."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from selaras.kit.database import UtcDateTime
from selaras.kit.outbox import outbox_table

metadata = MetaData()
_ID = BigInteger().with_variant(Integer, "sqlite")


def _identifier(length: int) -> TypeEngine[str]:
    """Text compared by code points on every database, so that lists have one order."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


agency = Table(
    "intake_agency",
    metadata,
    Column("agency_id", _identifier(63), primary_key=True),
    Column("display_name", String(200), nullable=False),
    Column("level", String(16), nullable=False),
    Column("area_code", String(32), nullable=False),
    Column("parent_id", String(63), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
)

owner = Table(
    "intake_owner",
    metadata,
    Column("agency_id", _identifier(63), ForeignKey("intake_agency.agency_id"), primary_key=True),
    Column("owner_id", _identifier(63), primary_key=True),
    Column("display_name", String(200), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    # See owner_profile.py; it has the secrets that sign webhooks.
    Column("profile", JSON, nullable=False, server_default="{}"),
)

key = Table(
    "intake_key",
    metadata,
    Column("key_id", String(16), primary_key=True),
    Column("agency_id", _identifier(63), ForeignKey("intake_agency.agency_id"), nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("display_name", String(200), nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Column("last_use_time", UtcDateTime),
    Column("expire_time", UtcDateTime),
    Column("revoke_time", UtcDateTime),
    Column("owner_id", _identifier(63), nullable=False, server_default=""),
    Index("ix_intake_key_agency", "agency_id", "create_time"),
)

account = Table(
    "intake_account",
    metadata,
    Column("account_id", String(32), primary_key=True),
    Column("login", _identifier(200), nullable=False, unique=True),
    Column("create_time", UtcDateTime, nullable=False),
    Column("agency_id", _identifier(63), nullable=False),  # empty: an administrator
    Column("owner_id", _identifier(63), nullable=False),
    Column("password_hash", String(300), nullable=False),
    Column("sign_in_time", UtcDateTime),
    Column("issuer", String(300)),
    Column("subject", String(300)),
    Column("invitation_hash", LargeBinary, unique=True),
    Column("invitation_expire_time", UtcDateTime),
    UniqueConstraint("issuer", "subject", name="uq_intake_account_identity"),
    Index("ix_intake_account_owner", "agency_id", "owner_id"),
)

# Who is signed in, and addresses of feeds.
session = Table(
    "intake_session",
    metadata,
    Column("session_id", String(16), primary_key=True),
    Column("account_id", String(32), ForeignKey("intake_account.account_id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Column("expire_time", UtcDateTime),
    Index("ix_intake_session_account", "account_id"),
    Index("ix_intake_session_end", "expire_time"),
)

# How often a login was lately tried, whether there is one or not.
attempt = Table(
    "intake_attempt",
    metadata,
    Column("login_hash", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("locked_until", UtcDateTime),
)

draft = Table(
    "intake_draft",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("agency_id", _identifier(63), ForeignKey("intake_agency.agency_id"), nullable=False),
    Column("external_id", _identifier(128), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Column("update_time", UtcDateTime, nullable=False),
    Column("published_time", UtcDateTime),
    UniqueConstraint("agency_id", "external_id", name="uq_intake_draft_name"),
    Index("ix_intake_draft_changed", "agency_id", "update_time", "external_id"),
    Index("ix_intake_draft_created", "create_time"),
    Index("ix_intake_draft_published", "published_time"),
)

revision = Table(
    "intake_revision",
    metadata,
    Column("draft_id", _ID, ForeignKey("intake_draft.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("publish_time", UtcDateTime),
    Column("valid_from", UtcDateTime),
    Column("valid_until", UtcDateTime),
    Column("area_codes", JSON, nullable=False),
    Column("audience_tags", JSON, nullable=False),
    Column("share_level", String(16), nullable=False),
    Column("authored_time", UtcDateTime, nullable=False),
    Column("check_state", String(16), nullable=False),
    Column("check_time", UtcDateTime),
    Column("findings", LargeBinary, nullable=False),
    Column("emissions", Integer, nullable=False),
    # Set only while the revision waits for its check, so that the index of the sweeper is small.
    Column("sweep_time", UtcDateTime),
    # How many of the findings people are alerted of.
    Column("alerts", Integer, nullable=False, server_default="0"),
    # The last check that was done before the text went out.
    Column("known_time", UtcDateTime),
    Column("known_alerts", Integer, nullable=False, server_default="0"),
    Index("ix_intake_revision_sweep", "sweep_time"),
    Index("ix_intake_revision_check", "check_state"),
)

request = Table(
    "intake_request",
    metadata,
    Column("caller", String(63), primary_key=True),
    Column("method", String(64), primary_key=True),
    Column("request_id", String(128), primary_key=True),
    Column("body_hash", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Index("ix_intake_request_age", "create_time"),
)

# How many new texts an agency has had on its last day; one row for each.
quota = Table(
    "intake_quota",
    metadata,
    Column("agency_id", _identifier(63), primary_key=True),
    Column("day", Date, nullable=False),
    Column("drafts", Integer, nullable=False),
)

# Of a draft that was erased, or forgotten for its age: where its numbers had come to.
number = Table(
    "intake_number",
    metadata,
    Column("agency_id", _identifier(63), primary_key=True),
    Column("external_id", _identifier(128), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
)

erasure = Table(
    "intake_erasure",
    metadata,
    Column("erasure_id", String(32), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("agency_id", _identifier(63), nullable=False),
    Column("subject_id", _identifier(128), nullable=False),
    Column("actor", String(160), nullable=False),
    Column("reason", String(300), nullable=False),
    Column("create_time", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("marks", JSON, nullable=False),  # hexadecimal
    Column("parts", JSON, nullable=False),  # when each was done
    Column("emissions", Integer, nullable=False),
    Column("sweep_time", UtcDateTime),
    Index("ix_intake_erasure_subject", "agency_id", "kind", "subject_id", "create_time"),
    Index("ix_intake_erasure_sweep", "sweep_time"),
)

outbox = outbox_table("intake", metadata)
