"""The judge's models, fitted one on the other so that none sees what it was itself fitted on.

Logistic models over named signals (services/selaras/matching/judge): ``conflict`` for two facts or
claims, ``same`` and ``clash`` for two messages; each once more, ``_read``, for what an entailment
model has read. Those for messages take what those for facts say; if they were fitted on what these
say of their own training data, they would believe it too much. So they are fitted on what models of
the other folds say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from _judge_rows import UNRELATED, PairRow
from selaras.matching.judge.interface import OPENINGS, Readings
from selaras.matching.judge.matter import Chances, chances, matter_signals
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.questions import questions
from selaras.matching.judge.weigh import Weighed, read_signals, weigh, weigh_again
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

INNER_FOLDS = 4
# Conflicts of one pair that are fitted on as read: some more than the judge asks about.
MOST_READ = 8
_WEIGHTS = {UNRELATED: 0.2}
_SAME = frozenset({"contradiction", "overlap"})
# A copy of a draft counts for a part of what people have written.
_COPIED_WEIGHT = 0.1
# How near two messages are says that they are one, and nothing of whether they clash: among those
# that are one the nearer clash less in the labelled matters, which no copy with a slip bears out.
_OF_LIKENESS = ("near_copy", "said_", "coverage_", "message_", "claims_")
# Of the conflicts of a pair of real posts so many are fitted on; each then counts for the rest.
_MOST_OF_A_POST = 8

Signals = dict[str, float]
Drop = Callable[[str], bool]
"""Whether a signal is left out, to see what it is worth."""


@dataclass(slots=True)
class Stack:
    """The models by name."""

    models: dict[str, LogisticModel]

    def unread(self, row: PairRow) -> list[Weighed]:
        """The conflicts of a pair, by facts, vectors and words alone."""
        return weigh(row.conflicts, self.models["conflict"])

    def readings(self, row: PairRow) -> Readings:
        """The answers to what the judge would ask; none of a pair that was not read."""
        if not row.readings:
            return {}
        first = self.unread(row)
        said = chances(_signals(row, first, {}), self.models, read=False)
        asked = questions(row.one, row.other, first, said)
        return {q.about: row.readings[q.about] for q in asked if q.about in row.readings}

    def say(self, row: PairRow) -> Chances:
        """What the models say of a pair."""
        readings = self.readings(row)
        weighed = weigh_again(self.unread(row), readings, self.models["conflict_read"])
        return chances(_signals(row, weighed, readings), self.models, read=OPENINGS in readings)


def fit_stack(rows: Sequence[PairRow], drop: Drop = lambda _name: False) -> Stack:
    """Fit the models on the rows; signals that ``drop`` names are left out."""
    groups = [row.scenario for row in rows]
    folds = list(GroupKFold(INNER_FOLDS).split(rows, groups=groups))
    parts = [Stack(_fact_models([rows[at] for at in train], drop)) for train, _ in folds]
    stack = Stack(_fact_models(rows, drop))
    unread: list[Signals] = [{} for _ in rows]
    for part, (_, test) in zip(parts, folds, strict=True):
        for at in test:
            unread[at] = _signals(rows[at], part.unread(rows[at]), {})
    stack.models |= _matter_models(rows, unread, drop)
    read: list[Signals] = [{} for _ in rows]
    for part, (_, test) in zip(parts, folds, strict=True):
        part.models |= {name: stack.models[name] for name in ("same", "clash")}
        for at in test:
            read[at] = _read_signals(rows[at], part)
    known = [at for at, signals in enumerate(read) if signals]
    models = (
        _matter_models([rows[at] for at in known], [read[at] for at in known], drop)
        if known
        else stack.models
    )
    stack.models |= {f"{name}_read": models[name] for name in ("same", "clash")}
    return stack


def _read_signals(row: PairRow, part: Stack) -> Signals:
    """The signals of a pair of which claims were read; empty where none were."""
    readings = part.readings(row)
    if not readings:
        return {}
    weighed = weigh_again(part.unread(row), readings, part.models["conflict_read"])
    return _signals(row, weighed, readings)


def _matter_models(
    rows: Sequence[PairRow], signals: Sequence[Signals], drop: Drop
) -> dict[str, LogisticModel]:
    """``same`` on all rows, ``clash`` on those that are one message."""
    same = [at for at, row in enumerate(rows) if row.relation in _SAME]
    weights = [_COPIED_WEIGHT if row.copied else _WEIGHTS.get(row.relation, 1.0) for row in rows]
    return {
        "same": _fit(signals, [float(row.relation in _SAME) for row in rows], weights, drop),
        "clash": _fit(
            [signals[at] for at in same],
            [float(rows[at].relation == "contradiction") for at in same],
            [weights[at] for at in same],
            lambda name: drop(name) or name.startswith(_OF_LIKENESS),
        ),
    }


def _fact_models(rows: Sequence[PairRow], drop: Drop) -> dict[str, LogisticModel]:
    """``conflict``, and ``conflict_read`` on the conflicts that it would have read."""
    signals: list[Signals] = []
    targets: list[float] = []
    weights: list[float] = []
    for row in rows:
        if row.copied:
            continue  # all of its claims are alike: no measure of which are about one thing
        share = 1.0
        chosen = range(len(row.conflicts))
        if row.relation == UNRELATED and len(row.conflicts) > _MOST_OF_A_POST:
            step = len(row.conflicts) / _MOST_OF_A_POST
            chosen, share = [int(step * place) for place in range(_MOST_OF_A_POST)], step  # type: ignore[assignment]
        for at in chosen:
            signals.append(row.conflicts[at].signals)
            targets.append(row.targets[at])
            weights.append(row.weights[at] * share)
    first = _fit(signals, targets, weights, drop)
    read = _read(rows, first)
    # Where nothing was read, reading a claim changes nothing.
    return {"conflict": first, "conflict_read": _fit(*read, drop) if any(read[1]) else first}


def _read(
    rows: Sequence[PairRow], first: LogisticModel
) -> tuple[list[Signals], list[float], list[float]]:
    """Signals, targets and weights of the conflicts whose claims were read."""
    signals: list[Signals] = []
    targets: list[float] = []
    weights: list[float] = []
    for row in rows:
        for at, item in enumerate(
            weigh(row.conflicts, first) if row.readings and not row.copied else ()
        ):
            place = next(k for k, own in enumerate(row.conflicts) if own is item.conflict)
            reading = row.readings.get(item.facts)
            if reading is not None and at < MOST_READ:
                signals.append(read_signals(item.conflict, reading))
                targets.append(row.targets[place])
                weights.append(row.weights[place])
    return signals, targets, weights


def _signals(row: PairRow, weighed: list[Weighed], readings: Readings) -> Signals:
    return matter_signals(row.of_pair, weighed, readings)


def _fit(
    signals: Sequence[Signals], targets: list[float], weights: list[float], drop: Drop
) -> LogisticModel:
    """A logistic regression over the named signals."""
    names = sorted({name for item in signals for name in item if not drop(name)})
    columns = {name: place for place, name in enumerate(names)}
    matrix: npt.NDArray[np.float32] = np.zeros((len(signals), len(names)), dtype=np.float32)
    for place, item in enumerate(signals):
        for name, value in item.items():
            if name in columns:
                matrix[place, columns[name]] = value
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(matrix, np.array(targets), sample_weight=np.array(weights))
    named = zip(names, model.coef_[0].tolist(), strict=True)
    return LogisticModel(float(model.intercept_[0]), {name: round(w, 4) for name, w in named})
