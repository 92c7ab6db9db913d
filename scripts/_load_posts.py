"""What is submitted and when: real posts, each a little different, and pairs made to clash."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from _traffic import OFFICES, Clash, Post, agency_id, clashes
from selaras.benchmark.posts import Post as Text
from selaras.benchmark.posts import read_posts
from selaras.gazetteer import Gazetteer

PREFIX = "load-"
_ROOT = Path(__file__).resolve().parent.parent
_BUILTIN = _ROOT / "tests" / "quality" / "conflicts-dev"
_MOST_TEXTS = 20_000
_LONGEST = 4000
_SENTENCES = (2, 9)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"\d+")
# The second side of a clash is not sent before the first has had a chance to be checked.
_CLASH_GAP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Due:
    """A draft and when it is to be sent, in seconds after the start; its clash, if it has one."""

    at: float
    post: Post
    clash: int | None = None


class Drafts:
    """Makes the drafts of one run after another, never the same twice.

    Args:
        texts: real posts.
        areas: regencies, each with two agencies.
        share: share of the drafts that are one side of a clash, 0 to 1.
        run: a short word in the ids of all drafts of this run.
    """

    def __init__(
        self, texts: Sequence[Text], areas: list[str], share: float, run: str, seed: int
    ) -> None:
        self._texts = texts
        self._areas = areas
        self._share = share
        self._prefix = f"{PREFIX}{run}-"
        self._chance = random.Random(seed)
        self._number = 0
        self._clashes = iter(clashes(areas, len(areas) * 100, PREFIX))

    def schedule(self, rate: float, seconds: float, arrivals: str) -> list[Due]:
        """The drafts of some seconds; ``arrivals`` are ``poisson`` or ``fixed``."""
        opened: list[tuple[float, Clash]] = []
        return [self._draft(at, opened) for at in self._times(rate, seconds, arrivals)]

    def _times(self, rate: float, seconds: float, arrivals: str) -> Iterator[float]:
        at = 0.0
        while at < seconds:
            yield at
            at += self._chance.expovariate(rate) if arrivals == "poisson" else 1 / rate

    def _draft(self, at: float, opened: list[tuple[float, Clash]]) -> Due:
        if self._chance.random() < self._share:
            if opened and opened[0][0] <= at - _CLASH_GAP_SECONDS:
                clash = opened.pop(0)[1]
                return Due(at, self._side(clash, 1), clash.number)
            fresh = next(self._clashes, None)
            if fresh is not None:
                opened.append((at, fresh))
                return Due(at, self._side(fresh, 0), fresh.number)
        return Due(at, self._other())

    def _side(self, clash: Clash, side: int) -> Post:
        post = clash.post(side)
        return Post(post.agency, f"{self._prefix}c{clash.number}", post.title, post.body)

    def _other(self) -> Post:
        """A part of a real post with other numbers, as another regency would have written it."""
        self._number += 1
        text = self._texts[self._chance.randrange(len(self._texts))]
        area = self._chance.choice(self._areas)
        name = Gazetteer.load().area(area).name
        sentences = _SENTENCE.split(text.body)
        start = self._chance.randrange(len(sentences))
        part = " ".join(sentences[start : start + self._chance.randint(*_SENTENCES)])
        part = _NUMBER.sub(self._other_number, part)[:_LONGEST]
        body = f"{name}. {part} Siaran nomor {self._number} Humas {name}."
        agency = agency_id(PREFIX, area, self._chance.randrange(len(OFFICES)))
        return Post(agency, f"{self._prefix}{self._number}", text.title[:200], body)

    def _other_number(self, match: re.Match[str]) -> str:
        digits = len(match.group())
        return str(self._chance.randrange(10 ** (digits - 1), 10**digits)) if digits < 7 else "0"


def read_texts(where: str) -> list[Text]:
    """Posts of a JSON lines file, of all such files below a folder, or ``builtin``.

    Raises:
        PostsError: there are none.
        OSError: the file cannot be read.
    """
    return read_posts(_BUILTIN if where == "builtin" else Path(where), _MOST_TEXTS, _LONGEST)
