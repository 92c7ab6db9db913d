"""The proof that nothing accepted is lost or doubled: from the API and the alerts alone."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import nats
import nats.errors
from _chaos_load import Answer, Plugins, Traffic
from _traffic import OWNER, Clash
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig
from selaras.api.v1 import alert_pb2 as api_alert_pb2
from selaras.client import CheckState, Confidence, Finding, SelarasApiError
from selaras.event.v1 import alert_pb2
from selaras.kit.bus import ALERTS, DEAD, EVENTS

_POLL_SECONDS = 1.0
_QUIET_SECONDS = 6.0
_BATCH = 200
_LANES = 8
_SHOWN = 5


@dataclass(slots=True)
class Verdict:
    """What the proof found; each list is empty where nothing is wrong.

    Attributes:
        lost: accepted and not there, not checked, without its finding, case or alert.
        doubled: there more than once.
        phantom: there and never accepted, or told of without a case.
        dead: events that a service gave up on.
        refused: drafts that were right and got an answer that no retry mends.
        expected_clashes: pairs of stored drafts that must have a finding.
        alerts: alerts on the stream.
        other_cases: cases between drafts that were not made to clash: the judge's own opinion.
    """

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    phantom: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    expected_clashes: int = 0
    alerts: int = 0
    other_cases: int = 0

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.phantom or self.dead or self.refused)

    def as_json(self) -> dict[str, object]:
        """For the report: counts, and the first of each kind."""
        kinds = ("lost", "doubled", "phantom", "dead", "refused")
        return {
            **{kind: len(getattr(self, kind)) for kind in kinds},
            "first": {kind: getattr(self, kind)[:_SHOWN] for kind in kinds if getattr(self, kind)},
            "expected_clashes": self.expected_clashes,
            "alerts": self.alerts,
            "other_cases": self.other_cases,
        }


class Proof:
    """Asks a healed fleet for everything that a run should have left in it."""

    def __init__(self, traffic: Traffic, plugins: Plugins, nats_url: str) -> None:
        self._traffic = traffic
        self._plugins = plugins
        self._nats_url = nats_url
        self._lanes = asyncio.Semaphore(_LANES)
        self._unchecked = {
            name for name, answer in traffic.answers.items() if answer is Answer.ACCEPTED
        }
        self._stored: dict[str, set[str]] = {}
        self._findings: dict[str, list[Finding]] = {}
        self.verdict = Verdict()

    async def wait_complete(self, patience: float) -> float:
        """Wait until everything is checked and told, or patience ends; answers the seconds.

        What is still missing then is found by :meth:`run`.
        """
        loop = asyncio.get_running_loop()
        started, wanted = loop.time(), 2 * len(self._clashes(self._accepted))
        while loop.time() - started < patience:
            await self._look_for_checks()
            if not self._unchecked and len(_opened(await self._alerts())) >= wanted:
                break
            await asyncio.sleep(_POLL_SECONDS)
        took = loop.time() - started
        await self._wait_quiet(patience)
        return took

    async def run(self) -> Verdict:
        """The proof."""
        await self._look_for_checks()
        self.verdict.lost += [f"{name} is not checked" for name in sorted(self._unchecked)]
        agencies = self._traffic.agencies
        await asyncio.gather(*(self._look_at_agency(agency) for agency in agencies))
        self._compare_refusals()
        alerts = await self._alerts()
        self._compare_alerts(alerts, self._compare_findings())
        await self._look_for_dead_letters()
        return self.verdict

    @property
    def _accepted(self) -> set[str]:
        return {name for name, answer in self._traffic.answers.items() if answer is Answer.ACCEPTED}

    def _clashes(self, stored: set[str]) -> list[Clash]:
        return [
            clash
            for clash in self._traffic.clashes
            if all(clash.post(side).name in stored for side in (0, 1))
        ]

    async def _look_for_checks(self) -> None:
        async def look(name: str) -> None:
            async with self._lanes, self._plugins.client(name.split("/")[1], "intake") as client:
                try:
                    found = await client.get_draft(name)
                except SelarasApiError:
                    return  # not there, or not yet: it stays among the unchecked
                if found.check.state is CheckState.CHECKED:
                    self._unchecked.discard(name)

        await asyncio.gather(*(look(name) for name in sorted(self._unchecked)))

    async def _look_at_agency(self, agency: str) -> None:
        """Its drafts, each once, and its findings at alert level with their cases."""
        async with self._lanes, self._plugins.client(agency, "intake") as client:
            drafts = [draft async for draft in client.list_drafts()]
        async with self._lanes, self._plugins.client(agency, "matching") as client:
            found = [item async for item in client.findings(min_confidence=Confidence.LIKELY)]
            for case in {item.case for item in found if item.case}:
                try:
                    await client.get_case(case)
                except SelarasApiError as error:
                    self.verdict.lost.append(f"{case} for {agency}: {error.reason}")
        self._findings[agency] = found
        names = Counter(draft.name for draft in drafts)
        self._stored[agency] = set(names)
        answers = self._traffic.answers
        self.verdict.doubled += [name for name, count in names.items() if count > 1]
        self.verdict.doubled += [
            f"{draft.name} has revision {draft.revision}" for draft in drafts if draft.revision != 1
        ]
        self.verdict.phantom += [
            name for name in names if answers.get(name) not in {Answer.ACCEPTED, Answer.UNKNOWN}
        ]
        expected = {name for name in self._accepted if name.split("/")[1] == agency}
        self.verdict.lost += [f"{name} is not there" for name in sorted(expected - set(names))]

    def _compare_refusals(self) -> None:
        wrong, refusals = self._traffic.wrong, self._traffic.refusals
        self.verdict.refused += [
            f"{name}: {why}" for name, why in refusals.items() if name not in wrong
        ]
        self.verdict.phantom += [f"{name} was accepted" for name in sorted(wrong & self._accepted)]

    def _compare_findings(self) -> dict[str, set[str]]:
        """Each expected clash has one finding, the same on both sides; agency -> its cases."""
        stored = set().union(*self._stored.values())
        expected = self._clashes(stored)
        self.verdict.expected_clashes = len(expected)
        cases: dict[str, set[str]] = defaultdict(set)
        for clash in expected:
            sides = [self._of_draft(clash, side) for side in (0, 1)]
            label = f"clash {clash.number} of {clash.agency(0)} and {clash.agency(1)}"
            if any(len(side) > 1 for side in sides):
                self.verdict.doubled.append(f"{label} has {[len(side) for side in sides]} findings")
            elif not all(sides) or sides[0][0].name != sides[1][0].name:
                self.verdict.lost.append(f"{label} has {[len(side) for side in sides]} findings")
            elif not sides[0][0].case or sides[0][0].case != sides[1][0].case:
                self.verdict.lost.append(f"{label} has no case that both sides see")
            else:
                for side in (0, 1):
                    cases[clash.agency(side)].add(sides[side][0].case)
        return cases

    def _of_draft(self, clash: Clash, side: int) -> list[Finding]:
        own, other = clash.post(side), clash.agency(1 - side)
        return [
            item
            for item in self._findings[own.agency]
            if item.own_draft == own.name and item.other_agency.name == f"agencies/{other}"
        ]

    def _compare_alerts(self, alerts: list[alert_pb2.Alert], cases: dict[str, set[str]]) -> None:
        """Each owner was told once that a case is there, and of no case that is not there."""
        self.verdict.alerts = len(alerts)
        opened = _opened(alerts)
        ids = Counter(alert.alert_id for alert in alerts)
        self.verdict.doubled += [f"alert {name}" for name, count in ids.items() if count > 1]
        for agency, names in cases.items():
            owner = f"agencies/{agency}/owners/{OWNER}"
            for case in sorted(names):
                if not opened[owner, case]:
                    self.verdict.lost.append(f"alert of {case} to {owner}")
        self.verdict.doubled += [
            f"{count} alerts of {case} to {owner}"
            for (owner, case), count in opened.items()
            if count > 1
        ]
        known = {
            (f"agencies/{agency}/owners/{OWNER}", item.case)
            for agency, found in self._findings.items()
            for item in found
        }
        planned = set().union(*cases.values())
        self.verdict.other_cases = len({case for _, case in known} - planned)
        self.verdict.phantom += [
            f"alert of {case} to {owner}" for owner, case in sorted(set(opened) - known)
        ]

    async def _alerts(self) -> list[alert_pb2.Alert]:
        messages = await self._read(ALERTS, "selaras.v1.alert.>")
        return [alert_pb2.Alert.FromString(message.data) for message in messages]

    async def _look_for_dead_letters(self) -> None:
        for message in await self._read(DEAD, "selaras.v1.dead.>"):
            letter = alert_pb2.DeadLetter.FromString(message.data)
            self.verdict.dead.append(
                f"{letter.service} gave up on {letter.subject} after {letter.deliveries} tries: "
                f"{letter.reason}"
            )

    async def _read(self, stream: str, subject: str) -> list[Msg]:
        """Everything on a stream."""
        client = await nats.connect(self._nats_url, max_reconnect_attempts=3)
        try:
            jetstream = client.jetstream()
            left = (await jetstream.stream_info(stream)).state.messages
            config = ConsumerConfig(ack_policy=AckPolicy.NONE, inactive_threshold=30)
            reader = await jetstream.pull_subscribe(subject, stream=stream, config=config)
            messages: list[Msg] = []
            while len(messages) < left:
                messages += await reader.fetch(min(_BATCH, left - len(messages)), timeout=10)
            await reader.unsubscribe()
            return messages
        finally:
            await client.close()

    async def _wait_quiet(self, patience: float) -> None:
        """Wait until nothing was put on any stream for a while."""
        loop = asyncio.get_running_loop()
        client = await nats.connect(self._nats_url, max_reconnect_attempts=3)
        try:
            until, since, seen = loop.time() + patience, loop.time(), await _ends(client)
            while loop.time() < until and loop.time() - since < _QUIET_SECONDS:
                await asyncio.sleep(_POLL_SECONDS)
                now = await _ends(client)
                if now != seen:
                    seen, since = now, loop.time()
        finally:
            await client.close()


def _opened(alerts: list[alert_pb2.Alert]) -> Counter[tuple[str, str]]:
    """How often each owner was told that a case is there, by owner and case."""
    return Counter(
        (alert.owner, alert.case)
        for alert in alerts
        if alert.kind == api_alert_pb2.ALERT_KIND_OPENED
    )


async def _ends(client: Client) -> tuple[int, ...]:
    jetstream = client.jetstream()
    infos = [await jetstream.stream_info(name) for name in (EVENTS, ALERTS, DEAD)]
    return tuple(info.state.last_seq for info in infos)
