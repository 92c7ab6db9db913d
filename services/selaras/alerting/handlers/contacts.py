"""The people of a case: whom to call at the other agencies, and whom one's own can give it to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from selaras.alerting.domain.areas import touch
from selaras.alerting.domain.case import CaseEvent, CaseState
from selaras.alerting.domain.directory import AgencyRecord, Recipient
from selaras.alerting.domain.track import Track
from selaras.alerting.handlers.scope import role_not_allowed
from selaras.alerting.ports.store import AlertStore
from selaras.alerting.route.routing import matter_of, plan
from selaras.kit.auth import MEMBERS, Caller, Role
from selaras.kit.clock import Clock
from selaras.kit.errors import NotFound

_MOST = 500


@dataclass(frozen=True, slots=True)
class CaseContact:
    """Somebody of a case.

    Attributes:
        on_duty: has a turn of duty now.
        first: is told first of such a case.
    """

    to: Recipient
    on_duty: bool
    first: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What alerting knows of a case, from the events to all of its agencies.

    Attributes:
        newest: the newest event.
        events: the newest event to each agency that has had one.
        whole: each agency has had the newest event and the case is live, so that together they say
            all areas of the case. Each one says only those that its agency may know.
    """

    newest: CaseEvent
    events: dict[str, CaseEvent]
    whole: bool

    @property
    def agencies(self) -> frozenset[str]:
        """Ids of the agencies with a part in it."""
        return _agencies(self.newest)

    @property
    def area_codes(self) -> frozenset[str]:
        """Areas of it that are known here."""
        return frozenset(code for event in self.events.values() for code in event.area_codes)

    def event_for(self, agency_id: str) -> CaseEvent:
        """The case as an agency knows it; one that has had no event yet is to get the newest."""
        return self.events.get(agency_id) or replace(self.newest, agency_id=agency_id)


class Contacts:
    """Answers who the people of a case are."""

    def __init__(self, store: AlertStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of_case(self, caller: Caller, case_id: str) -> list[CaseContact]:
        """The people of a case by agency, those told first before others, at most 500.

        Of other agencies those whom their agency names for such a case, of the caller's own agency
        all owners.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED.
            NotFound: CASE_NOT_FOUND, also for a case that the caller may not see.
        """
        if caller.role not in MEMBERS:
            raise role_not_allowed(caller, "a member of an agency")
        async with self._store.transaction() as unit:
            case = _known(await unit.of_case(case_id))
            if case is None or not _sees(caller, case):
                raise NotFound("CASE_NOT_FOUND", f"there is no case {case_id}")
            records = await unit.agencies(case.agencies)
        now = self._clock.now()
        return _in_order(
            contact
            for agency_id, record in records.items()
            for contact in _people(record, case.event_for(agency_id), now)
            if contact.first or agency_id == caller.agency_id
        )


def _known(tracks: Sequence[Track]) -> _Known | None:
    """What the events say together; None: there was none."""
    found = [(track, track.event) for track in tracks if track.event is not None]
    if not found:
        return None
    last, newest = max(found, key=lambda entry: entry[0].version)
    agencies = _agencies(newest)
    events = {track.agency_id: event for track, event in found if track.agency_id in agencies}
    current = {track.agency_id for track, _ in found if track.version == last.version}
    return _Known(newest, events, newest.state is CaseState.OPEN and agencies <= current)


def _agencies(event: CaseEvent) -> frozenset[str]:
    return frozenset({event.agency_id, *(agency.agency_id for agency in event.agencies)})


def _sees(caller: Caller, case: _Known) -> bool:
    """Whether matching would show the case: to agencies with a part, to coordinators by scope.

    No areas mean the whole country only where all of them are known: what is not known is never
    taken for it, since that would show a case to coordinators of everywhere.
    """
    if caller.role is not Role.COORDINATOR:
        return caller.agency_id in case.agencies
    if caller.topics and case.newest.topic not in caller.topics:
        return False
    if not caller.area_codes:
        return True
    areas = case.area_codes
    return touch(areas, caller.area_codes) if areas else case.whole


def _people(record: AgencyRecord, event: CaseEvent, now: datetime) -> list[CaseContact]:
    """All owners of an agency; who is told first is what a notice of the case would go by."""
    # Coordinators of other agencies who are told of a grave case at once are not its people.
    routes = plan(record, (), matter_of(event), now).at(0)
    first = {route.to.owner.owner_id for route in routes}
    return [
        CaseContact(Recipient(record.agency, owner), owner.on_duty(now), owner.owner_id in first)
        for owner in record.owners
    ]


def _in_order(contacts: Iterable[CaseContact]) -> list[CaseContact]:
    """The contacts by agency; where there are too many, whom to call comes before the others."""
    by_need = sorted(contacts, key=lambda contact: (not contact.first, contact.to.who))
    return sorted(
        by_need[:_MOST],
        key=lambda contact: (
            contact.to.agency.agency_id,
            not contact.first,
            contact.to.owner.owner_id,
        ),
    )
