"""The Alembic environment of every service: runs on the connection that Database.migrate gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context

if TYPE_CHECKING:
    from sqlalchemy import MetaData


def run(metadata: MetaData) -> None:
    """Apply the revisions within the caller's transaction."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=metadata,
        version_table=attributes["version_table"],
        render_as_batch=True,
    )
    context.run_migrations()
