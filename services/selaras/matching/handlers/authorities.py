"""Rules on whose figure counts (wali data): kept by administrators, read by everybody."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from selaras.kit.auth import Caller, Role
from selaras.kit.clock import Clock
from selaras.kit.errors import InvalidRequest, NotFound
from selaras.matching.domain.audit import Action, AuditRecord
from selaras.matching.domain.authority import Authority
from selaras.matching.domain.facts import FactKind
from selaras.matching.handlers.cases import plain_text, require
from selaras.matching.ports import Store

# A rule is named after what it is for, so that putting it again replaces it.
_RULES = uuid.UUID("0d3c6f2e-6d0a-4a87-9d0b-2a0c3cf5b7c4")
_AGENCY = re.compile(r"agencies/([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)")
_TOPIC = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?")
_ADMIN = frozenset({Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as an administrator writes it, see :class:`Authority`; ``agency`` by resource name."""

    agency: str
    topic: str
    kind: FactKind | None
    area_code: str
    basis: str


class AuthorityHandler:
    """Keeps the rules.

    Args:
        is_area: whether an area has a code.
    """

    def __init__(self, store: Store, is_area: Callable[[str], bool], clock: Clock) -> None:
        self._store = store
        self._is_area = is_area
        self._clock = clock

    async def put(self, caller: Caller, rule: Rule) -> Authority:
        """Add a rule, or replace the one with the same topic, kind and area.

        It counts from the next change of a case on.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED.
            InvalidRequest: AUTHORITY_TOO_WIDE, NAME_INVALID, TOPIC_INVALID, AREA_UNKNOWN,
                TEXT_HAS_CONTROL_CHARACTERS.
        """
        require(caller, _ADMIN)
        authority = self._checked(rule)
        async with self._store.transaction() as transaction:
            await transaction.put_authority(authority)
            await transaction.record(_record(Action.AUTHORITY_PUT, authority, self._clock, caller))
        return authority

    async def page(self) -> list[Authority]:
        """All rules, the most specific first."""
        return sorted(await self._store.authorities(), key=_breadth)

    async def delete(self, caller: Caller, authority_id: str) -> None:
        """Take a rule away.

        Raises:
            PermissionDenied: ROLE_NOT_ALLOWED.
            NotFound: AUTHORITY_NOT_FOUND.
        """
        require(caller, _ADMIN)
        async with self._store.transaction() as transaction:
            known = {rule.id: rule for rule in await transaction.authorities()}
            if not await transaction.delete_authority(authority_id):
                raise NotFound("AUTHORITY_NOT_FOUND", f"there is no authority {authority_id}")
            record = _record(Action.AUTHORITY_DELETED, known[authority_id], self._clock, caller)
            await transaction.record(record)

    def _checked(self, rule: Rule) -> Authority:
        match = _AGENCY.fullmatch(rule.agency)
        if match is None:
            raise InvalidRequest.field(
                "NAME_INVALID", "authority.agency", "write agencies/{agency}"
            )
        if not rule.topic and rule.kind is None:
            raise InvalidRequest.field(
                "AUTHORITY_TOO_WIDE", "authority", "name a topic or a kind of fact"
            )
        if rule.topic and not _TOPIC.fullmatch(rule.topic):
            raise InvalidRequest.field(
                "TOPIC_INVALID", "authority.topic", "a topic id such as kesehatan"
            )
        if rule.area_code and not self._is_area(rule.area_code):
            raise InvalidRequest.field(
                "AREA_UNKNOWN", "authority.area_code", "no such area", code=rule.area_code
            )
        name = "\n".join((rule.topic, rule.kind or "", rule.area_code))
        return Authority(
            id=uuid.uuid5(_RULES, name).hex,
            agency=match[1],
            topic=rule.topic,
            kind=rule.kind,
            area_code=rule.area_code,
            basis=plain_text("authority.basis", rule.basis),
            create_time=self._clock.now(),
        )


def _breadth(rule: Authority) -> tuple[int, int, int, str]:
    """Sorts the most specific first, in the order in which they count in a case."""
    return (rule.kind is None, not rule.topic, -len(rule.area_code), rule.id)


def _record(action: Action, rule: Authority, clock: Clock, caller: Caller) -> AuditRecord:
    detail = {
        "agency": f"agencies/{rule.agency}",
        "topic": rule.topic,
        "kind": rule.kind.value if rule.kind else "",
        "area": rule.area_code,
        "basis": rule.basis,
    }
    return AuditRecord(
        action=action,
        actor=caller.name,
        subject=f"authorities/{rule.id}",
        time=clock.now(),
        detail={name: value for name, value in detail.items() if value},
        agencies=(rule.agency,),
    )
