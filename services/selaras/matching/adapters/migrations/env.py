"""Alembic environment of matching; the connection comes from Database.migrate."""

from selaras.kit.alembic_env import run
from selaras.matching.adapters import case_tables

run(case_tables.case.metadata)
