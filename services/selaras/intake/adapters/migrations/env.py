"""The Alembic environment of intake."""

from selaras.intake.adapters.tables import metadata
from selaras.kit.alembic_env import run

run(metadata)
