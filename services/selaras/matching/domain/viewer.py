"""Who looks at cases, and which of them are theirs to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from selaras.matching.domain.case import Case, Person


@dataclass(frozen=True, slots=True)
class Scope:
    """What decides who may see a case.

    ``agencies`` are those with a part in it; empty ``area_codes``: the whole country.
    """

    agencies: frozenset[str]
    topic: str
    area_codes: frozenset[str]


def scope_of(case: Case) -> Scope:
    """The scope of a case as it is now."""
    return Scope(frozenset(case.agencies), case.topic, frozenset(case.area_codes))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks: a plugin (``owner`` empty) or a person of an agency, or a coordinator.

    Attributes:
        topics, area_codes: what a coordinator is subscribed to; empty: all. Of no other viewer.
    """

    agency: str
    owner: str = ""
    coordinates: bool = False
    topics: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()

    @property
    def person(self) -> Person:
        """Who it is."""
        return Person(self.agency, self.owner)

    @property
    def name(self) -> str:
        """Who is shown something: what one of an agency sees all of it may see."""
        return self.person.name if self.coordinates else f"agencies/{self.agency}"

    def sees(self, scope: Scope) -> bool:
        """Whether a case is theirs: a part of the agency's, or what a coordinator subscribed to."""
        if not self.coordinates:
            return self.agency in scope.agencies
        if self.topics and scope.topic not in self.topics:
            return False
        return is_touched(scope.area_codes, self.area_codes)


def is_touched(areas: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether some areas have to do with those wanted: they are one, or one lies in the other.

    Either may be empty, for the whole country, which has to do with all.
    """
    areas, wanted = list(areas), list(wanted)
    if not areas or not wanted:
        return True
    return any(lies_in(area, code) or lies_in(code, area) for area in areas for code in wanted)


def lies_in(area: str, code: str) -> bool:
    """Whether an area is the one with this Kemendagri code, or lies in it."""
    return f"{area}.".startswith(f"{code}.")
