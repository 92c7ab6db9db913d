"""What is counted of cases and of the alerts on them; see measure_cases.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from _counting import VMeasure, spread


@dataclass(frozen=True, slots=True)
class Found:
    """A finding that is in a case: the ids of its two drafts, what they are, and the case."""

    a: str
    b: str
    relation: str
    case: str


@dataclass(frozen=True, slots=True)
class Told:
    """An alert as it came: its id, the owner it is for, the case and what it tells."""

    alert_id: str
    owner: str
    case: str
    kind: str


def case_scores(found: Collection[Found], matter: Mapping[str, str]) -> dict[str, Any]:
    """Cases against true matters.

    A finding on drafts of two matters is of a matter of its own: no case is the right one for it. A
    draft that is in several cases (a digest) counts once in each.

    Args:
        found: the findings that are in a case.
        matter: of each draft, by its id.
    """
    findings = VMeasure.of(("+".join(sorted({matter[x.a], matter[x.b]})), x.case) for x in found)
    members = _members(found)
    torn: defaultdict[str, list[list[str]]] = defaultdict(list)
    for drafts in members.values():
        for name in {matter[draft] for draft in drafts}:
            torn[name].append(sorted(draft for draft in drafts if matter[draft] == name))
    mixed = [sorted(drafts) for drafts in members.values() if len({matter[x] for x in drafts}) > 1]
    several = {name: parts for name, parts in sorted(torn.items()) if len(parts) > 1}
    return {
        "findings": len(found),
        "findings_across_matters": sum(matter[x.a] != matter[x.b] for x in found),
        "cases": len(members),
        "matters_with_findings": len(torn),
        "by_finding": findings.as_json(),
        "by_draft": _by_draft(members, matter).as_json(),
        "matters_in_several_cases": len(several),
        "cases_of_several_matters": len(mixed),
        "torn_matters": {name: sorted(parts) for name, parts in several.items()},
        "mixed_cases": sorted(mixed),
    }


def group_scores(found: Collection[Found], groups: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Groups of drafts that belong together against cases; a whole one has a case with all of it.

    Drafts of no group are left out; ``drafts_in_no_case`` of those in one were not found.
    """
    members = _members(found)
    group_of = {draft: name for name, drafts in groups.items() for draft in drafts}
    kept = {case: {x for x in drafts if x in group_of} for case, drafts in members.items()}
    seen = set[str]().union(*kept.values())
    whole = [
        name
        for name, drafts in groups.items()
        if any(set(drafts) <= inside for inside in members.values())
    ]
    return {
        "groups": len(groups),
        "groups_whole": len(whole),
        "grouped_drafts": len(group_of),
        "drafts_in_no_case": len(group_of.keys() - seen),
        "by_grouped_draft": _by_draft(kept, group_of).as_json(),
        "groups_not_whole": {
            name: sorted(drafts) for name, drafts in sorted(groups.items()) if name not in whole
        },
    }


def alert_scores(
    told: Sequence[Told], owners: Sequence[str], drafts_of: Mapping[str, int]
) -> dict[str, Any]:
    """Alerts by draft and by owner, over the whole replay.

    A replay takes minutes for what happened over months, so that nothing can be said of a day:
    what an office gets in one is ``per_owner_and_own_draft`` times the drafts that it writes in it.

    Args:
        told: the alerts; one that came again under its id counts once.
        owners: resource names of all owners, also of those who were told nothing.
        drafts_of: how many drafts each agency submitted, by its id.
    """
    alerts = {alert.alert_id: alert for alert in told}
    by_owner = Counter(alert.owner for alert in alerts.values())
    per_case = Counter((alert.owner, alert.case) for alert in alerts.values() if alert.case)
    drafts = sum(drafts_of.values())
    return {
        "alerts": len(alerts),
        "alerts_by_kind": dict(Counter(alert.kind for alert in alerts.values()).most_common()),
        "cases_alerted": len({case for _, case in per_case}),
        "owners": len(owners),
        "owners_alerted": len(by_owner),
        "alerts_per_draft": round(len(alerts) / drafts, 3) if drafts else 0.0,
        "per_owner": spread([by_owner[owner] for owner in owners]),
        "per_owner_and_own_draft": spread(
            [by_owner[owner] / drafts_of[_agency(owner)] for owner in owners]
        ),
        "per_owner_and_case": spread(list(per_case.values())),
    }


def _members(found: Iterable[Found]) -> dict[str, set[str]]:
    """The drafts of each case."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for item in found:
        members[item.case] |= {item.a, item.b}
    return dict(members)


def _by_draft(members: Mapping[str, Collection[str]], matter: Mapping[str, str]) -> VMeasure:
    return VMeasure.of((matter[draft], case) for case in members for draft in members[case])


def _agency(owner: str) -> str:
    """The agency of ``agencies/{agency}/owners/{owner}``."""
    return owner.split("/")[1]
