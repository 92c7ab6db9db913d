"""Drafts and their revisions in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Update, and_, case, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from selaras.intake.adapters import tables
from selaras.intake.adapters.sql_forgetting import DraftForgetting
from selaras.intake.domain.content import Channel, Content, ShareLevel
from selaras.intake.domain.draft import Check, CheckState, Draft, DraftState, KnownBefore
from selaras.intake.ports.storage import DraftCursor, Waiting

_DRAFT = tables.draft
_REVISION = tables.revision
_NEWEST = and_(_REVISION.c.draft_id == _DRAFT.c.id, _REVISION.c.revision == _DRAFT.c.revision)
_CHECK_COLUMNS = (
    "check_state",
    "check_time",
    "findings",
    "alerts",
    "known_time",
    "known_alerts",
)
_WAITS = and_(
    _REVISION.c.sweep_time.is_not(None),
    _REVISION.c.check_state == CheckState.PENDING.value,
    _DRAFT.c.state != DraftState.WITHDRAWN.value,
)


class SqlDrafts(DraftForgetting):
    """See :class:`selaras.intake.ports.storage.Drafts`."""

    async def get(self, agency_id: str, external_id: str) -> Draft | None:
        """A draft in its newest revision."""
        query = _newest().where(_named(agency_id, external_id))
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _draft(row) if row else None

    async def count_new(self, agency_id: str, day: date) -> int:
        """Count one new text of an agency on a day."""
        # Both dialects know "insert, or else update" and SQLAlchemy has no common word for it.
        dialect = self._connection.dialect.name
        insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
        table = tables.quota
        statement = insert(table).values(agency_id=agency_id, day=day, drafts=1)
        counted = case((table.c.day == day, table.c.drafts + 1), else_=1)
        query = statement.on_conflict_do_update(
            index_elements=[table.c.agency_id], set_={"day": day, "drafts": counted}
        ).returning(table.c.drafts)
        return int((await self._connection.execute(query)).scalar_one())

    async def page(
        self,
        agency_id: str,
        *,
        states: Sequence[DraftState],
        after: DraftCursor | None,
        limit: int,
    ) -> list[Draft]:
        """Drafts of an agency, the last changed first."""
        query = _newest().where(_DRAFT.c.agency_id == agency_id)
        if states:
            query = query.where(_DRAFT.c.state.in_([state.value for state in states]))
        if after:
            time, external_id = _DRAFT.c.update_time, _DRAFT.c.external_id
            query = query.where(
                time <= after.update_time,
                or_(time < after.update_time, external_id < after.external_id),
            )
        query = query.order_by(_DRAFT.c.update_time.desc(), _DRAFT.c.external_id.desc())
        rows = (await self._connection.execute(query.limit(limit))).mappings()
        return [_draft(row) for row in rows]

    async def add_revision(self, draft: Draft, waiting: Waiting) -> None:
        """Store a draft with a new revision."""
        draft_id = None
        if draft.revision > 1:
            update = _update_of(draft).returning(_DRAFT.c.id)
            draft_id = (await self._connection.execute(update)).scalar_one_or_none()
        if draft_id is None:  # also one that was forgotten and goes on with its numbers
            insert = _DRAFT.insert().values(
                agency_id=draft.agency_id,
                external_id=draft.external_id,
                create_time=draft.create_time,
                **_draft_values(draft),
            )
            draft_id = (await self._connection.execute(insert.returning(_DRAFT.c.id))).scalar_one()
        else:
            # Nobody asks again for the check of a text that has been replaced.
            await self._connection.execute(
                _REVISION.update()
                .where(_REVISION.c.draft_id == draft_id, _REVISION.c.sweep_time.is_not(None))
                .values(sweep_time=None)
            )
        await self._connection.execute(
            _REVISION.insert().values(
                draft_id=draft_id,
                revision=draft.revision,
                emissions=waiting.emissions,
                sweep_time=waiting.sweep_time,
                **_content_values(draft.content),
                **_check_values(draft.check),
            )
        )

    async def put(self, draft: Draft) -> None:
        """Store a draft that changed."""
        await self._connection.execute(_update_of(draft))

    async def get_check(self, agency_id: str, external_id: str, revision: int) -> Check | None:
        """The check of one revision."""
        query = (
            select(*(_REVISION.c[name] for name in _CHECK_COLUMNS))
            .join(_DRAFT, _DRAFT.c.id == _REVISION.c.draft_id)
            .where(_named(agency_id, external_id), _REVISION.c.revision == revision)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return _check(row) if row else None

    async def put_check(
        self, agency_id: str, external_id: str, revision: int, check: Check
    ) -> None:
        """Store the check of one revision."""
        await self._connection.execute(
            _REVISION.update()
            .where(
                _REVISION.c.draft_id == _id_of(agency_id, external_id),
                _REVISION.c.revision == revision,
            )
            .values(sweep_time=None, **_check_values(check))
        )

    async def await_check(self, draft: Draft, waiting: Waiting) -> None:
        """Store that the newest revision was sent to the checker again."""
        await self._connection.execute(
            _REVISION.update()
            .where(
                _REVISION.c.draft_id == _id_of(draft.agency_id, draft.external_id),
                _REVISION.c.revision == draft.revision,
            )
            .values(
                emissions=waiting.emissions,
                sweep_time=waiting.sweep_time,
                **_check_values(draft.check),
            )
        )

    async def overdue(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Agency and external ids of drafts whose sweep time has come."""
        query = (
            select(_DRAFT.c.agency_id, _DRAFT.c.external_id)
            .join(_REVISION, _NEWEST)
            .where(_WAITS, _REVISION.c.sweep_time <= now)
            .order_by(_REVISION.c.sweep_time, _DRAFT.c.id)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self._connection.execute(query)]

    async def waiting(self, agency_id: str, external_id: str) -> Waiting | None:
        """How the newest revision waits for its check."""
        query = (
            select(_REVISION.c.emissions, _REVISION.c.sweep_time)
            .join(_DRAFT, _NEWEST)
            .where(_named(agency_id, external_id), _WAITS)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Waiting(row[0], row[1]) if row else None


def backlog_query() -> Select[int, Any]:
    """How many newest revisions wait for their check, and when the first of them was stored."""
    return (
        select(func.count(), func.min(_DRAFT.c.update_time))
        .select_from(_DRAFT.join(_REVISION, _NEWEST))
        .where(_WAITS)
    )


def _named(agency_id: str, external_id: str) -> ColumnElement[bool]:
    return and_(_DRAFT.c.agency_id == agency_id, _DRAFT.c.external_id == external_id)


def _id_of(agency_id: str, external_id: str) -> Any:
    return select(_DRAFT.c.id).where(_named(agency_id, external_id)).scalar_subquery()


def _newest() -> Select[Any]:
    columns = [column for column in _REVISION.c if column.name not in {"draft_id", "revision"}]
    return select(_DRAFT, *columns).join(_REVISION, _NEWEST)


def _update_of(draft: Draft) -> Update:
    named = _named(draft.agency_id, draft.external_id)
    return _DRAFT.update().where(named).values(**_draft_values(draft))


def _draft_values(draft: Draft) -> dict[str, Any]:
    return {
        "revision": draft.revision,
        "version": draft.version,
        "state": draft.state.value,
        "update_time": draft.update_time,
        "published_time": draft.published_time,
    }


def _content_values(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "body": content.body,
        "channel": content.channel.value,
        "publish_time": content.publish_time,
        "valid_from": content.valid_from,
        "valid_until": content.valid_until,
        "area_codes": list(content.area_codes),
        "audience_tags": list(content.audience_tags),
        "share_level": content.share_level.value,
        "authored_time": content.authored_time,
    }


def _check_values(check: Check) -> dict[str, Any]:
    return {
        "check_state": check.state.value,
        "check_time": check.check_time,
        "findings": check.findings,
        "alerts": check.alerts,
        "known_time": check.known.time if check.known else None,
        "known_alerts": check.known.alerts if check.known else 0,
    }


def _check(row: RowMapping) -> Check:
    return Check(
        state=CheckState(row["check_state"]),
        check_time=row["check_time"],
        findings=row["findings"],
        alerts=row["alerts"],
        known=KnownBefore(row["known_time"], row["known_alerts"]) if row["known_time"] else None,
    )


def _draft(row: RowMapping) -> Draft:
    content = Content(
        title=row["title"],
        body=row["body"],
        channel=Channel(row["channel"]),
        publish_time=row["publish_time"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        area_codes=tuple(row["area_codes"]),
        audience_tags=tuple(row["audience_tags"]),
        share_level=ShareLevel(row["share_level"]),
        authored_time=row["authored_time"],
    )
    return Draft(
        agency_id=row["agency_id"],
        external_id=row["external_id"],
        revision=row["revision"],
        version=row["version"],
        content=content,
        state=DraftState(row["state"]),
        create_time=row["create_time"],
        update_time=row["update_time"],
        published_time=row["published_time"],
        check=_check(row),
    )
