"""Replaying reviewed findings under other thresholds, before anybody applies them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from selaras.matching.domain.calibration import Fit, Point, Thresholds, fit

Key = tuple[str, str, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Said:
    """What people of one agency said of one judgement.

    ``sides`` are agencies with the revisions of their drafts; ``probability`` is 0 to 1.
    """

    finding: str
    agency: str
    right: bool
    sides: tuple[tuple[str, int], ...]
    relation: str
    probability: float
    judge_version: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """One reviewed finding under both sets of thresholds.

    ``people`` is ``right``, ``false_alarm`` or ``disputed`` (the two sides disagree). ``before``
    and ``after`` are levels, see :meth:`Thresholds.level`. Only what ``counts`` is fitted on.
    """

    finding: str
    agencies: tuple[str, ...]
    relation: str
    probability: float
    people: str
    before: str
    after: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """Alerts among the reviewed findings; the shares are None where nothing is divided by."""

    alerts: int
    right: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class RelationReplay:
    """What new thresholds would have changed for one relation."""

    current: Thresholds
    fit: Fit
    no_longer: int
    newly: int
    before: Quality
    after: Quality


@dataclass(frozen=True, slots=True)
class Replay:
    """What new thresholds would have changed, and for which findings."""

    relations: Mapping[str, RelationReplay]
    findings: tuple[Replayed, ...]
    disputed: int
    other_judge: int

    @property
    def fitted(self) -> bool:
        """Whether any relation had enough reviews."""
        return any(item.fit.fitted for item in self.relations.values())


def replay(
    said: Iterable[Said],
    *,
    current: Mapping[str, Thresholds],
    shipped: Mapping[str, Thresholds],
    judge_version: str | None,
    target: float,
    min_reviews: int,
) -> Replay:
    """Fit every relation and say what would have changed.

    Args:
        current: thresholds in force, by relation.
        shipped: thresholds that the fit is drawn to, by relation.
        judge_version: only what this judge said is counted, because another one's probabilities
            mean something else; None: all.
        target: share of the alerts that is to be right.
        min_reviews: relations with fewer reviewed findings keep their thresholds.
    """
    groups = [_Group(key, items) for key, items in _grouped(said).items() if key[1] in current]
    fits = {
        name: fit(
            [item.point for item in groups if item.relation == name and item.counts(judge_version)],
            shipped=shipped[name],
            current=current[name],
            target=target,
            min_reviews=min_reviews,
        )
        for name in current
    }
    findings = tuple(
        item.replayed(current[item.relation], fits[item.relation].thresholds, judge_version)
        for item in sorted(groups, key=lambda item: (item.relation, -item.probability, item.name))
    )
    return Replay(
        relations={
            name: _summary([item for item in findings if item.relation == name], old, fits[name])
            for name, old in current.items()
        },
        findings=findings,
        disputed=sum(item.people == "disputed" for item in findings),
        other_judge=sum(not item.of(judge_version) for item in groups),
    )


class _Group:
    """All that was said of one judgement."""

    def __init__(self, key: Key, said: Sequence[Said]) -> None:
        self.name, self.relation, self._sides = key
        self.probability = said[-1].probability
        self._version = said[-1].judge_version
        opinions = {item.right for item in said}
        self.people = "disputed" if len(opinions) > 1 else _PEOPLE[opinions.pop()]

    @property
    def point(self) -> Point:
        return Point(self.probability, self.people == _PEOPLE[True])

    def of(self, judge_version: str | None) -> bool:
        return judge_version is None or self._version == judge_version

    def counts(self, judge_version: str | None) -> bool:
        return self.people != "disputed" and self.of(judge_version)

    def replayed(self, old: Thresholds, new: Thresholds, judge_version: str | None) -> Replayed:
        return Replayed(
            finding=self.name,
            agencies=tuple(agency for agency, _ in self._sides),
            relation=self.relation,
            probability=self.probability,
            people=self.people,
            before=old.level(self.probability),
            after=new.level(self.probability),
            counts=self.counts(judge_version),
        )


_PEOPLE = {True: "right", False: "false_alarm"}
_ALERTED = frozenset({"confirmed", "likely"})


def _grouped(said: Iterable[Said]) -> dict[Key, list[Said]]:
    groups: dict[Key, list[Said]] = {}
    for item in said:
        key = (item.finding, item.relation, tuple(sorted(item.sides)))
        groups.setdefault(key, []).append(item)
    return groups


def _summary(findings: Sequence[Replayed], old: Thresholds, fitted: Fit) -> RelationReplay:
    """Changes count all reviewed findings, quality only those that are fitted on."""
    counted = [item for item in findings if item.counts]
    return RelationReplay(
        current=old,
        fit=fitted,
        no_longer=sum(item.before in _ALERTED and item.after not in _ALERTED for item in findings),
        newly=sum(item.before not in _ALERTED and item.after in _ALERTED for item in findings),
        before=_quality(counted, lambda item: item.before),
        after=_quality(counted, lambda item: item.after),
    )


def _quality(findings: Sequence[Replayed], level: Callable[[Replayed], str]) -> Quality:
    alerted = [item for item in findings if level(item) in _ALERTED]
    right = sum(item.people == _PEOPLE[True] for item in alerted)
    all_right = sum(item.people == _PEOPLE[True] for item in findings)
    return Quality(
        alerts=len(alerted),
        right=right,
        precision=right / len(alerted) if alerted else None,
        recall=right / all_right if all_right else None,
    )
