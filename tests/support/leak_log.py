"""The log as a deployment writes it, for tests that look for what must not be in it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from selaras.kit.logging import configure
from selaras.kit.settings import LogSettings


@contextmanager
def logged() -> Iterator[None]:
    """Log as a deployment does, but more of it, to where ``capfd`` reads; begun in the test."""
    configure(LogSettings(level="DEBUG"), service="selaras")
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        structlog.contextvars.clear_contextvars()
        structlog.reset_defaults()
