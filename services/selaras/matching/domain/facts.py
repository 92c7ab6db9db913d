"""Facts: the normalised values in a claim, and the frozen types they are made of.

A value says what is stated, free of the words that state it: `Rp600 ribu per dua bulan` and
`Rp300.000 per bulan` are the same money. Ranges hold both ends; a single value has low == high.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from selaras.matching.domain.states import Bound, Dimension
from selaras.matching.domain.text import Claim, MessageText, Span, Zone


class FactKind(enum.StrEnum):
    """The kinds of facts that can clash."""

    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    PERCENTAGE = "percentage"
    PLACE = "place"
    ELIGIBILITY = "eligibility"
    REQUIREMENT = "requirement"
    STATUS = "status"
    PROCEDURE = "procedure"
    CONTACT = "contact"
    CAUSE = "cause"
    ACTOR = "actor"
    IDENTITY = "identity"


class Role(enum.StrEnum):
    """What a value does in its claim. Values of different roles are rarely about the same."""

    POINT = "point"
    START = "start"
    RESUME = "resume"  # when what was closed or stopped goes on again
    END = "end"
    DEADLINE = "deadline"
    PERIOD = "period"
    RECURRING = "recurring"
    PUBLISHED = "published"  # when something was said or held, as in a press dateline
    REFERENCE_TIME = "reference_time"  # the moment of a measurement or a tally
    FORMER = "former"  # what held before a change: `semula 3 Mei`, `harga lama`
    AGE = "age"
    PRICE = "price"
    BENEFIT = "benefit"
    FINE = "fine"
    BUDGET = "budget"
    TARGET = "target"
    CAPACITY = "capacity"
    LIMIT = "limit"
    PHASE = "phase"
    # Of places; START and END are where a way or an event begins and ends.
    VIA = "via"  # where traffic is led along
    SITE = "site"  # where the place named just before it lies: its street, its district
    AUTHORITY = "authority"  # what an office is in charge of: `Pemkot Padang`
    AUDIENCE = "audience"  # whose people are spoken to: `warga Manahan`
    PARKING = "parking"
    SUPPORT = "support"  # where to ask, sign up or pay


class Precision(enum.StrEnum):
    """The finest calendar unit that a date states."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DateValue:
    """A day or an unbroken run of days, both ends included.

    `start` and `end` are None only for weekdays that recur (`Senin sampai Jumat`), which
    `weekdays` lists (Monday is 0). `listed` holds the days of a broken list. `inferred` marks a
    day that was worked out from the authoring time or a lone weekday and may be off by a week.
    """

    start: date | None
    end: date | None
    precision: Precision = Precision.DAY
    weekdays: tuple[int, ...] = ()
    listed: tuple[date, ...] = ()
    inferred: bool = False
    approximate: bool = False
    clock_utc: int | None = None
    """The time of day named beside a single day, in minutes after midnight UTC of that day."""

    @property
    def is_range(self) -> bool:
        """Whether it covers more than one day."""
        return self.start is not None and self.start != self.end

    @property
    def days(self) -> int | None:
        """How many days it covers, or None when it recurs."""
        if self.listed:
            return len(self.listed)
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A time of day or a span of hours, in minutes after local midnight of `zone`.

    `end` is None for a single time; with `until_finished` it is open (`s.d. selesai`). An end
    at or before the start falls on the next day. `day` and `end_day` are the dates named next
    to it, when there are any.
    """

    start: int | None
    end: int | None
    zone: Zone
    zone_stated: bool = False
    until_finished: bool = False
    approximate: bool = False
    day: date | None = None
    end_day: date | None = None
    weekdays: tuple[int, ...] = ()
    """The weekdays named right beside hours that hold in every week."""

    @property
    def start_utc(self) -> int | None:
        """The start in minutes after midnight UTC of the same day; may be negative."""
        return None if self.start is None else self.start - self.zone.utc_offset_minutes

    @property
    def end_utc(self) -> int | None:
        """The end in minutes after midnight UTC of the same day; may be negative."""
        return None if self.end is None else self.end - self.zone.utc_offset_minutes

    @property
    def minutes(self) -> int | None:
        """How long it lasts, or None for a single time or an open end."""
        if self.start is None or self.end is None:
            return None
        if self.day is not None and self.end_day is not None:
            return (self.end_day - self.day).days * 1440 + self.end - self.start
        length = self.end - self.start
        return length if length > 0 else length + 1440


class DurationUnit(enum.StrEnum):
    """Units that cannot be turned into each other exactly."""

    MINUTE = "minute"
    WORKDAY = "workday"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class DurationValue:
    """A length of time. Weeks, days and hours are minutes; years are months."""

    low: Decimal
    high: Decimal
    unit: DurationUnit
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class Per:
    """The basis of a rate: `per dua bulan` is Per(2, "month"), `/kg` is Per(1, "kg")."""

    count: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class MoneyValue:
    """Rupiah. Zero means free of charge.

    `per` lists the stated bases, already reduced to one of each (`Rp600 ribu per dua bulan` is
    300,000 per month). `pack` is the amount of goods named just before a price (`Beras 5 kg
    Rp57.500`). `total` is the whole sum where a rate and its length are given together
    (`Rp200.000 per bulan, dibayarkan sekaligus untuk tiga bulan`).
    """

    low: Decimal
    high: Decimal
    per: tuple[Per, ...] = ()
    pack: Per | None = None
    total: Decimal | None = None
    bound: Bound = Bound.EXACT

    @property
    def is_free(self) -> bool:
        """Whether nothing is to be paid (or taken)."""
        return self.high == 0


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """A count or a measure.

    `unit` is a normalised unit of measure (`kg`, `m`), `count` for things counted, or `index`
    for a bare reading on a scale. `counted` holds the stems of what is counted, head first.
    """

    low: Decimal
    high: Decimal
    unit: str
    counted: tuple[str, ...] = ()
    per: tuple[Per, ...] = ()
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class PercentageValue:
    """A share in percent; `separuh` is 50. `of` holds the stems of the whole, if stated.

    `label` is the stem of the noun that leads to it (`domisili 40%`), `others` holds the labels
    of all other shares in the text.
    """

    low: Decimal
    high: Decimal
    of: tuple[str, ...] = ()
    bound: Bound = Bound.EXACT
    label: str = field(default="", compare=False, repr=False)
    others: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class StatusValue:
    """A state on one axis. `positive` names the first pole of the axis.

    `level` is set for Dimension.ALERT only (1 normal to 4 highest). `of` names in one spelling
    each what the state is stated of, where that is said in known words: the papers to bring, the
    groups of people that are left out. Empty says nothing.
    """

    dimension: Dimension
    positive: bool
    level: int | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A venue or an area.

    `codes` are Kemendagri codes (several when the name alone is ambiguous); `head` is the
    normalised sort of venue (`lapangan`, `jalan`), `name` its normalised proper name and `alias`
    another one given in brackets. `beside` holds the names that one list has beside it: whoever
    names another place of that list says nothing against this one.
    """

    name: str
    head: str = ""
    codes: tuple[str, ...] = ()
    alias: str = ""
    beside: tuple[str, ...] = field(default=(), compare=False, repr=False)


class ContactType(enum.StrEnum):
    """Ways to reach someone."""

    PHONE = "phone"
    SHORT_NUMBER = "short_number"
    WEB = "web"
    EMAIL = "email"
    ACCOUNT = "account"
    BANK_ACCOUNT = "bank_account"


@dataclass(frozen=True, slots=True)
class ContactValue:
    """A contact in one canonical spelling: `+628115600712`, `host/path`, `@name`."""

    type: ContactType
    value: str


@dataclass(frozen=True, slots=True)
class EligibilityValue:
    """Bounds on who may take part.

    `scale` is `age` (in months) or the name of an ordinal scale (`desil`, `kelas`). `high` is
    exclusive, so that `0-59 bulan` and `di bawah 5 tahun` are the same; None is no bound.
    `step` is the unit in which it was said (12 for years): bounds closer than it may agree.
    """

    scale: str
    low: Decimal | None
    high: Decimal | None
    step: int = 1


@dataclass(frozen=True, slots=True)
class IdentityValue:
    """Which one of a series, or a proper name: `putaran kedua`, `tema "Lurik"`."""

    label: str
    number: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class CauseValue:
    """Why something happened.

    `sorts` are the families that the words for it belong to (`weather`, `works`); empty when none
    is known. `words` are the stems that name it. `suspected` marks what is only surmised.
    """

    sorts: tuple[str, ...]
    words: tuple[str, ...] = ()
    suspected: bool = False


@dataclass(frozen=True, slots=True)
class ActorValue:
    """Who (`name`, normalised) does something (`act`, in one word: `organise`, `receive`)."""

    act: str
    name: str


@dataclass(frozen=True, slots=True)
class StatementValue:
    """What a whole claim says. No two are compared by rules; an entailment model reads them."""


Value = (
    DateValue
    | TimeValue
    | DurationValue
    | MoneyValue
    | QuantityValue
    | PercentageValue
    | StatusValue
    | PlaceValue
    | ContactValue
    | EligibilityValue
    | IdentityValue
    | CauseValue
    | ActorValue
    | StatementValue
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its place and its part in the claim.

    `surface` equals the original text at `span`. `about` holds a few normalised content words
    that tell what the value is of, nearest first. `negated` says that the value is under a
    negation that is not already part of it; `denied` that the claim is quoted in order to be
    refuted (a hoax), so that the message asserts the opposite. `matters` names in one spelling, as
    pairs of an axis and a thing on it, which of several things a moment or a sum is of, where
    that is said in known words: the registration, the departure, the fare of adults.
    """

    kind: FactKind
    span: Span
    surface: str
    value: Value
    role: Role
    about: tuple[str, ...]
    claim_index: int
    negated: bool = False
    denied: bool = False
    matters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExtractedMessage:
    """A message taken apart: claims in reading order, facts sorted by place.

    `denied_claims` are the indexes of the claims that are quoted in order to be refuted.
    """

    message: MessageText
    claims: tuple[Claim, ...]
    facts: tuple[Fact, ...]
    denied_claims: frozenset[int] = frozenset()

    def facts_of(self, claim_index: int) -> tuple[Fact, ...]:
        """The facts of one claim."""
        return tuple(fact for fact in self.facts if fact.claim_index == claim_index)
