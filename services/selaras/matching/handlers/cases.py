"""What all decisions on cases have in common: who may decide, on which case, and who is told."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from selaras.kit.auth import Caller, Role
from selaras.kit.clock import Clock
from selaras.kit.errors import FailedPrecondition, InvalidRequest, NotFound, PermissionDenied
from selaras.matching.domain.audit import Action, AuditRecord
from selaras.matching.domain.case import Case, TimelineEntry
from selaras.matching.domain.viewer import Viewer, scope_of
from selaras.matching.handlers.case_ports import CaseStore, DecisionTransaction
from selaras.matching.handlers.report import report_case
from selaras.matching.ports import Events

_ALLOWED_CONTROLS = "\n\t"
_OWNER = re.compile(r"agencies/([a-z0-9][a-z0-9-]*)/owners/([a-z0-9][a-z0-9-]*)")


def viewer_of(caller: Caller) -> Viewer:
    """Who looks, from who calls."""
    if caller.role is Role.COORDINATOR:
        return Viewer(
            caller.agency_id,
            caller.owner_id,
            coordinates=True,
            topics=caller.topics,
            area_codes=caller.area_codes,
        )
    return Viewer(caller.agency_id, caller.owner_id)


def require(caller: Caller, roles: Iterable[Role]) -> Viewer:
    """The caller, who must have one of these roles.

    Raises:
        PermissionDenied: ROLE_NOT_ALLOWED.
    """
    if caller.role not in roles:
        wanted = " or ".join(sorted(role.value for role in roles))
        raise PermissionDenied(
            "ROLE_NOT_ALLOWED",
            f"this call needs a key of role {wanted}",
            metadata={"role": caller.role.value},
        )
    return viewer_of(caller)


def no_case(case_id: str) -> NotFound:
    """The error for a case that is not there or that the caller may not see."""
    return NotFound("CASE_NOT_FOUND", f"there is no case {case_id}")


def plain_text(field: str, text: str) -> str:
    """What a person wrote, without space around it.

    Raises:
        InvalidRequest: TEXT_HAS_CONTROL_CHARACTERS.
    """
    text = text.replace("\r\n", "\n").strip()
    if any(unicodedata.category(sign) == "Cc" and sign not in _ALLOWED_CONTROLS for sign in text):
        raise InvalidRequest.field(
            "TEXT_HAS_CONTROL_CHARACTERS", field, "has control characters; write plain text"
        )
    return text


def own_owner(field: str, name: str, viewer: Viewer) -> str:
    """Id of an owner of the viewer's agency, from the resource name.

    Raises:
        InvalidRequest: NAME_INVALID.
        PermissionDenied: AGENCY_MISMATCH.
    """
    match = _OWNER.fullmatch(name)
    if match is None:
        raise InvalidRequest.field("NAME_INVALID", field, "write agencies/{agency}/owners/{owner}")
    if match[1] != viewer.agency:
        raise PermissionDenied("AGENCY_MISMATCH", "this owner belongs to another agency")
    return match[2]


def fingerprint(text: str) -> dict[str, str]:
    """For the audit trail: proves what a person wrote without repeating it."""
    return {"text_sha256": hashlib.sha256(text.encode()).hexdigest()} if text else {}


@dataclass(frozen=True, slots=True)
class Sitting:
    """A transaction in which one person decides.

    Attributes:
        now: when; the same for all that is written in it.
    """

    transaction: DecisionTransaction
    events: Events
    viewer: Viewer
    now: datetime

    async def case(self, case_id: str, *, live: bool = True) -> Case:
        """A case that the person may see.

        Raises:
            NotFound: CASE_NOT_FOUND.
            FailedPrecondition: CASE_RESOLVED, where it must be ``live`` and is not.
        """
        case = await self.transaction.case(case_id)
        if case is None or not self.viewer.sees(scope_of(case)):
            raise no_case(case_id)
        if live:
            must_be_live(case)
        return case

    async def done_before(self, request_id: str, *content: str) -> bool:
        """Whether the person has asked for the same with this id before; else remember it.

        Raises:
            FailedPrecondition: REQUEST_ID_REUSED, with the id of another request.
        """
        if not request_id:
            return False
        person = self.viewer.person.name
        digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
        before = await self.transaction.request(person, request_id)
        if before is None:
            await self.transaction.put_request(person, request_id, digest, self.now)
            return False
        if before != digest:
            raise FailedPrecondition(
                "REQUEST_ID_REUSED", "this request_id was used for another request"
            )
        return True

    async def keep(
        self, case: Case, entry: TimelineEntry, action: Action, *, subject: str = "", **detail: str
    ) -> Case:
        """Store a case that the person changed, with everything that tells of it.

        ``subject`` is that of the audit trail; empty: the decision is about the case itself.
        """
        case = replace(case, version=case.version + 1, change_time=self.now)
        await self.transaction.put_case(case)
        await self.transaction.note(case.id, entry)
        await self.record(action, case, subject=subject, **detail)
        await self.tell("updated", case, entry)
        return case

    async def record(
        self, action: Action, case: Case | None, *, subject: str = "", **detail: str
    ) -> None:
        """Write a decision into the audit trail. ``subject`` empty: it is about the case itself."""
        agencies = {self.viewer.agency, *(case.agencies if case else ())}
        await self.transaction.record(
            AuditRecord(
                action=action,
                actor=self.viewer.person.name,
                subject=subject or (case.name if case else ""),
                time=self.now,
                case_id=case.id if case else "",
                detail=detail,
                agencies=tuple(sorted(agencies)),
            )
        )

    async def tell(self, verb: str, case: Case, change: TimelineEntry) -> None:
        """Tell all agencies of a case what happened."""
        await report_case(self.transaction, self.events, verb, case, change)


class Desk:
    """Where people decide: one transaction for each decision."""

    def __init__(self, store: CaseStore, events: Events, clock: Clock) -> None:
        self._store = store
        self._events = events
        self._clock = clock

    @asynccontextmanager
    async def sitting(self, viewer: Viewer) -> AsyncIterator[Sitting]:
        """A transaction in which somebody decides.

        Raises:
            Unavailable: DATABASE_UNAVAILABLE.
        """
        async with self._store.transaction() as transaction:
            yield Sitting(transaction, self._events, viewer, self._clock.now())


def must_be_live(case: Case) -> None:
    """Raises FailedPrecondition (CASE_RESOLVED) of a case that is resolved."""
    if not case.is_live:
        raise FailedPrecondition("CASE_RESOLVED", "this case is resolved; comments are possible")
