"""Alembic migrations of matching."""
