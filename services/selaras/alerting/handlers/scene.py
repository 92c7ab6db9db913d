"""One case for one agency within a transaction: what is known, read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from selaras.alerting.domain.case import CaseEvent, CaseState
from selaras.alerting.domain.directory import AgencyRecord, Owner, OwnerRole, Recipient
from selaras.alerting.domain.notice import Contact, Held, Told
from selaras.alerting.domain.track import Track
from selaras.alerting.ports.store import AlertUnit
from selaras.alerting.route.noise import Quiet

Who = tuple[str, str]


@dataclass
class Scene:
    """A case as it is handled for an agency.

    Attributes:
        record: the agency; None where the directory does not know it (yet).
        told, held: who was told, and whose notices wait, in this epoch.
        fresh: who was told in this transaction, of the case as it is now.
        decisions: how many were made in this transaction.
    """

    unit: AlertUnit
    track: Track
    event: CaseEvent
    record: AgencyRecord | None
    told: list[Told]
    held: list[Held]
    quiet: Quiet
    now: datetime
    fresh: set[Who] = field(default_factory=set)
    decisions: int = 0
    _contacts: dict[bool, tuple[Contact, ...]] = field(default_factory=dict)

    @property
    def owners(self) -> tuple[Owner, ...]:
        """Owners of the agency."""
        return self.record.owners if self.record else ()

    @property
    def knowing(self) -> frozenset[Who]:
        """Agency and owner of all who were told, or do not need to be: they look after it."""
        party = self.event.party
        told = {entry.who for entry in self.told}
        if party.acknowledged_by:
            told.add((self.event.agency_id, party.acknowledged_by))
        return frozenset(told)

    @property
    def reached(self) -> frozenset[Who]:
        """Those who know, and those whose notices wait."""
        return self.knowing | {entry.who for entry in self.held}

    def own(self, owner_id: str) -> Recipient | None:
        """An owner of the agency; None: there is none of this id."""
        owner = self.record.owner(owner_id) if self.record else None
        return Recipient(self.record.agency, owner) if self.record and owner else None

    def knowing_owners(self) -> list[Recipient]:
        """Owners of the agency who know of the case."""
        found = (self.own(owner) for agency, owner in sorted(self.knowing) if self._is_own(agency))
        return [to for to in found if to]

    async def knowing_outsiders(self) -> list[Recipient]:
        """Those of other agencies who know of it: coordinators."""
        return await self.people(who for who in self.knowing if not self._is_own(who[0]))

    async def people(self, who: Iterable[Who]) -> list[Recipient]:
        """Owners by agency and id, without those that are not registered any more."""
        wanted = sorted(who)
        records = await self.unit.agencies(agency for agency, _ in wanted)
        found = []
        for agency_id, owner_id in wanted:
            record = records.get(agency_id)
            owner = record.owner(owner_id) if record else None
            if record and owner:
                found.append(Recipient(record.agency, owner))
        return found

    async def view_for(self, to: Recipient) -> tuple[CaseEvent, bool]:
        """The case as a recipient may see it, and whether the recipient stands outside it."""
        if self._is_own(to.agency.agency_id):
            return self.event, False
        if self.event.state is CaseState.OPEN:
            other = await self.unit.peek(self.event.case_id, to.agency.agency_id)
            if other and other.event and other.event.findings:
                return other.event, False
        own = self.record.agency if self.record else None
        if own is None:
            raise LookupError(f"{self.event.agency_id} is not known")
        return self.event.for_outsider(own), True

    async def contacts(self, view: CaseEvent, *, outsider: bool) -> tuple[Contact, ...]:
        """How to reach the other side, as it is known now: who looks after the case first."""
        if view is not self.event and not outsider:
            return await self._read_contacts(view)
        if outsider not in self._contacts:
            self._contacts[outsider] = await self._read_contacts(view)
        return self._contacts[outsider]

    async def _read_contacts(self, view: CaseEvent) -> tuple[Contact, ...]:
        records = await self.unit.agencies(other.agency_id for other in view.others)
        return tuple(
            Contact(other, owner.display_name, owner.contact)
            for other in view.others
            if other.agency_id in records
            for owner in _reachable(records[other.agency_id], view)
        )

    def _is_own(self, agency_id: str) -> bool:
        return agency_id == self.event.agency_id


def _reachable(record: AgencyRecord, view: CaseEvent) -> list[Owner]:
    """Who works on the case there; where nobody is an owner, whoever there is."""
    party = view.party_of(record.agency.agency_id)
    looking_after = {party.assignee, party.acknowledged_by} - {""}
    owners = [
        owner
        for owner in record.owners
        if owner.role is OwnerRole.OWNER or owner.owner_id in looking_after
    ]
    return sorted(
        owners or record.owners, key=lambda owner: (owner.owner_id not in looking_after, owner.rank)
    )
