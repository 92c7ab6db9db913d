"""Which cases a person asked for: as the server's filter, and for a stream that has none."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from selaras.client import Case, CaseState, FactKind, Severity
from selaras.client.case_calls import CaseFilter
from selaras.client.names import optional_owner

_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for; what is empty lets all pass.

    Attributes:
        states: names of states; empty: what is not resolved in a list, all in a stream.
        owner: the owner who has the case.
        kinds: names of kinds of facts; one of them clashes.
        query: words that are all in the title, the topic, the names of the agencies or the id.
    """

    states: tuple[str, ...] = ()
    topic: str = ""
    area: str = ""
    severity: str = "UNSPECIFIED"
    owner: str = ""
    kinds: tuple[str, ...] = ()
    query: str = ""

    def request(self) -> CaseFilter:
        """The filter of a list."""
        return {
            "states": self.states,
            "topic": self.topic,
            "area_code": self.area,
            "min_severity": self.severity,
            "assignee": self.owner,
            "kinds": self.kinds,
            "query": self.query,
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
            and (not self.kinds or any(FactKind(kind) in case.kinds for kind in self.kinds))
            and self._names(case)
        )

    def _has(self, case: Case) -> bool:
        owner = optional_owner(self.owner)
        return any(party.assignee == owner for party in case.parties)

    def _names(self, case: Case) -> bool:
        names = [party.agency.display_name for party in case.parties]
        shown = _plain("\n".join([case.topic, case.title, case.title_en, *names]))
        words = _plain(self.query).split()
        return all(word in shown or _begins(word, case.name) for word in words)


def _begins(word: str, name: str) -> bool:
    """Whether a word is the id of a case or begins it with four characters at least."""
    found, case_id = word.removeprefix("cases/"), name.removeprefix("cases/")
    return found == case_id or (len(found) >= 4 and case_id.startswith(found))


def _plain(text: str) -> str:
    """Without capitals and accents, as the server compares words."""
    signs = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


def _lies_in(code: str, area: str) -> bool:
    return code == area or code.startswith(f"{area}.")
