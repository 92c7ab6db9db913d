"""Erasing on request, within a transaction."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from selaras.matching.adapters import case_tables, retention_tables, tables
from selaras.matching.adapters.case_documents import dump_said, load_said
from selaras.matching.adapters.case_rows import from_case, to_case
from selaras.matching.adapters.reembedding_tables import beside
from selaras.matching.adapters.sql_cases import CaseWrites
from selaras.matching.domain.case import Person
from selaras.matching.domain.erasure import ErasureOrder, Trace, under_pseudonym


class ErasureWrites(CaseWrites):
    """See :class:`selaras.matching.handlers.erasure_ports.ErasureTransaction`."""

    async def erasure(self, erasure_id: str) -> tuple[ErasureOrder, Trace] | None:
        """See the port."""
        table = retention_tables.erasure
        query = select(table.c.document).where(table.c.id == erasure_id)
        document = (await self._connection.execute(query)).scalar_one_or_none()
        return _load(document) if document else None

    async def put_erasure(self, order: ErasureOrder, trace: Trace) -> None:
        """See the port."""
        values = {"id": order.erasure_id, "time": order.time, "document": _dump(order, trace)}
        await self._upsert(retention_tables.erasure, ["id"], values)

    async def trace(self, key: str) -> Trace:
        """See the port."""
        table = tables.finding
        query = select(table).where(or_(table.c.left_key == key, table.c.right_key == key))
        rows = (await self._connection.execute(query)).mappings().all()
        ids = sorted(row["id"] for row in rows)
        agencies = {row[side] for row in rows for side in ("left_agency", "right_agency")}
        return Trace(tuple(ids), tuple(sorted(agencies | await self._party_agencies(ids))))

    async def _party_agencies(self, finding_ids: list[str]) -> set[str]:
        """Agencies of all cases that a finding ever was in, by their timelines."""
        event, party = case_tables.case_event, case_tables.case_party
        found: set[str] = set()
        for finding_id in finding_ids:
            cases = select(event.c.case_id).where(event.c.subject == f"findings/{finding_id}")
            query = select(party.c.agency).where(party.c.case_id.in_(cases)).distinct()
            found.update((await self._connection.execute(query)).scalars())
        return found

    async def drop_vectors(self, key: str) -> None:
        """See the port."""
        table = tables.message
        nothing = {"model_version": "", "vectors_revision": 0, "vectors": None, "vector_count": 0}
        await self._connection.execute(update(table).where(table.c.key == key).values(**nothing))
        await self._connection.execute(delete(beside).where(beside.c.key == key))

    async def delete_findings(self, finding_ids: Collection[str]) -> None:
        """See the port."""
        review = tables.review
        for finding_id in finding_ids:
            for table, column in (
                (tables.finding, tables.finding.c.id),
                (case_tables.dismissal, case_tables.dismissal.c.finding_id),
            ):
                await self._connection.execute(delete(table).where(column == finding_id))
            await self._connection.execute(
                update(review).where(review.c.finding_id == finding_id).values(note="")
            )

    async def rename_owner(self, agency: str, owner: str, pseudonym: str) -> None:
        """See the port."""
        person = Person(agency, owner)
        event, review, request = case_tables.case_event, tables.review, case_tables.request
        read = case_tables.case_read
        for statement in (
            update(event)
            .where(event.c.agency == agency, event.c.owner == owner)
            .values(owner=pseudonym),
            update(event)
            .where(event.c.subject == person.name)
            .values(subject=Person(agency, pseudonym).name),
            update(review)
            .where(review.c.agency == agency, review.c.reviewer == owner)
            .values(reviewer=pseudonym),
            delete(request).where(request.c.person == person.name),
            delete(read).where(read.c.person == person.name),
        ):
            await self._connection.execute(statement)
        await self._rename_in_cases(person, pseudonym)
        await self._rename_in_dismissals(person, pseudonym)

    async def _rename_in_cases(self, person: Person, pseudonym: str) -> None:
        """Without a new version: nothing happened that anybody must be told of."""
        case, party = case_tables.case, case_tables.case_party
        mine = select(party.c.case_id).where(party.c.agency == person.agency)
        named = case.c.document.contains(json.dumps(person.owner), autoescape=True)
        query = select(case).where(case.c.id.in_(mine), named)
        for row in (await self._connection.execute(query)).mappings().all():
            after = under_pseudonym(to_case(row), person, pseudonym)
            await self._connection.execute(
                update(case).where(case.c.id == row["id"]).values(**from_case(after))
            )
        await self._connection.execute(
            update(party)
            .where(party.c.agency == person.agency, party.c.assignee == person.owner)
            .values(assignee="")
        )

    async def _rename_in_dismissals(self, person: Person, pseudonym: str) -> None:
        table = case_tables.dismissal
        named = table.c.said.contains(json.dumps([person.agency, person.owner]), autoescape=True)
        query = select(table.c.finding_id, table.c.said).where(named)
        for finding_id, said in (await self._connection.execute(query)).all():
            after = tuple(
                Person(one.agency, pseudonym) if one == person else one for one in load_said(said)
            )
            await self._connection.execute(
                update(table).where(table.c.finding_id == finding_id).values(said=dump_said(after))
            )


def _dump(order: ErasureOrder, trace: Trace) -> str:
    fields = asdict(order) | {
        "time": order.time.isoformat(),
        "marks": [one.hex() for one in order.marks],
    }
    return json.dumps({"order": fields, "trace": asdict(trace)}, ensure_ascii=False)


def _load(document: str) -> tuple[ErasureOrder, Trace]:
    fields: dict[str, Any] = json.loads(document)
    order = fields["order"]
    order["time"] = datetime.fromisoformat(order["time"])
    order["marks"] = tuple(bytes.fromhex(one) for one in order["marks"])
    trace = fields["trace"]
    return ErasureOrder(**order), Trace(tuple(trace["findings"]), tuple(trace["agencies"]))
