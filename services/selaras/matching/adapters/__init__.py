"""Matching's ports on real backends: SQL database, embedding service."""
