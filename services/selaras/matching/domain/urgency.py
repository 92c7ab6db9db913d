"""The order of cases: what is to be done first comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from selaras.matching.domain.case import Case, Severity

# Stands for "none is planned", which comes last.
NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)
Position = tuple[int, datetime, int, str]


def position_of(case: Case) -> Position:
    """Where a case stands: live before resolved, by deadline, the gravest first, by id."""
    return (0 if case.is_live else 1, case.deadline or NO_DEADLINE, -case.severity, case.id)


def write_position(position: Position) -> tuple[str, ...]:
    """A position as text, see :class:`selaras.matching.ports.CaseQuery`."""
    closed, deadline, severity, case_id = position
    return (str(closed), deadline.isoformat(), str(severity), case_id)


def read_position(written: Sequence[str]) -> Position:
    """A position from text.

    Raises:
        ValueError: it is none.
    """
    closed, deadline, severity, case_id = written
    position = (int(closed), datetime.fromisoformat(deadline), int(severity), case_id)
    if position[0] not in (0, 1) or position[1].tzinfo is None:
        raise ValueError("no position of a case")
    Severity(-position[2])
    return position
