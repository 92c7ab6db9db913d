"""Revisions of the tables of intake."""
