"""The judge's models, fitted one on the other so that none sees what it was itself fitted on.

Four logistic models over named signals (services/selaras/matching/judge): ``conflict`` for two
facts, ``conflict_read`` for two facts whose claims were read, ``contradiction`` and ``overlap`` for
two messages. The last two take what the first two say; if they were fitted on what the first two
say of their own training data, they would believe it too much. So they are fitted on what models
of the other folds say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from _judge_rows import UNRELATED, PairRow
from selaras.matching.judge.matter import contradiction_signals
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.questions import questions
from selaras.matching.judge.reading_signals import reading_signals
from selaras.matching.judge.sameness import overlap_signals
from selaras.matching.judge.weigh import Weighed, weigh, weigh_again
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

INNER_FOLDS = 4
# Compatible pairs may overlap or not: they say little about overlap.
_OVERLAP_WEIGHTS = {"compatible": 0.25, UNRELATED: 0.03}
_CONTRADICTION_WEIGHTS = {UNRELATED: 0.1}
# Of the conflicts of a pair of real posts so many are fitted on; each then counts for the rest.
_MOST_OF_A_POST = 8

Signals = dict[str, float]
Drop = Callable[[str], bool]
"""Whether a signal is left out, to see what it is worth."""


@dataclass(slots=True)
class Stack:
    """The four models."""

    models: dict[str, LogisticModel]

    def weighed(self, row: PairRow) -> list[Weighed]:
        """The conflicts of a pair, those in doubt with what was read of them."""
        first = weigh(row.conflicts, self.models["conflict"])
        asked = questions(row.one.extracted, row.other.extracted, first)
        readings = {q.facts: row.readings[q.facts] for q in asked if q.facts in row.readings}
        return weigh_again(first, readings, self.models["conflict_read"])

    def contradiction(self, row: PairRow, weighed: list[Weighed]) -> float:
        """Probability that the two messages contradict."""
        return self.models["contradiction"].probability(_contradiction(row, weighed))

    def overlap(self, row: PairRow, conflict: float) -> float:
        """Probability that the two are one message."""
        return self.models["overlap"].probability(_overlap(row, conflict))


def fit_stack(rows: Sequence[PairRow], drop: Drop = lambda _name: False) -> Stack:
    """Fit the four models on the rows; signals that ``drop`` names are left out."""
    unseen: list[list[Weighed]] = [[] for _ in rows]
    groups = [row.scenario for row in rows]
    for train, test in GroupKFold(INNER_FOLDS).split(rows, groups=groups):
        part = Stack(_fact_models([rows[at] for at in train], drop))
        for at in test:
            unseen[at] = part.weighed(rows[at])
    models = _fact_models(rows, drop)
    models["contradiction"] = _fit(
        [_contradiction(row, weighed) for row, weighed in zip(rows, unseen, strict=True)],
        [float(row.relation == "contradiction") for row in rows],
        [_CONTRADICTION_WEIGHTS.get(row.relation, 1.0) for row in rows],
        drop,
    )
    said = [
        models["contradiction"].probability(_contradiction(row, weighed))
        for row, weighed in zip(rows, unseen, strict=True)
    ]
    models["overlap"] = _fit(
        [_overlap(row, conflict) for row, conflict in zip(rows, said, strict=True)],
        [float(row.relation == "overlap") for row in rows],
        [_OVERLAP_WEIGHTS.get(row.relation, 1.0) for row in rows],
        drop,
    )
    return Stack(models)


def _fact_models(rows: Sequence[PairRow], drop: Drop) -> dict[str, LogisticModel]:
    """``conflict``, and ``conflict_read`` on the conflicts that it would have read."""
    signals: list[Signals] = []
    targets: list[float] = []
    weights: list[float] = []
    for row in rows:
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
        places = {id(conflict): at for at, conflict in enumerate(row.conflicts)}
        weighed = weigh(row.conflicts, first)
        asked = {q.facts for q in questions(row.one.extracted, row.other.extracted, weighed)}
        for item in weighed:
            reading = row.readings.get(item.facts)
            if reading is None or item.facts not in asked:
                continue
            at = places[id(item.conflict)]
            signals.append(item.conflict.signals | reading_signals(reading))
            targets.append(row.targets[at])
            weights.append(row.weights[at])
    return signals, targets, weights


def _contradiction(row: PairRow, weighed: list[Weighed]) -> Signals:
    return contradiction_signals([item.probability for item in weighed], row.alignment, row.context)


def _overlap(row: PairRow, conflict: float) -> Signals:
    return overlap_signals(row.one, row.other, row.alignment, row.context, conflict)


def _fit(
    signals: list[Signals], targets: list[float], weights: list[float], drop: Drop
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
