"""Channels beside the event bus, a folder each with its settings."""
