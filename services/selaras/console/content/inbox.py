"""The inbox: which cases somebody asked for, and what a row says of each."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from selaras.client import Case, CaseParty, CaseState, FactKind, Relation
from selaras.client.case_calls import CaseFilter
from selaras.console.content.areas import TypedArea, typed_area
from selaras.console.content.person import DECIDERS, Person

# Names beyond these are counted: a row stays a row.
_MOST_AGENCIES = 3
_MOST_TEXT = 200
_MOST_NAME = 63
_MOST_TOKEN = 500


class Shown(enum.StrEnum):
    """Cases in which state are shown."""

    LIVE = "live"
    AGREED = "agreed"
    RESOLVED = "resolved"
    ALL = "all"


_STATES: Mapping[Shown, tuple[CaseState, ...]] = {
    Shown.LIVE: (CaseState.OPEN, CaseState.AGREED),
    Shown.AGREED: (CaseState.AGREED,),
    Shown.RESOLVED: (CaseState.RESOLVED,),
    Shown.ALL: (CaseState.OPEN, CaseState.AGREED, CaseState.RESOLVED),
}
RELATIONS = (Relation.CONTRADICTION, Relation.OVERLAP)
KINDS = tuple(kind for kind in FactKind if kind is not FactKind.UNSPECIFIED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to see, as the address of the page says it.

    Attributes:
        relation, kind, topic, text: empty: all.
        area: as it was typed, with what it stands for.
        mine: only those that were given to who asks.
        page: token of the page; empty: the first.
    """

    shown: Shown = Shown.LIVE
    relation: str = ""
    kind: str = ""
    topic: str = ""
    area: TypedArea = field(default_factory=TypedArea)
    mine: bool = False
    text: str = ""
    page: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str], me: Person) -> Wanted:
        """From the parameters of an address; what makes no sense there asks for nothing."""
        return cls(
            shown=_one_of(Shown, query.get("state", "")) or Shown.LIVE,
            relation=_name(query, "relation", (item.value for item in RELATIONS)),
            kind=_name(query, "kind", (item.value for item in KINDS)),
            topic=query.get("topic", "").strip()[:_MOST_NAME],
            area=_area(query.get("area", "")[:_MOST_TEXT]),
            mine=query.get("mine") == "1" and me.role in DECIDERS,
            text=" ".join(query.get("q", "").split())[:_MOST_TEXT],
            page=query.get("page", "")[:_MOST_TOKEN],
        )

    def parameters(self, **changes: str) -> dict[str, str]:
        """As the parameters of an address, some of them changed; the first page unless said."""
        return {
            "state": "" if self.shown is Shown.LIVE else self.shown.value,
            "relation": self.relation,
            "kind": self.kind,
            "topic": self.topic,
            "area": self.area.code or ("" if self.area.is_settled else self.area.typed),
            "mine": "1" if self.mine else "",
            "q": self.text,
        } | changes

    def filter(self, me: Person) -> CaseFilter:
        """As the API takes it."""
        wanted: CaseFilter = {"states": _STATES[self.shown]}
        if self.relation:
            wanted["relation"] = self.relation
        if self.kind:
            wanted["kinds"] = (self.kind,)
        if self.topic:
            wanted["topic"] = self.topic
        if self.area.code:
            wanted["area_code"] = self.area.code
        if self.mine:
            wanted["assignee"] = me.owner
        if self.text:
            wanted["query"] = self.text
        return wanted

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the parameters that leave cases out; the state and the page are none."""
        known = {**self.parameters(), "state": "", "area": self.area.code}
        return tuple(name for name, value in known.items() if value)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who looks after a case.

    Attributes:
        key: below ``web.inbox.keeper`` of the catalogue.
        names: those it speaks of.
    """

    key: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list.

    Attributes:
        agencies: the other agencies as people write them; for a coordinator all.
        more: how many of them are not named.
        answer: an open proposal waits for the agency of who looks.
        awaited: names of the other agencies whose answer to the open proposal is awaited.
        keeper: None: nothing to say.
    """

    case: Case
    id: str
    kinds: tuple[FactKind, ...]
    agencies: tuple[str, ...]
    more: int
    answer: bool
    awaited: tuple[str, ...]
    keeper: Keeper | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """The rows of a page: first those that wait for an answer, each part in the API's order."""

    answer: tuple[Row, ...]
    other: tuple[Row, ...]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.answer) + len(self.other)


def inbox(cases: Iterable[Case], me: Person) -> Inbox:
    """The rows of some cases for who looks."""
    rows = [row(case, me) for case in cases]
    return Inbox(
        tuple(item for item in rows if item.answer),
        tuple(item for item in rows if not item.answer),
    )


def row(case: Case, me: Person) -> Row:
    """What a row says of a case."""
    mine = me.agency if me.role in DECIDERS else ""
    others = [party.agency.display_name for party in case.parties if party.agency.name != mine]
    named = _MOST_AGENCIES if len(others) > _MOST_AGENCIES + 1 else len(others)
    awaited = case.proposal.awaited if case.proposal and case.proposal.is_open else ()
    return Row(
        case,
        case.name.rpartition("/")[2],
        tuple(kind for kind in case.kinds if kind in KINDS),
        tuple(others[:named]),
        len(others) - named,
        bool(mine) and mine in awaited,
        _names(case, (agency for agency in awaited if agency != mine)),
        _keeper(case, case.party(mine) if mine else None, me),
    )


def _keeper(case: Case, party: CaseParty | None, me: Person) -> Keeper | None:
    if not case.is_live:
        return None
    if party is None:
        return _silent(case)
    if party.assignee:
        return _somebody(party.assignee, me, "me", "person")
    if not party.findings:
        return Keeper("corrected")
    if party.acknowledge_time is not None:
        return _somebody(party.acknowledged_by, me, "acknowledged_me", "acknowledged")
    return Keeper("nobody") if _must_respond(case) else None


def _silent(case: Case) -> Keeper | None:
    """For a coordinator: who has not responded."""
    if not _must_respond(case):
        return None
    silent = tuple(item.agency.display_name for item in case.unacknowledged)
    return Keeper("silent", silent) if silent else Keeper("answered")


def _must_respond(case: Case) -> bool:
    # All have agreed by then: nobody has to respond any more.
    return case.state is not CaseState.AGREED


def _somebody(owner: str, me: Person, myself: str, another: str) -> Keeper:
    if owner == me.owner:
        return Keeper(myself)
    # The list does not know how people are called, only their ids.
    return Keeper(another, (owner.rpartition("/")[2],))


def _names(case: Case, agencies: Iterable[str]) -> tuple[str, ...]:
    known = {party.agency.name: party.agency.display_name for party in case.parties}
    return tuple(known.get(agency) or agency.rpartition("/")[2] for agency in agencies)


def _area(typed: str) -> TypedArea:
    # Most visits ask for none: the gazetteer is not read for them.
    return typed_area(typed) if typed.strip() else TypedArea()


def _name(query: Mapping[str, str], parameter: str, known: Iterable[str]) -> str:
    value = query.get(parameter, "").upper()
    return value if value in set(known) else ""


def _one_of(kind: type[Shown], value: str) -> Shown | None:
    try:
        return kind(value)
    except ValueError:
        return None
