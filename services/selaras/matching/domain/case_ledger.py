"""From what is stored of cases to what happened to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from selaras.matching.domain.case import Case, ProposalState, Resolution, TimelineKind
from selaras.matching.domain.case_history import Acknowledgement, CaseHistory, Warned

# What of a timeline the figures come from.
TOLD = (
    TimelineKind.ACKNOWLEDGED,
    TimelineKind.FINDING,
    TimelineKind.RETURNED,
    TimelineKind.MERGED,
    TimelineKind.RESOLVED,
)
_WARNING = frozenset({TimelineKind.FINDING, TimelineKind.RETURNED})


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of a timeline, of a kind in ``TOLD``; ``agency`` empty: Selaras itself."""

    case_id: str
    kind: TimelineKind
    time: datetime
    agency: str = ""
    finding_id: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A finding: the keys of its messages and the case that it is in now; empty: in none."""

    finding_id: str
    case_id: str
    left_key: str
    right_key: str

    @property
    def agencies(self) -> frozenset[str]:
        """Ids of its agencies."""
        return frozenset(key.partition("/")[0] for key in self.keys)

    @property
    def keys(self) -> tuple[str, str]:
        """The keys of its messages."""
        return (self.left_key, self.right_key)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is stored of some cases.

    Attributes:
        steps: what their timelines say, the oldest first.
        pairs: the findings that their timelines name, and those that are in them.
        dismissed: when people called a finding no conflict, by its id.
        out: when messages of the pairs went out, by key.
    """

    cases: Sequence[Case] = ()
    steps: Sequence[Step] = ()
    pairs: Sequence[Pair] = ()
    dismissed: Mapping[str, datetime] = field(default_factory=dict)
    out: Mapping[str, datetime] = field(default_factory=dict)


def histories(ledger: Ledger) -> list[CaseHistory]:
    """What happened to each case."""
    pairs = {pair.finding_id: pair for pair in ledger.pairs}
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    members: defaultdict[str, set[str]] = defaultdict(set)
    for step in ledger.steps:
        steps[step.case_id].append(step)
        members[step.case_id].add(step.finding_id)
    for pair in ledger.pairs:
        members[pair.case_id].add(pair.finding_id)
    first = _first_warnings(ledger.steps)
    return [
        _history(
            case,
            steps[case.id],
            {name: pairs[name] for name in members[case.id] if name in pairs},
            {name for name in members[case.id] if first.get(name) == case.id},
            ledger,
        )
        for case in ledger.cases
    ]


def _first_warnings(steps: Iterable[Step]) -> dict[str, str]:
    """The case in which people were first told of a finding: it may be in another one later."""
    found: dict[str, tuple[datetime, str]] = {}
    for step in steps:
        if step.kind in _WARNING:
            mine = (step.time, step.case_id)
            found[step.finding_id] = min(found.get(step.finding_id, mine), mine)
    return {name: case_id for name, (_, case_id) in found.items()}


def _history(
    case: Case,
    steps: Sequence[Step],
    pairs: Mapping[str, Pair],
    warned: Iterable[str],
    ledger: Ledger,
) -> CaseHistory:
    closed = min((step.time for step in steps if step.kind is TimelineKind.RESOLVED), default=None)
    if closed is None and not case.is_live:
        closed = case.change_time
    told = _first_times(step for step in steps if step.kind in _WARNING)
    keys = {key for pair in pairs.values() for key in pair.keys}
    return CaseHistory(
        case_id=case.id,
        relation=case.relation,
        topic=case.topic,
        agencies=frozenset(case.agencies),
        open_time=case.create_time,
        close_time=closed,
        agree_time=_agreed(case, closed),
        acknowledged=tuple(_acknowledged(case, steps, pairs)),
        warned=tuple(
            Warned(
                pairs[name].agencies if name in pairs else frozenset(),
                told[name],
                ledger.dismissed.get(name),
            )
            for name in sorted(warned)
        ),
        out=tuple(sorted(ledger.out[key] for key in keys if key in ledger.out)),
    )


def _first_times(steps: Iterable[Step]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for step in steps:
        found[step.finding_id] = min(found.get(step.finding_id, step.time), step.time)
    return found


def _agreed(case: Case, closed: datetime | None) -> datetime | None:
    """When people agreed: with the last answer, or with the last word that a pair is none."""
    proposal = case.proposal
    if proposal is not None and proposal.state is ProposalState.AGREED:
        return max((item.time for item in proposal.answers), default=proposal.create_time)
    return closed if case.resolution is Resolution.AGREED else None


def _acknowledged(
    case: Case, steps: Sequence[Step], pairs: Mapping[str, Pair]
) -> Iterable[Acknowledgement]:
    first: dict[str, datetime] = {}
    for step in steps:
        if step.kind is TimelineKind.ACKNOWLEDGED:
            first[step.agency] = min(first.get(step.agency, step.time), step.time)
    joined = _joined(case, steps, pairs)
    for agency in sorted(first):
        since = min(joined.get(agency, case.create_time), first[agency])
        yield Acknowledgement(agency, since, first[agency])


def _joined(case: Case, steps: Sequence[Step], pairs: Mapping[str, Pair]) -> dict[str, datetime]:
    """Since when an agency has a part: with its first finding, or that of a case merged into it.

    Those of whom the timeline says nothing were there from the beginning.
    """
    joined: dict[str, datetime] = {}
    for step in steps:
        pair = pairs.get(step.finding_id) if step.kind in _WARNING else None
        for agency in pair.agencies if pair is not None else ():
            joined[agency] = min(joined.get(agency, step.time), step.time)
    merged = min((step.time for step in steps if step.kind is TimelineKind.MERGED), default=None)
    if merged is not None:
        for agency in case.agencies:
            joined.setdefault(agency, merged)
    return joined
