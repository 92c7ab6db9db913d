"""What careful plugins do while everything breaks: submit, and send again until it is answered."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from enum import StrEnum

from _fleet import Fleet
from _traffic import OFFICES, OWNER, Clash, Post, agency_id, clashes, spread_areas
from selaras.client import AsyncAdminClient, AsyncClient, SelarasApiError

_RETRIED = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "ABORTED"})
_TRY_SECONDS = 6.0
_PATIENCE_SECONDS = 90.0
_PAUSE_SECONDS = 0.2
_CLASHING_SHARE = 0.8
_WRONG_SHARE = 0.04
_MOST_AREAS = 250
_LANES = 8


class Answer(StrEnum):
    """How a submission ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Traffic:
    """What is submitted and what came of it.

    Attributes:
        posts: in the order of submission.
        clashes: pairs among them that contradict each other.
        wrong: names of drafts that must be refused.
        answers: by name of the draft.
        refusals: named reason of each draft that was refused.
    """

    posts: list[Post]
    clashes: list[Clash]
    wrong: frozenset[str]
    answers: dict[str, Answer] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)

    @property
    def agencies(self) -> list[str]:
        """Every agency that submits."""
        return sorted({post.agency for post in self.posts})

    def count(self, answer: Answer) -> int:
        """How many submissions ended so."""
        return sum(given is answer for given in self.answers.values())


def draw(seed: int, rate: float, seconds: float) -> Traffic:
    """The drafts of a run: most clash with another, some with none, a few must be refused."""
    chance = random.Random(seed)
    total = max(round(rate * seconds), 4)
    pairs = round(total * _CLASHING_SHARE / 2)
    alone = max(total - 2 * pairs, 1)
    areas = spread_areas(min(pairs + alone, _MOST_AREAS))
    made = clashes(areas, pairs + alone)
    posts = [clash.post(side) for clash in made[:pairs] for side in (0, 1)]
    posts += [clash.post(0) for clash in made[pairs:]]
    wrong = [
        Post(post.agency, f"wrong-{number}", "", " ")
        for number, post in enumerate(chance.sample(posts, max(round(total * _WRONG_SHARE), 1)))
    ]
    posts += wrong
    chance.shuffle(posts)
    return Traffic(posts, made[:pairs], frozenset(post.name for post in wrong))


class Plugins:
    """A client for each agency, with a key of its own."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._keys: dict[str, str] = {}

    async def register(self, traffic: Traffic) -> None:
        """Make every agency known, each with one owner and a key."""
        areas = {
            agency_id("", clash.area, side): clash.area
            for clash in traffic.clashes
            for side in range(len(OFFICES))
        }
        lanes = asyncio.Semaphore(_LANES)
        async with AsyncAdminClient(
            self._fleet.address("intake"), self._fleet.admin_key, timeout=60
        ) as admin:

            async def add(agency: str) -> None:
                async with lanes:
                    area = areas.get(agency) or agency.partition("-")[2].replace("-", ".")
                    await admin.create_agency(agency, agency, "KABUPATEN", area_code=area)
                    await admin.create_owner(agency, OWNER, f"Humas {agency}")
                    self._keys[agency] = (await admin.create_key(agency)).secret

            await asyncio.gather(*(add(agency) for agency in traffic.agencies))

    async def warm_up(self, traffic: Traffic, patience: float) -> None:
        """Have a text checked: the model is loaded, and what breaks now breaks something.

        Raises:
            TimeoutError
        """
        post = traffic.clashes[0].post(0)
        async with asyncio.timeout(patience), self.client(post.agency, "intake") as client:
            while True:
                try:
                    await client.check_draft(post.body, post.title)
                except SelarasApiError:
                    await asyncio.sleep(_PAUSE_SECONDS)
                    continue
                return

    def client(self, agency: str, service: str) -> AsyncClient:
        """A client of an agency, to one of the services."""
        return AsyncClient(
            self._fleet.address(service), self._keys[agency], agency=agency, timeout=_TRY_SECONDS
        )

    async def submit(self, traffic: Traffic, rate: float) -> None:
        """Every draft at its time, however far the answers are behind."""
        started = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for number, post in enumerate(traffic.posts):
                due = started + number / rate
                await asyncio.sleep(due - asyncio.get_running_loop().time())
                group.create_task(self._until_answered(traffic, post))

    async def _until_answered(self, traffic: Traffic, post: Post) -> None:
        until = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        traffic.answers[post.name] = Answer.UNKNOWN
        async with self.client(post.agency, "intake") as client:
            while asyncio.get_running_loop().time() < until:
                try:
                    # The same request id again: what was stored unheard is not stored twice.
                    await client.submit_draft(
                        post.external_id,
                        post.body,
                        post.title,
                        request_id=f"{post.agency}.{post.external_id}",
                    )
                except SelarasApiError as error:
                    if error.code in _RETRIED:
                        await asyncio.sleep(_PAUSE_SECONDS)
                        continue
                    traffic.answers[post.name] = Answer.REFUSED
                    traffic.refusals[post.name] = f"{error.code} {error.reason}"
                    return
                traffic.answers[post.name] = Answer.ACCEPTED
                return
