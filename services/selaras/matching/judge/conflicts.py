"""Pairs of facts that cannot both hold, with signals of whether they are about one thing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from selaras.matching.domain.facts import Fact, FactKind, Role, StatementValue, StatusValue
from selaras.matching.facts.compare import Comparison
from selaras.matching.judge import phases
from selaras.matching.judge.alignment import Alignment
from selaras.matching.judge.claims import nearest
from selaras.matching.judge.context import Context, Pairing, is_same
from selaras.matching.judge.interface import FactPair, Prepared
from selaras.matching.judge.signals import (
    about,
    authored_signals,
    closeness,
    inferred,
    pair_signals,
    spread,
    value_signals,
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two facts whose values differ, and the named signals about them."""

    mine: Fact
    theirs: Fact
    signals: dict[str, float]

    @property
    def claims(self) -> tuple[int, int]:
        """Indexes of the two claims."""
        return self.mine.claim_index, self.theirs.claim_index

    @property
    def facts(self) -> FactPair:
        """The two facts, by place and kind."""
        return self.mine.span, self.mine.kind, self.theirs.span, self.theirs.kind

    @property
    def of_claims(self) -> bool:
        """Whether it is of two whole claims rather than of values in them."""
        return isinstance(self.mine.value, StatementValue)


def conflicts(
    one: Prepared, other: Prepared, alignment: Alignment, context: Context
) -> list[Conflict]:
    """Every pair of different facts that may be about one thing, then the nearest claims."""
    weigher = _Weigher(one, other, alignment, context)
    found = [
        Conflict(pairing.mine, pairing.theirs, weigher.signals(pairing))
        for pairing in context.pairings
        if pairing.comparison is Comparison.DIFFERENT and not weigher.rules_out(pairing)
    ]
    between = {item.claims for item in found}
    for mine, theirs in nearest(one, other, alignment):
        known = (mine.claim_index, theirs.claim_index) in between
        found.append(Conflict(mine, theirs, weigher.statement_signals(mine, theirs, known=known)))
    return found


class _Weigher:
    """What the conflicts of one pair of messages have in common, worked out once."""

    def __init__(
        self, one: Prepared, other: Prepared, alignment: Alignment, context: Context
    ) -> None:
        self._alignment = alignment
        self._answered = _answered(alignment, context)
        self._best = _best_cosine(alignment, context)
        self._phases = [phases.PhaseReader(item.extracted) for item in (one, other)]
        self._counts = _counts(context)
        self._company = _company(context)
        self._of_the_pair = {
            **pair_signals(alignment, context),
            **authored_signals(one.message.authored, other.message.authored),
            "agreement": _agreement(context),
        }

    def rules_out(self, pairing: Pairing) -> bool:
        """Whether two values can differ without a clash."""
        mine, theirs = pairing.mine, pairing.theirs
        if id(mine) in self._answered[0] and id(theirs) in self._answered[1]:
            return True  # both messages state both values: two things, not one
        if phases.phase_of(mine):
            return True  # one matter in two phases: what differs is the scope
        return phases.differ(self._phases[0].of(mine), self._phases[1].of(theirs))

    def signals(self, pairing: Pairing) -> dict[str, float]:
        """The named signals of two different facts."""
        mine, theirs = pairing.mine, pairing.theirs
        signals = {
            **self._of_the_pair,
            **self._of_the_claims(pairing),
            **value_signals(mine, theirs),
            f"kind_{mine.kind}": 1.0,
            "about": about(mine, theirs),
            "about_head": float(mine.about[:1] == theirs.about[:1] != ()),
            "sole": 1 / max(self._counts[0][mine.kind], self._counts[1][theirs.kind]),
            "other_kind": float(mine.kind is not theirs.kind),
            "role_same": float(mine.role is theirs.role),
            "role_telling": float(mine.role is theirs.role is not Role.POINT),
            "closeness": closeness(mine, theirs),
            "inferred": float(inferred(mine) or inferred(theirs)),
        }
        if isinstance(mine.value, StatusValue) and isinstance(theirs.value, StatusValue):
            # States are stated of everything; only those of the same thing can clash.
            signals["state"] = 1.0
            signals["state_x_about"] = signals["about"]
            signals["state_x_words"] = signals["claim_words"]
            signals["state_level"] = float(mine.value.level is not None)
        signals["about_x_claim"] = signals["about"] * signals["claim_cosine"]
        signals["sole_x_message"] = signals["sole"] * signals["message_cosine"]
        return signals

    def statement_signals(self, mine: Fact, theirs: Fact, *, known: bool) -> dict[str, float]:
        """The named signals of two claims; ``known``: facts of theirs differ already."""
        place = mine.claim_index, theirs.claim_index
        return {
            **self._of_the_pair,
            "kind_statement": 1.0,
            "claim_cosine": spread(float(self._alignment.cosine[place])),
            "claim_words": float(self._alignment.words[place]),
            "same_company": min(len(self._company[place]), 2) / 2,
            "facts_differ": float(known),
        }

    def _of_the_claims(self, pairing: Pairing) -> dict[str, float]:
        """How near the two claims are, beside others that could be meant."""
        mine, theirs = pairing.mine, pairing.theirs
        place = mine.claim_index, theirs.claim_index
        cosine = float(self._alignment.cosine[place])
        answers = self._answered[0].get(id(mine)), self._answered[1].get(id(theirs))
        best = self._best[0][id(mine)], self._best[1][id(theirs)]
        return {
            "claim_cosine": spread(cosine),
            "claim_words": float(self._alignment.words[place]),
            "answered_elsewhere": _half(answer is not None for answer in answers),
            "answered_better": _half(answer is not None and answer >= cosine for answer in answers),
            "mutual_best": _half(cosine >= nearest for nearest in best),
            "same_company": min(len(self._company[place]), 2) / 2,
        }


def _half(both: Iterable[bool]) -> float:
    """0, 0.5 or 1: for how many of two sides something holds."""
    return sum(both) / 2


def _answered(alignment: Alignment, context: Context) -> tuple[dict[int, float], dict[int, float]]:
    """Facts whose value the other message states too: the cosine of the nearest claim that does."""
    mine: dict[int, float] = {}
    theirs: dict[int, float] = {}
    for pair in context.pairings:
        if is_same(pair.comparison):
            cosine = float(alignment.cosine[pair.mine.claim_index, pair.theirs.claim_index])
            mine[id(pair.mine)] = max(mine.get(id(pair.mine), -1.0), cosine)
            theirs[id(pair.theirs)] = max(theirs.get(id(pair.theirs), -1.0), cosine)
    return mine, theirs


def _counts(context: Context) -> tuple[Counter[FactKind], Counter[FactKind]]:
    """How many facts of each kind the messages state: a sole date is hardly mistaken."""
    mine = {id(pair.mine): pair.mine.kind for pair in context.pairings}
    theirs = {id(pair.theirs): pair.theirs.kind for pair in context.pairings}
    return Counter(mine.values()), Counter(theirs.values())


def _agreement(context: Context) -> float:
    """Share of the facts that can be compared whose value the other message states too."""
    comparable: set[int] = set()
    same: set[int] = set()
    for pair in context.pairings:
        if pair.comparison is not Comparison.INCOMPARABLE:
            comparable |= {id(pair.mine), id(pair.theirs)}
        if is_same(pair.comparison):
            same |= {id(pair.mine), id(pair.theirs)}
    return len(same) / len(comparable) if comparable else 0.0


def _best_cosine(
    alignment: Alignment, context: Context
) -> tuple[dict[int, float], dict[int, float]]:
    """For each fact the cosine of the nearest claim that has a comparable fact."""
    mine: dict[int, float] = {}
    theirs: dict[int, float] = {}
    for pair in context.pairings:
        if pair.comparison is Comparison.INCOMPARABLE:
            continue
        cosine = float(alignment.cosine[pair.mine.claim_index, pair.theirs.claim_index])
        mine[id(pair.mine)] = max(mine.get(id(pair.mine), 0.0), cosine)
        theirs[id(pair.theirs)] = max(theirs.get(id(pair.theirs), 0.0), cosine)
    return mine, theirs


def _company(context: Context) -> dict[tuple[int, int], set[int]]:
    """The facts that two claims agree on, by the indexes of the claims."""
    agreeing: dict[tuple[int, int], set[int]] = defaultdict(set)
    for pair in context.pairings:
        if pair.comparison is Comparison.EQUAL:
            agreeing[pair.mine.claim_index, pair.theirs.claim_index].add(id(pair.mine))
    return agreeing
