"""Alembic environment of alerting."""
