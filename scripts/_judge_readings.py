"""What the entailment model says of the claims in doubt; kept on disk, since it takes minutes."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from _judge_rows import UNRELATED, PairRow
from selaras.embedding.adapters.cross_encoder import CrossEncoderScorer
from selaras.matching.domain.entailment import Entailment, Reading
from selaras.matching.judge.interface import ClaimPair
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.statement import statement

_SEED = 7
_AT_ONCE = 256
# Of pairs of real posts, so many are read, and of each so many claims that come nearest to a clash.
UNRELATED_READ = 1500
_NEAREST = 4

Texts = tuple[str, str]


def read_rows(
    rows: list[PairRow], scorer: CrossEncoderScorer, guess: LogisticModel, folder: Path
) -> None:
    """Fill the readings of the rows: all claims with a conflict; of unrelated posts a sample.

    Args:
        rows: of which the readings are filled.
        scorer: the entailment model.
        guess: says which conflicts of unrelated posts come nearest to one.
        folder: where answers are kept, by the version of the model.
    """
    path = folder / f"{scorer.info.version}.jsonl"
    chosen = [(row, _pairs_of(row, guess)) for row in _sampled(rows)]
    texts = {
        _name(pair): pair
        for row, pairs in chosen
        for claims in pairs
        for pair in _both_ways(row, claims)
    }
    known = _load(path)
    known |= _ask({name: texts[name] for name in texts.keys() - known.keys()}, scorer, path)
    for row, pairs in chosen:
        for claims in pairs:
            forward, backward = (known[_name(pair)] for pair in _both_ways(row, claims))
            row.readings[claims] = Reading(forward, backward)


def _sampled(rows: list[PairRow]) -> list[PairRow]:
    unrelated = [row for row in rows if row.relation == UNRELATED]
    chosen = random.Random(_SEED).sample(unrelated, min(UNRELATED_READ, len(unrelated)))
    return [*(row for row in rows if row.relation != UNRELATED), *chosen]


def _pairs_of(row: PairRow, guess: LogisticModel) -> list[ClaimPair]:
    ranked = sorted(row.conflicts, key=lambda item: -guess.probability(item.signals))
    pairs = dict.fromkeys((item.mine.claim_index, item.theirs.claim_index) for item in ranked)
    return list(pairs)[: _NEAREST if row.relation == UNRELATED else None]


def _both_ways(row: PairRow, claims: ClaimPair) -> tuple[Texts, Texts]:
    mine = statement(row.one.extracted, claims[0])
    theirs = statement(row.other.extracted, claims[1])
    return (mine, theirs), (theirs, mine)


def _ask(
    wanted: Mapping[str, Texts], scorer: CrossEncoderScorer, path: Path
) -> dict[str, Entailment]:
    answers: dict[str, Entailment] = {}
    ordered = sorted(wanted.items(), key=lambda entry: sum(map(len, entry[1])))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for start in range(0, len(ordered), _AT_ONCE):
            part = ordered[start : start + _AT_ONCE]
            said = scorer.score([pair for _, pair in part])
            for (name, _), item in zip(part, said, strict=True):
                numbers = (item.entailment, item.neutral, item.contradiction)
                answers[name] = Entailment(*numbers)
                file.write(json.dumps([name, *numbers]) + "\n")
            file.flush()
    return answers


def _name(pair: Texts) -> str:
    """Posts are not copied into the cache: it knows them by a hash."""
    return sha256("\n".join(pair).encode()).hexdigest()[:24]


def _load(path: Path) -> dict[str, Entailment]:
    if not path.exists():
        return {}
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return {name: Entailment(*numbers) for name, *numbers in rows}
