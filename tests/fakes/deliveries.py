"""The store of deliveries in memory, and a channel that does as it is told."""

from __future__ import annotations

import asyncio
import base64
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from selaras.alerting.deliver.convert import read_facts
from selaras.alerting.ports.channel import ChannelError, Envelope
from selaras.alerting.ports.deliveries import (
    ChannelKind,
    Claim,
    Delivery,
    DeliveryState,
    Drop,
    NewDelivery,
    Result,
    Standing,
    target_of,
)
from selaras.kit.errors import InvalidRequest

OVER = {DeliveryState.SENT, DeliveryState.DROPPED}


class FakeDeliveryStore:
    """Keeps deliveries in a dictionary; also a unit of its own."""

    def __init__(self, clock) -> None:
        self._clock = clock
        self._rows: dict[str, Delivery] = {}
        self._severity: dict[str, int] = {}
        self._until: dict[str, datetime] = {}
        self._targets: dict[str, str] = {}
        self._leases = count(1)
        self.cases: dict[tuple[str, str], str] = {}
        self.owners: dict[tuple[str, str], str] = {}

    @property
    def rows(self) -> list[Delivery]:
        return list(self._rows.values())

    async def add(self, deliveries) -> None:
        for item in deliveries:
            if item.id not in self._rows:
                kind, self._severity[item.id] = read_facts(item.alert)
                self._rows[item.id] = _row(item, kind)
                self._targets[item.id] = target_of(item.channel, item.address)

    async def drop(self, case_id: str, agency_id: str) -> None:
        for row in self.rows:
            same = (row.case_id, row.agency_id) == (case_id, agency_id)
            if same and row.state is DeliveryState.PENDING and row.kind != "RESOLVED":
                self._put(
                    _over(row, DeliveryState.DROPPED),
                    reason=Drop.CASE_RESOLVED.value,
                    detail="",
                    update_time=self._clock.now(),
                )

    async def waiting(self, now) -> frozenset[ChannelKind]:
        return frozenset(row.channel for row in self.rows if self._is_due(row, now))

    async def claim(self, claim: Claim, now, lease_seconds: float) -> list[Delivery]:
        busy = {self._targets[row.id] for row in self.rows if self._until.get(row.id, now) > now}
        wanted = [
            row
            for row in self.rows
            if self._is_due(row, now)
            and row.channel is claim.channel
            and claim.only in {"", row.scope}
            and row.scope not in claim.without
            and row.id not in claim.skip
            and self._targets[row.id] not in busy
        ]
        wanted.sort(key=lambda row: self._order(row, rotate=claim.rotate))
        firsts = list({self._targets[row.id]: row for row in reversed(wanted)}.values())[::-1]
        return [self._lease(row, now, lease_seconds) for row in firsts[: claim.limit]]

    async def standing(self, delivery: Delivery) -> Standing:
        zone = self.owners.get((delivery.agency_id, delivery.owner_id))
        of_case = [
            row
            for row in self.rows
            if delivery.case_id
            and (row.case_id, row.agency_id, row.owner_id)
            == (delivery.case_id, delivery.agency_id, delivery.owner_id)
        ]
        earlier = [
            row
            for row in of_case
            if row.channel is delivery.channel and row.create_time < delivery.create_time
        ]
        return Standing(
            resolved=self._is_resolved(delivery),
            owner_gone=zone is None,
            newer=frozenset(
                row.kind
                for row in of_case
                if self._targets[row.id] == self._targets[delivery.id]
                and row.create_time > delivery.create_time
                and row.state in {DeliveryState.PENDING, DeliveryState.SENT}
            ),
            earlier=bool(earlier),
            told=any(row.state is DeliveryState.SENT or row.uncertain for row in earlier),
            time_zone=zone or "",
        )

    async def finish(self, delivery: Delivery, result: Result) -> bool:
        row = self._rows[delivery.id]
        if not delivery.lease or row.lease != delivery.lease:
            return False
        self._until.pop(row.id, None)
        row = self._put(row, lease="")
        if result.state is not DeliveryState.SENT and row.state is not DeliveryState.PENDING:
            return False
        self._put(
            _over(row, result.state) if result.state in OVER else replace(row, state=result.state),
            attempts=row.attempts + int(result.counted),
            reason=result.reason,
            detail=result.detail,
            next_time=result.next_time,
            uncertain=row.uncertain or result.uncertain,
            update_time=result.time,
        )
        if result.hold and result.next_time:
            for other in self.rows:
                waits = (
                    other.state is DeliveryState.PENDING
                    and self._targets[other.id] == self._targets[row.id]
                )
                if waits and other.id != row.id and other.next_time < result.next_time:
                    self._put(other, next_time=result.next_time)
        return True

    async def page(self, state, size, token="", agency_id=""):
        rows = [row for row in self.rows if row.state is state and agency_id in {"", row.agency_id}]
        rows.sort(key=lambda row: (row.update_time, row.id), reverse=True)
        try:
            start = int(base64.b64decode(token, validate=True) or b"0")
        except ValueError as error:
            raise InvalidRequest("PAGE_TOKEN_INVALID", "not a token") from error
        more = len(rows) > start + size
        following = base64.b64encode(str(start + size).encode()).decode() if more else ""
        return rows[start : start + size], following

    async def of_alerts(self, alert_ids):
        found: dict[str, list[Delivery]] = {}
        for row in sorted(self.rows, key=lambda row: (row.channel, row.id)):
            if row.alert_id in alert_ids:
                found.setdefault(row.alert_id, []).append(row)
        return found

    async def requeue(self, ids, now, agency_id="") -> int:
        wanted = [
            row
            for row in self.rows
            if row.state is DeliveryState.DEAD
            and (ids is None or row.id in ids)
            and agency_id in {"", row.agency_id}
        ]
        for row in wanted:
            self._put(
                row,
                state=DeliveryState.PENDING,
                attempts=0,
                next_time=now,
                queue_time=now,
                update_time=now,
            )
        return len(wanted)

    async def pending(self):
        return Counter(row.channel for row in self.rows if row.state is DeliveryState.PENDING)

    async def purge(self, before) -> int:
        old = [
            row.id
            for row in self.rows
            if row.state is not DeliveryState.PENDING and row.update_time < before
        ]
        for delivery_id in old:
            del self._rows[delivery_id]
        return len(old)

    def _is_due(self, row: Delivery, now: datetime) -> bool:
        free = self._until.get(row.id, now) <= now
        return free and row.state is DeliveryState.PENDING and row.next_time <= now

    def _order(self, row: Delivery, *, rotate: bool):
        if rotate:
            return (row.update_time, row.id)
        return (-self._severity[row.id], row.next_time, row.create_time, row.id)

    def _lease(self, row: Delivery, now: datetime, seconds: float) -> Delivery:
        self._until[row.id] = now + timedelta(seconds=seconds)
        return self._put(
            row,
            uncertain=row.uncertain or bool(row.lease),
            lease=f"lease-{next(self._leases)}",
            update_time=now,
        )

    def _is_resolved(self, delivery: Delivery) -> bool:
        states = {
            agency: state
            for (case, agency), state in self.cases.items()
            if case == delivery.case_id
        }
        if delivery.agency_id in states:
            return states[delivery.agency_id] == "RESOLVED"
        return bool(states) and set(states.values()) == {"RESOLVED"}

    def _put(self, row: Delivery, **changes) -> Delivery:
        self._rows[row.id] = replace(row, **changes)
        return self._rows[row.id]


class FakeChannel:
    """Takes every envelope, unless ``answer`` says otherwise.

    ``answer`` gets the envelope and raises what it wants to; ``most`` is the highest number of
    envelopes that were on their way at once.
    """

    def __init__(self, kind: ChannelKind = ChannelKind.EMAIL) -> None:
        self.kind = kind
        self.taken: list[Envelope] = []
        self.tried: list[Envelope] = []
        self.answer: Callable[[Envelope], ChannelError | Awaitable[None] | None] = lambda _: None
        self.most = 0
        self.closed = False
        self._under_way = 0

    async def send(self, envelope: Envelope) -> None:
        self.tried.append(envelope)
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        try:
            answer = self.answer(envelope)
            if isinstance(answer, Exception):
                raise answer
            if answer is not None:
                await answer
            await asyncio.sleep(0)
        finally:
            self._under_way -= 1
        self.taken.append(envelope)

    async def close(self) -> None:
        self.closed = True


def _row(item: NewDelivery, kind: str) -> Delivery:
    return Delivery(
        id=item.id,
        alert_id=item.alert_id,
        agency_id=item.agency_id,
        owner_id=item.owner_id,
        case_id=item.case_id,
        channel=item.channel,
        scope=item.scope,
        kind=kind,
        state=DeliveryState.PENDING,
        attempts=0,
        uncertain=False,
        create_time=item.create_time,
        queue_time=item.create_time,
        update_time=item.create_time,
        next_time=item.create_time,
        address=item.address,
        secret=item.secret,
        alert=item.alert,
    )


def _over(row: Delivery, state: DeliveryState) -> Delivery:
    return replace(row, state=state, next_time=None, alert=b"", secret="", address="")
