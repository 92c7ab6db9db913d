"""Advisory locks of PostgreSQL that matching takes."""

from __future__ import annotations

from typing import Final

# Transactions that touch findings, cases or which model is in force run one after the other.
ORDER_LOCK: Final = 7361727
