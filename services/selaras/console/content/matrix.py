"""Who says what about which fact, over all agencies of a case, and who stands alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from selaras.client import AgencyRef, Case, Evidence, Relation
from selaras.console.content.case_messages import agency_of, kind_name

# Two agencies stand side by side already.
_LEAST_AGENCIES = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agency says about one fact.

    Attributes:
        values: as it is written; empty with ``hidden``, and where there is nothing to see.
        hidden: something clashes, but its share level hides what.
        odd: most others agree with each other and not with this one.
    """

    values: tuple[str, ...] = ()
    hidden: bool = False
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One fact; the cells stand in the order of the agencies."""

    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All of them."""

    agencies: tuple[AgencyRef, ...]
    rows: tuple[Row, ...]


@dataclass(slots=True)
class _Fact:
    """What belongs together: values that clash with each other, over any number of agencies."""

    kind: str
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # agency -> plain -> written
    hidden: set[str] = field(default_factory=set)
    clashes: set[frozenset[str]] = field(default_factory=set)

    def takes(self, other: _Fact) -> bool:
        """Whether the other speaks of the same: some agency says the same thing in both."""
        return self.kind == other.kind and any(
            said.keys() & other.values.get(agency, {}).keys()
            for agency, said in self.values.items()
        )

    def add(self, other: _Fact) -> None:
        """Take over all of the other."""
        for agency, said in other.values.items():
            self.values.setdefault(agency, {}).update(said)
        self.hidden |= other.hidden
        self.clashes |= other.clashes


def matrix(case: Case) -> Matrix | None:
    """The facts of a case by agency; None where fewer than three agencies can be compared."""
    facts: list[_Fact] = []
    agencies: dict[str, AgencyRef] = {}
    for finding in case.findings:
        own = agency_of(case, finding)
        if own is None or finding.relation is not Relation.CONTRADICTION:
            continue
        agencies |= {own.name: own, finding.other_agency.name: finding.other_agency}
        for item in finding.evidence:
            _join(facts, _fact(item, own.name, finding.other_agency.name))
    if len(agencies) < _LEAST_AGENCIES or not facts:
        return None
    order = [party.agency.name for party in case.parties]
    columns = sorted(agencies.values(), key=lambda agency: _place(order, agency.name))
    kinds = [kind_name(kind) for kind in case.kinds]
    facts.sort(key=lambda fact: _place(kinds, fact.kind))
    # With all pairs in sight two that do not clash agree, in whatever words.
    complete = len(case.findings) >= case.finding_count
    return Matrix(tuple(columns), tuple(_row(fact, columns, complete=complete) for fact in facts))


def _fact(item: Evidence, own: str, other: str) -> _Fact:
    fact = _Fact(kind_name(item.kind), clashes={frozenset((own, other))})
    for agency, written in ((own, item.own.text), (other, item.other.text)):
        if written:
            fact.values[agency] = {_plain(written): " ".join(written.split())}
        else:
            fact.hidden.add(agency)
    return fact


def _join(facts: list[_Fact], new: _Fact) -> None:
    """Add a fact; those that it connects become one."""
    same = [fact for fact in facts if fact.takes(new)]
    for fact in same:
        new.add(fact)
        facts.remove(fact)
    facts.append(new)


def _row(fact: _Fact, columns: Sequence[AgencyRef], *, complete: bool) -> Row:
    odd = _odd(fact, complete=complete)
    return Row(
        fact.kind,
        tuple(
            Cell(
                tuple(fact.values.get(agency.name, {}).values()),
                agency.name in fact.hidden and agency.name not in fact.values,
                agency.name in odd,
            )
            for agency in columns
        ),
    )


def _odd(fact: _Fact, *, complete: bool) -> set[str]:
    """Agencies that stand against the most who agree; nobody where no side has the most."""
    group = {agency: agency for agency in fact.values}

    def root(agency: str) -> str:
        while group[agency] != agency:
            agency = group[agency]
        return agency

    for one, two in combinations(sorted(fact.values), 2):
        if _agree(fact, one, two, complete=complete):
            group[root(two)] = root(one)
    sizes = Counter(root(agency) for agency in group).most_common(2)
    if len(sizes) < 2 or sizes[0][1] == sizes[1][1]:
        return set()
    return {agency for agency in group if root(agency) != sizes[0][0]}


def _agree(fact: _Fact, one: str, two: str, *, complete: bool) -> bool:
    if frozenset((one, two)) in fact.clashes:
        return False
    return complete or fact.values[one].keys() == fact.values[two].keys()


def _plain(written: str) -> str:
    return " ".join(written.casefold().split())


def _place(order: Iterable[str], name: str) -> int:
    listed = list(order)
    return listed.index(name) if name in listed else len(listed)
