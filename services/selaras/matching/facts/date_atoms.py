"""All pieces of dates in a text, in order; `dates` joins them into dates and periods."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from selaras.matching.facts.date_absolute import (
    months,
    named_days,
    numeric_days,
    weeks_of_months,
    years,
)
from selaras.matching.facts.date_pieces import Atom
from selaras.matching.facts.date_relative import relative_days, relative_spans, weekdays
from selaras.matching.facts.document import Document

# From the most telling to the least: each leaves alone what an earlier one has taken.
_SCANNERS: tuple[Callable[[Document], Iterator[Atom]], ...] = (
    weeks_of_months,
    named_days,
    numeric_days,
    weekdays,
    relative_days,
    relative_spans,
    months,
    years,
)


def find_atoms(doc: Document) -> list[Atom]:
    """All pieces of dates in reading order; their ranges are taken."""
    atoms: list[Atom] = []
    for scan in _SCANNERS:
        fresh = list(scan(doc))
        for atom in fresh:
            doc.take(atom.start, atom.end)
        atoms.extend(fresh)
    return sorted(atoms, key=lambda atom: atom.start)
