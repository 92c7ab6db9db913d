"""The people of a case by agency, and how to reach them."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from selaras.client import Case, CaseParty, Contact
from selaras.console.content.person import Person

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"(?<![\w@.])\+?\(?\d[\d\s().-]{5,18}\d(?![\w@])")
# How many digits a phone number has, with the country in front or not.
_DIGITS = range(7, 16)


class Way(enum.StrEnum):
    """How somebody is reached."""

    CALL = "call"
    WHATSAPP = "whatsapp"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Link:
    """A way to reach somebody."""

    way: Way
    href: str
    shown: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody of an agency of the case.

    Attributes:
        contact: as the person gave it; may be empty.
        first: whom to call in a case like this one.
        has_case: the case was given to this person.
    """

    owner: str
    name: str
    role: str
    contact: str
    links: tuple[Link, ...]
    on_duty: bool
    first: bool
    has_case: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class Office:
    """One agency of a case with its people."""

    party: CaseParty
    is_mine: bool
    people: tuple[Somebody, ...]


class Names:
    """Names of people and agencies of a case as people write them.

    Args:
        you: what stands for who looks, such as "Anda".
    """

    def __init__(self, case: Case, contacts: Iterable[Contact], me: Person, you: str) -> None:
        self._agencies: Mapping[str, str] = {
            party.agency.name: party.agency.display_name for party in case.parties
        }
        self._people = {item.owner: item.display_name for item in contacts if item.display_name}
        if me.owner:
            self._people[me.owner] = you

    def agency(self, name: str) -> str:
        """An agency by its resource name; its id where it has no part in the case."""
        return self._agencies.get(name) or name.rpartition("/")[2]

    def person(self, owner: str) -> str:
        """A person by resource name; the id where the name is not to be known."""
        return self._people.get(owner) or owner.rpartition("/")[2]

    def who(self, owner: str, agency: str) -> str:
        """``Rina (Dinas Kesehatan)``, as far as it is said; empty: Selaras itself."""
        agency = agency or "/".join(owner.split("/")[:2])
        if not owner:
            return self.agency(agency) if agency else ""
        return f"{self.person(owner)} ({self.agency(agency)})"


def offices(case: Case, contacts: Iterable[Contact], me: Person) -> tuple[Office, ...]:
    """The agencies of a case, one's own first, with their people as they are told."""
    known = tuple(contacts)
    found = [
        Office(
            party,
            party.agency.name == me.agency,
            tuple(_somebody(item, party, me) for item in known if item.agency == party.agency.name),
        )
        for party in case.parties
    ]
    return tuple(sorted(found, key=lambda office: not office.is_mine))


def links(contact: str) -> tuple[Link, ...]:
    """Ways to reach somebody that a contact names: phone numbers and e-mail addresses."""
    mails = _EMAIL.findall(contact)
    found = [link for number in _PHONE.findall(contact) for link in _phone(number)]
    found += [Link(Way.EMAIL, f"mailto:{mail}", mail) for mail in mails]
    return tuple(dict.fromkeys(found))


def _phone(written: str) -> list[Link]:
    digits = re.sub(r"\D", "", written)
    if len(digits) not in _DIGITS:
        return []
    international = written.lstrip("(").startswith("+") or digits.startswith("62")
    if digits.startswith("0"):
        digits, international = f"62{digits[1:]}", True
    shown = " ".join(written.split())
    found = [Link(Way.CALL, f"tel:{'+' if international else ''}{digits}", shown)]
    # WhatsApp is on mobile numbers, which begin with 08 in Indonesia.
    if international and digits.startswith("628"):
        found.append(Link(Way.WHATSAPP, f"https://wa.me/{digits}", shown))
    return found


def _somebody(item: Contact, party: CaseParty, me: Person) -> Somebody:
    return Somebody(
        item.owner,
        item.display_name or item.owner.rpartition("/")[2],
        item.role,
        item.contact,
        links(item.contact),
        item.on_duty,
        item.first,
        item.owner == party.assignee,
        item.owner == me.owner,
    )
