"""Which cases a person asked for: as the server's filter, and for a stream that has none."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.client import Case, CaseState, Severity
from selaras.client.case_calls import CaseFilter
from selaras.client.names import optional_owner

_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; what is empty lets all pass.

    Attributes:
        states: names of states; empty: what is not resolved in a list, all in a stream.
        owner: the owner who has the case.
    """

    states: tuple[str, ...] = ()
    topic: str = ""
    area: str = ""
    severity: str = "UNSPECIFIED"
    owner: str = ""

    def request(self) -> CaseFilter:
        """The filter of a list."""
        return {
            "states": self.states,
            "topic": self.topic,
            "area_code": self.area,
            "min_severity": self.severity,
            "assignee": self.owner,
        }

    def lets(self, case: Case) -> bool:
        """Whether a case of a stream is such a one; one of which only the name is known is not."""
        graver = _ORDER.index(case.severity) >= _ORDER.index(Severity(self.severity))
        return (
            case.state is not CaseState.UNSPECIFIED
            and graver
            and (not self.states or case.state in self.states)
            and (not self.topic or case.topic == self.topic)
            and (not self.area or any(_lies_in(code, self.area) for code in case.area_codes))
            and (not self.owner or self._has(case))
        )

    def _has(self, case: Case) -> bool:
        owner = optional_owner(self.owner)
        return any(party.assignee == owner for party in case.parties)


def _lies_in(code: str, area: str) -> bool:
    return code == area or code.startswith(f"{area}.")
