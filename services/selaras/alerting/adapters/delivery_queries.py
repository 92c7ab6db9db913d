"""Statements and rows of the table of deliveries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, exists, literal, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.alerting.adapters import tables
from selaras.alerting.adapters.delivery_tables import delivery as table
from selaras.alerting.deliver.convert import read_facts
from selaras.alerting.ports.deliveries import (
    ChannelKind,
    Claim,
    Delivery,
    DeliveryState,
    NewDelivery,
    Result,
    target_of,
)
from selaras.kit import tracing

PENDING = table.c.state == DeliveryState.PENDING.value
RESOLVED = "RESOLVED"  # both the state of a case and the kind of the notice that tells of it
_DETAIL = 300
_GRAVEST = 4  # CRITICAL


def due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Pending, to be tried by now, and held by nobody."""
    return (
        PENDING,
        table.c.next_time <= now,
        or_(table.c.lease_until.is_(None), table.c.lease_until <= now),
    )


def waiting_query(now: datetime) -> Any:
    """The channels with something due. One look for each: it stops at the first row."""
    return union_all(
        *(
            select(literal(kind.value)).where(
                exists(select(table.c.id).where(*due(now), table.c.channel == kind.value))
            )
            for kind in ChannelKind
        )
    )


def candidates_query(claim: Claim, now: datetime, limit: int) -> Any:
    """Id and target of what may be claimed, in the order to claim it; targets may repeat."""
    held = table.alias()
    busy = select(held.c.id).where(
        held.c.target == table.c.target,
        held.c.state.in_([DeliveryState.PENDING.value, DeliveryState.DROPPED.value]),
        held.c.lease_until > now,
    )
    query = select(table.c.id, table.c.target).where(
        *due(now), table.c.channel == claim.channel.value, ~busy.exists()
    )
    if claim.only:
        query = query.where(table.c.scope == claim.only)
    if claim.without:
        query = query.where(table.c.scope.not_in(sorted(claim.without)))
    if claim.skip:
        query = query.where(table.c.id.not_in(sorted(claim.skip)))
    return query.order_by(*_order(claim)).limit(limit)


def claim_query(claim: Claim, now: datetime, ids: list[str]) -> Any:
    """The rows to claim, those left out that somebody else is changing."""
    wanted = select(table).where(table.c.id.in_(ids), *due(now))
    return wanted.order_by(*_order(claim)).with_for_update(skip_locked=True)


def _order(claim: Claim) -> tuple[Any, ...]:
    if claim.rotate:
        return (table.c.update_time, table.c.id)
    return (table.c.urgency, table.c.next_time, table.c.id)


def newer_query(delivery: Delivery) -> Any:
    """Kinds of newer alerts of the owner and case to the same address, sent or to be sent."""
    return (
        select(table.c.kind)
        .where(
            table.c.case_id == delivery.case_id,
            table.c.agency_id == delivery.agency_id,
            table.c.owner_id == delivery.owner_id,
            table.c.target == target_of(delivery.channel, delivery.address),
            table.c.create_time > delivery.create_time,
            table.c.state.in_([DeliveryState.PENDING.value, DeliveryState.SENT.value]),
        )
        .distinct()
    )


def earlier_query(delivery: Delivery) -> Any:
    """State of the earlier deliveries of the owner and case through the channel."""
    return (
        select(table.c.state, table.c.uncertain)
        .where(
            table.c.case_id == delivery.case_id,
            table.c.agency_id == delivery.agency_id,
            table.c.owner_id == delivery.owner_id,
            table.c.channel == delivery.channel.value,
            table.c.create_time < delivery.create_time,
        )
        .distinct()
    )


async def is_resolved(connection: AsyncConnection, delivery: Delivery) -> bool:
    """Whether the case is resolved for the agency.

    The agency of a coordinator has no view of the case of its own: then those of all others count.
    """
    query = select(tables.case.c.agency_id, tables.case.c.state).where(
        tables.case.c.case_id == delivery.case_id
    )
    states = {row[0]: row[1] for row in await connection.execute(query)}
    relevant = states.get(delivery.agency_id)
    if relevant is not None:
        return bool(relevant == RESOLVED)
    return bool(states) and all(state == RESOLVED for state in states.values())


async def time_zone(connection: AsyncConnection, delivery: Delivery) -> str | None:
    """The owner's zone; None: there is no such owner any more."""
    query = select(tables.owner.c.time_zone).where(
        tables.owner.c.agency_id == delivery.agency_id,
        tables.owner.c.owner_id == delivery.owner_id,
    )
    row = (await connection.execute(query)).first()
    return str(row[0]) if row else None


def finish_query(delivery: Delivery, result: Result) -> Any:
    """Writes a result into a row."""
    query = update(table).where(table.c.id == delivery.id)
    if result.state is not DeliveryState.SENT:
        query = query.where(PENDING)  # what was dropped meanwhile stays so, unless it went out
    values: dict[str, Any] = {
        "state": result.state.value,
        "attempts": table.c.attempts + int(result.counted),
        "reason": result.reason,
        "detail": result.detail[:_DETAIL],
        "next_time": result.next_time,
        "update_time": result.time,
    }
    if result.uncertain:
        values["uncertain"] = True
    if result.state in {DeliveryState.SENT, DeliveryState.DROPPED}:
        values.update(emptied(result.state))
    return query.values(**values)


def hold_query(delivery: Delivery, until: datetime) -> Any:
    """Lets the others to the same address wait."""
    return (
        update(table)
        .where(
            table.c.target == target_of(delivery.channel, delivery.address),
            PENDING,
            table.c.id != delivery.id,
            table.c.next_time < until,
        )
        .values(next_time=until)
    )


def emptied(state: DeliveryState) -> dict[str, Any]:
    """What is kept of a delivery that is over: nothing confidential."""
    return {"state": state.value, "next_time": None, "alert": b"", "secret": "", "address": ""}


def new_row(item: NewDelivery) -> dict[str, Any]:
    """The row of a delivery to be made."""
    kind, severity = read_facts(item.alert)
    return {
        "id": item.id,
        "alert_id": item.alert_id,
        "agency_id": item.agency_id,
        "owner_id": item.owner_id,
        "case_id": item.case_id,
        "channel": item.channel.value,
        "scope": item.scope,
        "target": target_of(item.channel, item.address),
        "address": item.address,
        "secret": item.secret,
        "alert": item.alert,
        "kind": kind,
        "urgency": _GRAVEST - severity,
        "state": DeliveryState.PENDING.value,
        "attempts": 0,
        "uncertain": False,
        "reason": "",
        "detail": "",
        "lease": "",
        "lease_until": None,
        "next_time": item.create_time,
        "create_time": item.create_time,
        "queue_time": item.create_time,
        "update_time": item.create_time,
        "traceparent": tracing.current_traceparent() or None,
    }


def to_delivery(row: RowMapping, lease: str = "") -> Delivery:
    """``lease`` is that of a claim just made, for rows that were read before it."""
    return Delivery(
        id=row["id"],
        alert_id=row["alert_id"],
        agency_id=row["agency_id"],
        owner_id=row["owner_id"],
        case_id=row["case_id"],
        channel=ChannelKind(row["channel"]),
        scope=row["scope"],
        kind=row["kind"],
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        uncertain=row["uncertain"] or bool(lease and row["lease"]),
        create_time=row["create_time"],
        queue_time=row["queue_time"],
        update_time=row["update_time"],
        next_time=row["next_time"],
        reason=row["reason"],
        detail=row["detail"],
        lease=lease or row["lease"],
        address=row["address"],
        secret=row["secret"],
        alert=row["alert"],
        traceparent=row["traceparent"] or "",
    )
