"""Every backend finds what comparing everything would find, after any sequence of writes."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
import pytest

from tests.fakes.index import FakeIndex
from tests.support.index import DIMENSIONS, NOW, asking, indexed, near, vector

AGENCIES = ("a", "b", "c", "penanya")
AREAS = ((), (), ("32",), ("32.78",), ("32.77", "33"), ("33.02",), ("32.78.01",))
STEPS = 120


class Walk:
    """The same random writes on an index and on the one that compares everything."""

    def __init__(self, seed: int, index) -> None:
        self.random = random.Random(seed)
        self.indexes = (index, FakeIndex())
        self.topics = [vector(number) for number in range(1, 9)]

    def message(self):
        pick = self.random
        agency = pick.choice(AGENCIES)
        claims = [self.close_to_a_topic() for _ in range(pick.randrange(5))]
        return indexed(
            f"{agency}/{pick.randrange(12)}",
            revision=pick.randrange(1, 6),
            area_codes=pick.choice(AREAS),
            valid_until=pick.choice([None, NOW + timedelta(days=pick.randrange(-3, 4))]),
            lexical_bands=tuple(f"w{pick.randrange(15)}" for _ in range(4)),
            published=pick.random() < 0.5,
            terms=tuple(f"w{pick.randrange(15)}" for _ in range(4)),
            message_vector=self.close_to_a_topic(),
            claim_vectors=np.stack(claims) if claims else np.zeros((0, DIMENSIONS), np.float32),
        )

    def close_to_a_topic(self):
        cosine = self.random.uniform(0.7, 0.99)
        return near(self.random.choice(self.topics), cosine, self.random.randrange(10**6))

    async def step(self) -> None:
        kind = self.random.random()
        if kind < 0.6:
            message = self.message()
            answers = [await index.put(message) for index in self.indexes]
        elif kind < 0.75:
            batch = [self.message() for _ in range(self.random.randrange(1, 9))]
            answers = [await index.put_many(batch) for index in self.indexes]
        else:
            key = f"{self.random.choice(AGENCIES)}/{self.random.randrange(12)}"
            if kind < 0.85:
                revision = self.random.randrange(1, 6)
                answers = [await index.mark_published(key, revision) for index in self.indexes]
            else:
                answers = [await index.remove(key) for index in self.indexes]
        assert answers[0] == answers[1]

    async def compare(self) -> None:
        scope = asking(
            area_codes=self.random.choice(AREAS),
            live_at=NOW + timedelta(days=self.random.randrange(-3, 4)),
            published=self.random.random() < 0.5,
            agency=self.random.choice(["", "", "a"]),
        )
        topics = np.stack(self.topics)
        bands = [f"w{self.random.randrange(15)}" for _ in range(5)]
        found = []
        for index in self.indexes:
            claims = await index.near_claims(topics, scope, 200, -1.0)
            found.append(
                (
                    _seen(await index.near_messages(topics[0], scope, 200, -1.0)),
                    [_seen(hits) for hits in claims],
                    _seen(await index.near_lexical(bands, scope, 200)),
                    _seen(await index.near_terms(bands, scope, 200)),
                    {item async for item in index.stored_keys()},
                )
            )
        assert found[0] == found[1]


def _seen(hits) -> dict[tuple[str, int, int | None], object]:
    """Hits without their order, which may differ where vectors are kept in 8 bits."""
    return {
        (hit.key, hit.revision, hit.claim_index): pytest.approx(hit.score, abs=0.03) for hit in hits
    }


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_writes(index, seed):
    walk = Walk(seed, index)
    for number in range(STEPS):
        await walk.step()
        if number % 10 == 9:
            await walk.compare()
