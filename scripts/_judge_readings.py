"""What an entailment model says of openings and of claims in doubt; kept: it takes minutes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from _judge_rows import UNLISTED, UNRELATED, PairRow
from selaras.embedding.adapters.cross_encoder import CrossEncoderScorer
from selaras.matching.domain.entailment import Entailment, Reading
from selaras.matching.judge.interface import OPENINGS, FactPair
from selaras.matching.judge.model import LogisticModel
from selaras.matching.judge.statement import opening, statement
from selaras.matching.judge.weigh import weigh

_SEED = 7
_AT_ONCE = 256
# Of pairs of real posts so many are read.
UNRELATED_READ = 1500
# Conflicts of one pair that are read: more than the judge asks for, since the models that choose
# them are fitted later.
_NEAREST, _NEAREST_OF_POSTS = 8, 4
# Pairs of two matters whose messages are less near are hardly ever read.
_NEAR = 0.81

Texts = tuple[str, str]


def read_rows(
    rows: list[PairRow], scorer: CrossEncoderScorer, guess: LogisticModel, folder: Path
) -> None:
    """Fill the readings of the rows: the openings and the conflicts that look most like one.

    Of pairs of unrelated posts a sample is read.

    Args:
        rows: of which the readings are filled.
        scorer: the entailment model.
        guess: says which conflicts look most like one.
        folder: where answers are kept, by the version of the model.
    """
    path = folder / f"{scorer.info.version}.jsonl"
    chosen = [
        (row, about, pair)
        for row in _sampled(rows)
        for about, pair in [(OPENINGS, _openings(row)), *_claims(row, guess)]
    ]
    texts = {_name(way): way for _, _, pair in chosen for way in (pair, pair[::-1])}
    known = _load(path)
    known |= _ask({name: texts[name] for name in texts.keys() - known.keys()}, scorer, path)
    for row, about, pair in chosen:
        row.readings[about] = Reading(known[_name(pair)], known[_name(pair[::-1])])


def _sampled(rows: list[PairRow]) -> list[PairRow]:
    unrelated = [row for row in rows if row.relation == UNRELATED]
    chosen = random.Random(_SEED).sample(unrelated, min(UNRELATED_READ, len(unrelated)))
    listed = [
        row
        for row in rows
        if row.relation != UNRELATED
        and (row.relation != UNLISTED or row.alignment.message_cosine >= _NEAR)
    ]
    return [*listed, *chosen]


def _openings(row: PairRow) -> Texts:
    mine, theirs = (opening(side.message.title, side.message.body) for side in (row.one, row.other))
    return mine, theirs


def _claims(row: PairRow, guess: LogisticModel) -> Iterator[tuple[FactPair, Texts]]:
    most = _NEAREST_OF_POSTS if row.relation in {UNRELATED, UNLISTED} else _NEAREST
    for item in weigh(row.conflicts, guess)[:most]:
        mine = statement(row.one.extracted, item.conflict.mine)
        theirs = statement(row.other.extracted, item.conflict.theirs)
        yield item.facts, (mine, theirs)


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
