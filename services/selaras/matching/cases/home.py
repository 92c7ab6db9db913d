"""The case that a group of findings on one matter belongs to: the oldest live one, or a new one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from selaras.matching.cases.matters import Links, other_side, same_matter
from selaras.matching.cases.settle import resolve
from selaras.matching.domain.case import (
    Case,
    CaseState,
    Party,
    Resolution,
    TimelineEntry,
    TimelineKind,
    relation_of,
)
from selaras.matching.domain.finding import Finding, Relation
from selaras.matching.ports import Transaction

# From so many messages of a case on that a draft was compared with, it must be like this share of
# them to belong to it.
_CROWD = 8
_SHARE = 0.34


@dataclass(frozen=True, slots=True)
class Home:
    """The case of a group of findings.

    Attributes:
        merged: the cases that were merged into it.
        apart: ids of live cases that people have split from it: what is in them stays in them.
    """

    case: Case
    is_new: bool = False
    merged: list[Case] = field(default_factory=list)
    apart: frozenset[str] = frozenset()

    def now_of(self, case_id: str) -> str:
        """The case that has the findings of a case now."""
        return self.case.id if any(case.id == case_id for case in self.merged) else case_id


@dataclass(frozen=True, slots=True)
class Checked:
    """A message that was checked, by its key: its findings before, by id, and its links."""

    key: str
    before: Mapping[str, Finding]
    links: Links


async def find_home(
    transaction: Transaction, checked: Checked, group: Sequence[Finding], now: datetime
) -> Home:
    """The case of a group of alerting findings of a message.

    A draft that joins two live cases makes one of them: the older stays, the other is resolved as
    MERGED, unless people have split the two.
    """
    ids = await _nearby(transaction, checked, group)
    own = {checked.before[item.id].case_id for item in group if item.id in checked.before}
    fitting = [
        case_id
        for case_id in sorted(ids)
        if case_id in own or await _fits(transaction, case_id, checked, group)
    ]
    known = [await transaction.case(case_id) for case_id in fitting]
    live = sorted(
        (case for case in known if case is not None and case.is_live),
        key=lambda case: (case.create_time, case.id),
    )
    if not live:
        return Home(await _open(transaction, group, now), is_new=True)
    home, *others = live
    split = frozenset(case.id for case in others if case.id in home.apart or home.id in case.apart)
    joined = [case for case in others if case.id not in split]
    merged = [await merge_into(transaction, other, home, now) for other in joined]
    if merged:
        home = await with_parties(transaction, home, merged)
    return Home(home, merged=merged, apart=split)


async def _nearby(transaction: Transaction, checked: Checked, group: Sequence[Finding]) -> set[str]:
    """Ids of the cases that speak of the same matter."""
    key, before, links = checked.key, checked.before, checked.links
    ids = {before[finding.id].case_id for finding in group if finding.id in before}
    for finding in group:
        other = other_side(finding, key).key
        for near in await transaction.findings_of(other):
            if near.case_id and (
                key in (near.left.key, near.right.key) or same_matter(finding, near, other, links)
            ):
                ids.add(near.case_id)
    for kin in sorted(links.kin):
        ids.update(near.case_id for near in await _of_kin(transaction, kin, checked, group))
    return ids - {""}


async def _fits(
    transaction: Transaction, case_id: str, checked: Checked, group: Sequence[Finding]
) -> bool:
    """Whether a draft belongs to a case of many messages.

    Of many that say the same of one programme, a draft about something else is like one or two by
    chance; one that belongs to them is like a good part of those that it was compared with. What
    contradicts a message belongs to its case however many do not.
    """
    findings = await transaction.case_findings(case_id)
    members = {side.key for item in findings for side in (item.left, item.right)} - {checked.key}
    met = members & checked.links.compared
    if len(met) < _CROWD:
        return True
    ends = {other_side(item, checked.key).key: item.verdict.relation for item in group}
    linked = {end: relation for end, relation in ends.items() if end in members}
    if Relation.CONTRADICTION in linked.values():
        return True
    return len(linked.keys() | (checked.links.kin & members)) >= _SHARE * len(met)


async def _of_kin(
    transaction: Transaction, kin: str, checked: Checked, group: Sequence[Finding]
) -> list[Finding]:
    """Findings of a message that says the same of the matter as the draft."""
    ends = [other_side(finding, checked.key).key for finding in group]
    if all(checked.links.are_strangers(kin, end) for end in ends):
        return []  # of another part of the draft
    return await transaction.findings_of(kin)


async def _open(transaction: Transaction, group: Sequence[Finding], now: datetime) -> Case:
    agencies = sorted({side.agency for item in group for side in (item.left, item.right)})
    case = Case(
        id=uuid.uuid4().hex,
        state=CaseState.OPEN,
        version=0,
        relation=relation_of(tuple(group)),
        parties=tuple(Party(agency) for agency in agencies),
        create_time=now,
        change_time=now,
    )
    await transaction.put_case(case)
    await transaction.note(case.id, TimelineEntry(TimelineKind.OPENED, now))
    return case


async def merge_into(transaction: Transaction, other: Case, home: Case, now: datetime) -> Case:
    """Give the findings of a case to another; answers the first, resolved as MERGED."""
    await transaction.move_findings(other.id, home.id)
    entry = TimelineEntry(TimelineKind.MERGED, now, subject=other.name)
    await transaction.note(home.id, entry)
    closed = replace(await resolve(transaction, other, Resolution.MERGED, now), merged_into=home.id)
    await transaction.put_case(closed)
    return closed


async def with_parties(transaction: Transaction, home: Case, merged: Sequence[Case]) -> Case:
    """The case with the agencies of those that were merged into it; what people did there stays."""
    parties = {party.agency: party for case in merged for party in case.parties}
    parties.update({party.agency: party for party in home.parties})
    apart = home.apart.union(*(case.apart for case in merged))
    home = replace(home, parties=tuple(parties[agency] for agency in sorted(parties)), apart=apart)
    await transaction.put_case(home)
    return home
