"""How two facts lie to each other, supposing they are about the same thing.

Whether they are is for the judge: `compare` looks at values and roles only. It is symmetrical
up to `Comparison.flipped` and says INCOMPARABLE rather than guess.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from selaras.matching.domain.facts import (
    ActorValue,
    CauseValue,
    ContactType,
    ContactValue,
    DateValue,
    DurationUnit,
    DurationValue,
    EligibilityValue,
    Fact,
    IdentityValue,
    MoneyValue,
    Per,
    PercentageValue,
    PlaceValue,
    QuantityValue,
    Role,
    StatusValue,
    TimeValue,
)
from selaras.matching.domain.states import Bound
from selaras.matching.facts.compare_moments import compare_dates, compare_times
from selaras.matching.facts.compare_names import compare_places
from selaras.matching.facts.compare_numbers import Comparison, Measured, compare_numbers
from selaras.matching.facts.compare_states import (
    compare_actors,
    compare_cause_and_status,
    compare_causes,
    compare_money_and_status,
    compare_statuses,
)
from selaras.matching.facts.compare_things import same_things
from selaras.matching.facts.matters import other_matters

__all__ = ["Comparison", "compare"]

_A = TypeVar("_A")
_B = TypeVar("_B")
_Comparator = Callable[[Fact, Fact], Comparison]

# Sums that nobody is asked for: they are budgets, even where no word says so.
_NO_FEE = Decimal(100_000_000)
_SLIP = 2000
_MINUTES_IN_DAY = Decimal(1440)
_MINUTES_IN_MONTH = 30 * _MINUTES_IN_DAY
# How many times a measure is another one that cannot be meant for the same.
_FAR = 200
_TIME_BASES = frozenset({"day", "month", "hour", "minute"})


def compare(a: Fact, b: Fact) -> Comparison:
    """Compares the values of two facts in their roles."""
    if (a.role is Role.FORMER) != (b.role is Role.FORMER):
        # What held before a change says nothing of what holds now.
        return Comparison.INCOMPARABLE
    if other_matters(a, b):
        return Comparison.INCOMPARABLE
    result = _compare_values(a, b)
    if a.negated == b.negated:
        return result
    # 'bukan 3 Agustus' clashes with 3 August and says nothing of other days.
    if result is Comparison.EQUAL:
        return Comparison.DIFFERENT
    return Comparison.INCOMPARABLE


def _compare_values(a: Fact, b: Fact) -> Comparison:
    straight = _COMPARATORS.get((type(a.value), type(b.value)))
    if straight is not None:
        return straight(a, b)
    swapped = _COMPARATORS.get((type(b.value), type(a.value)))
    return swapped(b, a).flipped() if swapped is not None else Comparison.INCOMPARABLE


def _durations(a: DurationValue, ra: Role, b: DurationValue, rb: Role) -> Comparison:
    if (ra is Role.RECURRING) != (rb is Role.RECURRING):
        # 'setiap tiga bulan' says how often, not how long.
        return Comparison.INCOMPARABLE
    if a.unit is b.unit:
        return compare_numbers(
            Measured(a.low, a.high, a.bound), Measured(b.low, b.high, b.bound)
        )  # fmt: skip
    if DurationUnit.WORKDAY in (a.unit, b.unit):
        return _workdays(a, b)
    mine, theirs = _minutes(a), _minutes(b)
    if max(mine, theirs) > 1000 * min(mine, theirs) > 0:
        # Four hours of service and a passport for ten years.
        return Comparison.INCOMPARABLE
    if abs(mine - theirs) <= max(mine, theirs) * Decimal("0.05"):
        return Comparison.EQUAL
    return Comparison.DIFFERENT


def _minutes(value: DurationValue) -> Decimal:
    factors = {DurationUnit.MONTH: _MINUTES_IN_MONTH, DurationUnit.WORKDAY: _MINUTES_IN_DAY}
    return value.high * factors.get(value.unit, Decimal(1))


def _workdays(a: DurationValue, b: DurationValue) -> Comparison:
    """Working days take from as many days to some more, for weekends and holidays."""
    work, other = (a, b) if a.unit is DurationUnit.WORKDAY else (b, a)
    shortest = _minutes(work)
    fits = shortest <= _minutes(other) <= shortest * 2 + 4 * _MINUTES_IN_DAY
    return Comparison.INCOMPARABLE if fits else Comparison.DIFFERENT


def _money(a: MoneyValue, a_role: Role, b: MoneyValue, b_role: Role) -> Comparison:
    if a_role is not b_role and Role.POINT not in (a_role, b_role):
        return Comparison.INCOMPARABLE
    if a.is_free or b.is_free:
        if not (a.is_free and b.is_free) and max(a.low, b.low) >= _NO_FEE:
            return Comparison.INCOMPARABLE
        return Comparison.EQUAL if a.is_free and b.is_free else Comparison.DIFFERENT
    pair = _on_one_basis(a, b)
    if pair is None or _out_of_scale(*pair):
        return Comparison.INCOMPARABLE
    return compare_numbers(*pair)


def _out_of_scale(a: Measured, b: Measured) -> bool:
    """Whether one sum is a thousand times the other and more: not even a slip of the pen."""
    return max(a.high, b.high) > _SLIP * min(a.low, b.low)


def _on_one_basis(a: MoneyValue, b: MoneyValue) -> tuple[Measured, Measured] | None:
    """The two sums on a common basis, or None when there is none."""
    if set(a.per) == set(b.per):
        pack_a, pack_b = a.pack, b.pack
        if pack_a and pack_b and pack_a.unit == pack_b.unit and pack_a != pack_b:
            return _sum(a, pack_a.count), _sum(b, pack_b.count)
        return _sum(a), _sum(b)
    for rate, other, flip in ((a, b, False), (b, a, True)):
        pair = _against_rate(rate, other)
        if pair is not None:
            return (pair[1], pair[0]) if flip else pair
    if a.low == b.low and a.high == b.high:
        return _sum(a), _sum(b)
    bases = {per.unit for per in (*a.per, *b.per)}
    if (a.per and b.per) or bases & _TIME_BASES:
        return None
    return _sum(a), _sum(b)


def _against_rate(rate: MoneyValue, other: MoneyValue) -> tuple[Measured, Measured] | None:
    """A rate against a pack (`Rp57.500` for 5 kg) or against its own whole sum."""
    pack = other.pack
    if pack is not None and rate.per == (Per(Decimal(1), pack.unit),) and pack.count:
        return _sum(rate), _sum(other, pack.count)
    if rate.total is not None and not other.per:
        return Measured(rate.total, rate.total, rate.bound), _sum(other)
    return None


def _sum(value: MoneyValue, count: Decimal = Decimal(1)) -> Measured:
    return Measured(value.low / count, value.high / count, value.bound)


def _quantities(a: QuantityValue, _ra: Role, b: QuantityValue, _rb: Role) -> Comparison:
    if a.unit != b.unit or not same_things(a, b):
        return Comparison.INCOMPARABLE
    if a.per and b.per and not {p.unit for p in a.per} & {p.unit for p in b.per}:
        return Comparison.INCOMPARABLE
    if a.unit not in {"count", "index"} and max(a.low, b.low) >= _FAR * min(a.high, b.high) > 0:
        # Five kilograms to a bag and eight tonnes in store.
        return Comparison.INCOMPARABLE
    scale_a, scale_b = _per_one(a, b), _per_one(b, a)
    roundable = a.unit == "count"
    return compare_numbers(
        Measured(a.low / scale_a, a.high / scale_a, a.bound, roundable),
        Measured(b.low / scale_b, b.high / scale_b, b.bound, roundable),
    )


def _per_one(a: QuantityValue, b: QuantityValue) -> Decimal:
    """The count of the basis when both state one, so that rates can be set side by side."""
    return a.per[0].count if len(a.per) == len(b.per) == 1 and a.per[0].count else Decimal(1)


def _shares(a: PercentageValue, _ra: Role, b: PercentageValue, _rb: Role) -> Comparison:
    if a.label != b.label and (b.label in a.others or a.label in b.others):
        # One text lists the shares of several things, and the other's is of another one.
        return Comparison.INCOMPARABLE
    near = abs(a.low - b.low) < Decimal("0.5") and abs(a.high - b.high) < Decimal("0.5")
    if near and a.bound is b.bound:
        return Comparison.EQUAL
    return compare_numbers(Measured(a.low, a.high, a.bound), Measured(b.low, b.high, b.bound))


def _contacts(a: ContactValue, _ra: Role, b: ContactValue, _rb: Role) -> Comparison:
    if a.type is not b.type:
        return Comparison.INCOMPARABLE
    if a.value == b.value:
        return Comparison.EQUAL
    if a.type is ContactType.WEB:
        host_a, host_b = a.value.split("/")[0], b.value.split("/")[0]
        if host_a == host_b or host_a.endswith("." + host_b) or host_b.endswith("." + host_a):
            return Comparison.INCOMPARABLE
    if a.type is ContactType.PHONE and _is_mobile(a) != _is_mobile(b):
        # An office has a desk telephone and a mobile one; neither denies the other.
        return Comparison.INCOMPARABLE
    return Comparison.DIFFERENT


def _is_mobile(phone: ContactValue) -> bool:
    return phone.value.startswith("+628")


def _eligibility(a: EligibilityValue, _ra: Role, b: EligibilityValue, _rb: Role) -> Comparison:
    if a.scale != b.scale:
        return Comparison.INCOMPARABLE
    low_a, low_b = a.low or None, b.low or None
    lows = _bound_relation(low_a, low_b)
    highs = _bound_relation(a.high, b.high)
    if Comparison.DIFFERENT in (lows, highs):
        return Comparison.DIFFERENT
    if lows is highs is Comparison.EQUAL:
        return Comparison.EQUAL
    if _apart(low_a, b.high) or _apart(low_b, a.high):
        return Comparison.DIFFERENT
    # The side that states more bounds takes in fewer people.
    mine = (low_a is not None) + (a.high is not None)
    theirs = (low_b is not None) + (b.high is not None)
    if mine == theirs:
        return Comparison.INCOMPARABLE
    return Comparison.CONTAINED if mine > theirs else Comparison.CONTAINS


def _apart(low: Decimal | None, high: Decimal | None) -> bool:
    """Whether a range that begins at `low` lies wholly above one that ends at `high`."""
    return low is not None and high is not None and low >= high


def _bound_relation(a: Decimal | None, b: Decimal | None) -> Comparison:
    """A bound that one side leaves out does not contradict the other side's."""
    if a == b:
        return Comparison.EQUAL
    return Comparison.INCOMPARABLE if a is None or b is None else Comparison.DIFFERENT


def _identities(a: IdentityValue, _ra: Role, b: IdentityValue, _rb: Role) -> Comparison:
    if a.label != b.label:
        return Comparison.INCOMPARABLE
    if a.number is not None and b.number is not None:
        return Comparison.EQUAL if a.number == b.number else Comparison.DIFFERENT
    mine, theirs = set(a.name.split()), set(b.name.split())
    return Comparison.EQUAL if mine <= theirs or theirs <= mine else Comparison.DIFFERENT


def _length_of_days(a: DurationValue, _ra: Role, b: DateValue, b_role: Role) -> Comparison:
    """`selama enam hari` against a period of days."""
    if b.days is None or b_role is not Role.PERIOD or a.unit is not DurationUnit.MINUTE:
        return Comparison.INCOMPARABLE
    if a.low % _MINUTES_IN_DAY:
        return Comparison.INCOMPARABLE
    days = Decimal(b.days)
    length = Measured(a.low / _MINUTES_IN_DAY, a.high / _MINUTES_IN_DAY, a.bound)
    if a.low % (7 * _MINUTES_IN_DAY) == 0 and abs(length.low - days) <= 1:
        # 'dua minggu' is said of a fortnight give or take a day.
        return Comparison.EQUAL
    return compare_numbers(length, Measured(days, days, Bound.EXACT))


def _length_of_hours(a: DurationValue, _ra: Role, b: TimeValue, _rb: Role) -> Comparison:
    if b.minutes is None or a.unit is not DurationUnit.MINUTE:
        return Comparison.INCOMPARABLE
    minutes = Decimal(b.minutes)
    if a.low >= _MINUTES_IN_DAY > minutes:
        # 'selama enam hari' beside '08.00-11.00' is how many days, not how many hours of each.
        return Comparison.INCOMPARABLE
    return compare_numbers(
        Measured(a.low, a.high, a.bound), Measured(minutes, minutes, Bound.EXACT)
    )


def _rule(
    left: type[_A], right: type[_B], judge: Callable[[_A, Role, _B, Role], Comparison]
) -> tuple[tuple[type, type], _Comparator]:
    """Binds a comparator to a pair of value types."""

    def apply(a: Fact, b: Fact) -> Comparison:
        if isinstance(a.value, left) and isinstance(b.value, right):
            return judge(a.value, a.role, b.value, b.role)
        return Comparison.INCOMPARABLE

    return (left, right), apply


_COMPARATORS: dict[tuple[type, type], _Comparator] = dict(
    (
        _rule(DateValue, DateValue, compare_dates),
        _rule(TimeValue, TimeValue, compare_times),
        _rule(DurationValue, DurationValue, _durations),
        _rule(MoneyValue, MoneyValue, _money),
        _rule(QuantityValue, QuantityValue, _quantities),
        _rule(PercentageValue, PercentageValue, _shares),
        _rule(StatusValue, StatusValue, compare_statuses),
        _rule(PlaceValue, PlaceValue, compare_places),
        _rule(ContactValue, ContactValue, _contacts),
        _rule(EligibilityValue, EligibilityValue, _eligibility),
        _rule(IdentityValue, IdentityValue, _identities),
        _rule(DurationValue, DateValue, _length_of_days),
        _rule(DurationValue, TimeValue, _length_of_hours),
        _rule(MoneyValue, StatusValue, compare_money_and_status),
        _rule(CauseValue, CauseValue, compare_causes),
        _rule(CauseValue, StatusValue, compare_cause_and_status),
        _rule(ActorValue, ActorValue, compare_actors),
    )
)
