"""The last act of the demo: the owners of one case settle it, and all who were told hear of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from selaras.cli.demo_sample import Sample
from selaras.cli.output import say
from selaras.client import AsyncAdminClient, AsyncClient, Case

Tell = Callable[[str], None]


class Settlement:
    """Settles the case of a run with the fewest agencies, with a key for one owner of each.

    Args:
        keys: of the agencies' plugins, by agency id.
        tell: is told each step in one line.
    """

    def __init__(self, sample: Sample, target: str, keys: Mapping[str, str], tell: Tell) -> None:
        self._sample = sample
        self._target = target
        self._keys = keys
        self._tell = tell

    async def run(self, admin_key: str) -> Case | None:
        """Acknowledge, propose and agree; None: no contradiction is open."""
        case = await self._smallest()
        if case is None:
            return None
        parties = [
            party.agency.name.removeprefix("agencies/") for party in case.parties if party.findings
        ]
        people = {agency: await self._person(admin_key, agency) for agency in parties}
        first, *others = people
        self._tell(say("demo.settle_case", title=case.title))
        async with self._as(people[first]) as client:
            await client.acknowledge_case(case.name)
            self._say("settle_acknowledged", first)
            text = say("demo.settle_text", agency=self._name(first))
            proposed = await client.propose_resolution(case.name, "JOINT_STATEMENT", text)
            self._say("settle_proposed", first)
        number = proposed.proposal.number if proposed.proposal else 0
        for other in others:
            async with self._as(people[other]) as client:
                await client.answer_resolution(case.name, number, agree=True)
                self._say("settle_agreed", other)
        return case

    async def _smallest(self) -> Case | None:
        found: dict[str, Case] = {}
        for key in self._keys.values():
            async with self._as(key) as client:
                async for case in client.list_cases(relation="CONTRADICTION"):
                    found[case.name] = case
        return min(found.values(), key=lambda case: (len(case.parties), case.name), default=None)

    async def _person(self, admin_key: str, agency: str) -> str:
        """A key of the agency's first owner."""
        owner = self._sample.agencies[agency].owners[0].owner_id
        async with AsyncAdminClient(self._target, admin_key) as admin:
            return (await admin.create_key(agency, "Demo", owner=owner)).secret

    def _as(self, key: str) -> AsyncClient:
        return AsyncClient(self._target, key)

    def _say(self, step: str, agency: str) -> None:
        owner = self._sample.agencies[agency].owners[0].name
        self._tell(say(f"demo.{step}", owner=owner, agency=self._name(agency)))

    def _name(self, agency: str) -> str:
        return self._sample.agencies[agency].name
