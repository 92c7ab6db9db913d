"""Which findings of one checked draft are about one matter.

Most drafts speak of one matter, and all of their findings are of one case. A digest ("agenda pekan
ini") speaks of several: then it must not pull the cases of its parts into one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from selaras.matching.domain.finding import Finding, Passage, Side

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Links:
    """What the check of a draft found out about the messages around it, by their keys.

    Attributes:
        kin: messages on the same matter as the draft, whether they clash with it or not: one that
            says the same of it belongs to the case of those that do not.
        strangers: pairs of messages near the draft that have no matter in common.
        compared: all messages that the draft was compared with.
    """

    kin: frozenset[str] = frozenset()
    strangers: frozenset[Pair] = field(default_factory=frozenset)
    compared: frozenset[str] = frozenset()

    def are_strangers(self, one: str, other: str) -> bool:
        """Whether two messages near the draft have no matter in common, as far as is known."""
        return Pair((one, other)) in self.strangers


def other_side(finding: Finding, key: str) -> Side:
    """The side of a finding that is not the message ``key``."""
    return finding.right if finding.left.key == key else finding.left


def matters(key: str, findings: Sequence[Finding], links: Links) -> list[list[Finding]]:
    """The findings of the message ``key``, put together by matter, each in the order given."""

    def of_one(one: Finding, other: Finding) -> bool:
        return same_matter(one, other, key, links)

    return _components(findings, of_one)


def same_matter(one: Finding, other: Finding, shared: str, links: Links) -> bool:
    """Whether two findings that share a message are about one matter.

    They are, unless the judge finds nothing in common between the messages at their other ends, and
    different sentences of the shared message are concerned.
    """
    ends = other_side(one, shared).key, other_side(other, shared).key
    if not links.are_strangers(*ends):
        return True
    return bool(_sentences(one, shared) & _sentences(other, shared))


def _sentences(finding: Finding, key: str) -> set[str]:
    passages: Iterable[Passage] = (
        item.left if finding.left.key == key else item.right for item in finding.verdict.evidence
    )
    return {passage.sentence for passage in passages}


def _components(
    findings: Sequence[Finding], joined: Callable[[Finding, Finding], bool]
) -> list[list[Finding]]:
    groups: list[list[Finding]] = []
    for finding in findings:
        near = [group for group in groups if any(joined(finding, item) for item in group)]
        rest = [group for group in groups if group not in near]
        groups = [*rest, [item for group in near for item in group] + [finding]]
    return groups
