"""The rows of the calendar: kept in line with the messages, and read."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from selaras.matching.adapters.calendar_tables import plan
from selaras.matching.cases.topics import topic_of
from selaras.matching.domain.calendar import PlanCard, card_of
from selaras.matching.domain.message import Agency, AgencyLevel, Message, MessageState, ShareLevel

Insert = Callable[..., Any]


async def keep_plan(connection: AsyncConnection, insert: Insert, message: Message) -> None:
    """Bring the row of a message in line with it, in the transaction that stores it."""
    if card_of(message, "") is None:
        await drop_plans(connection, [message.key])
        return
    card = card_of(message, topic_of([message.text]))
    values = {
        "publish_time": message.publish_time,
        "version": message.version,
        "card": dump_card(card) if card else "",
    }
    await connection.execute(
        insert(plan)
        .values(key=message.key, **values)
        .on_conflict_do_update(
            index_elements=["key"], set_=values, where=plan.c.version <= message.version
        )
    )


async def drop_plans(connection: AsyncConnection, keys: Collection[str]) -> None:
    """Take messages out of the calendar."""
    await connection.execute(delete(plan).where(plan.c.key.in_(list(keys))))


def dump_card(card: PlanCard) -> str:
    """A card as JSON, without what the row has a column for."""
    fields = asdict(card)
    del fields["key"], fields["publish_time"]
    return json.dumps(fields, ensure_ascii=False)


def load_card(row: Any) -> PlanCard:
    """A card from its row."""
    fields: dict[str, Any] = json.loads(row.card)
    agency = fields["agency"]
    return PlanCard(
        key=row.key,
        agency=Agency(**agency | {"level": AgencyLevel(agency["level"])}),
        revision=fields["revision"],
        state=MessageState(fields["state"]),
        share_level=ShareLevel(fields["share_level"]),
        area_codes=tuple(fields["area_codes"]),
        audience_tags=tuple(fields["audience_tags"]),
        publish_time=row.publish_time,
        topic=fields["topic"],
    )
