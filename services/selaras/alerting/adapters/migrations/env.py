"""Alembic environment of alerting."""

from selaras.alerting.adapters.tables import metadata
from selaras.kit.alembic_env import run

run(metadata)
