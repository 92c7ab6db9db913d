"""What the facts of a finding state, in the form that explanations are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from selaras.matching.domain.facts import (
    ActorValue,
    CauseValue,
    ContactValue,
    DateValue,
    DurationUnit,
    DurationValue,
    EligibilityValue,
    Fact,
    FactKind,
    IdentityValue,
    MoneyValue,
    Per,
    PercentageValue,
    PlaceValue,
    QuantityValue,
    StatementValue,
    StatusValue,
    TimeValue,
    Value,
)
from selaras.matching.domain.stated import Sort, Stated
from selaras.matching.domain.states import Dimension
from selaras.matching.judge.exchange import exchangeable

_DAY = 1440
_LONGEST_LIST = 31  # days; a longer run is not spelt out beside a list of days
_UNITLESS = frozenset({"count", "index"})
_DURATIONS = {
    DurationUnit.MINUTE: Sort.MINUTES,
    DurationUnit.WORKDAY: Sort.WORKDAYS,
    DurationUnit.MONTH: Sort.MONTHS,
}

StatedPair = tuple[Stated | None, Stated | None]


def stated_pair(mine: Fact, theirs: Fact) -> StatedPair:
    """What two facts state, brought to one basis; None and None where there is no value.

    `bukan 3 Agustus` states none, so there is nothing to set beside the other one; no more does a
    whole claim.
    """
    if mine.negated or theirs.negated:
        return None, None
    if isinstance(mine.value, StatementValue) or isinstance(theirs.value, StatementValue):
        return None, None
    one, other = _on_one_basis(mine.value, theirs.value)
    left, right = _stated(mine.kind, one), _stated(theirs.kind, other)
    swap = exchangeable(mine, theirs) and (one, other) == (mine.value, theirs.value)
    return replace(left, exchangeable=swap), replace(right, exchangeable=swap)


def _on_one_basis(one: Value, other: Value) -> tuple[Value, Value]:
    """Two values that can be subtracted, where they can be made so."""
    straight = _ONE_BASIS.get((type(one), type(other)))
    if straight is not None:
        return straight(one, other)
    swapped = _ONE_BASIS.get((type(other), type(one)))
    if swapped is not None:
        second, first = swapped(other, one)
        return first, second
    return one, other


def _same_money_basis(one: MoneyValue, other: MoneyValue) -> tuple[MoneyValue, MoneyValue]:
    if one.is_free or other.is_free or one == other:
        return one, other
    packs = one.pack, other.pack
    if packs[0] and packs[1] and packs[0].unit == packs[1].unit and packs[0] != packs[1]:
        return _for_one(one, packs[0]), _for_one(other, packs[1])
    if one.per == other.per:
        return one, other
    if (reduced := _against_rate(one, other)) is not None:
        return reduced
    if (reduced := _against_rate(other, one)) is not None:
        return reduced[1], reduced[0]
    return one, other


def _against_rate(rate: MoneyValue, other: MoneyValue) -> tuple[MoneyValue, MoneyValue] | None:
    """A rate against the price of a pack, or against its own whole sum."""
    pack = other.pack
    if pack is not None and rate.per == (Per(Decimal(1), pack.unit),) and pack.count:
        return rate, _for_one(other, pack)
    if rate.total is not None and not other.per:
        return replace(rate, low=rate.total, high=rate.total, per=()), other
    return None


def _for_one(value: MoneyValue, pack: Per) -> MoneyValue:
    count = pack.count or Decimal(1)
    per = (Per(Decimal(1), pack.unit),)
    return replace(value, low=value.low / count, high=value.high / count, per=per, pack=None)


def _same_sort_of_days(one: DateValue, other: DateValue) -> tuple[DateValue, DateValue]:
    """A run of days beside a list of days is listed too."""
    if one.listed and not other.listed:
        return one, _listed(other)
    if other.listed and not one.listed:
        return _listed(one), other
    return one, other


def _listed(value: DateValue) -> DateValue:
    if value.start is None or value.days is None or value.days > _LONGEST_LIST:
        return value
    days = tuple(value.start + timedelta(days=number) for number in range(value.days))
    return replace(value, listed=days)


def _on_the_day_of(one: TimeValue, other: TimeValue) -> TimeValue:
    """The same moment counted from the midnight of ``one``'s day, when both name a day."""
    if one.day is None or other.day is None or one.day == other.day:
        return other
    shift = (other.day - one.day).days * _DAY
    return replace(
        other,
        start=None if other.start is None else other.start + shift,
        end=None if other.end is None else other.end + shift,
    )


def _as_duration(value: DateValue | TimeValue) -> Value:
    if isinstance(value, TimeValue):
        length = value.minutes
    else:
        length = value.days * _DAY if value.days is not None else None
    if length is None:
        return value
    return DurationValue(Decimal(length), Decimal(length), DurationUnit.MINUTE)


def _as_status(value: MoneyValue) -> StatusValue:
    return StatusValue(Dimension.COST, positive=value.is_free)


_ONE_BASIS: dict[tuple[type, type], Callable[[Any, Any], tuple[Value, Value]]] = {
    (MoneyValue, MoneyValue): _same_money_basis,
    (DateValue, DateValue): _same_sort_of_days,
    (TimeValue, TimeValue): lambda one, other: (one, _on_the_day_of(one, other)),
    (DurationValue, DateValue): lambda one, other: (one, _as_duration(other)),
    (DurationValue, TimeValue): lambda one, other: (one, _as_duration(other)),
    (MoneyValue, StatusValue): lambda one, other: (_as_status(one), other),
}


def _stated(kind: FactKind, value: Value) -> Stated:
    return _MAKERS[type(value)](kind, value)


def _date(kind: FactKind, value: DateValue) -> Stated:
    if value.start is None or value.end is None:
        return Stated(kind, Sort.WEEKDAYS, _commas(value.weekdays))
    if value.listed:
        return Stated(kind, Sort.DAYS, _commas(value.listed))
    return Stated(kind, Sort.DATE, value.start.isoformat(), value.end.isoformat())


def _time(kind: FactKind, value: TimeValue) -> Stated:
    end = value.end
    if end is not None and value.start is not None and end <= value.start:
        end += _DAY
    low = "" if value.start is None else str(value.start)
    high = "open" if value.until_finished else "" if end is None else str(end)
    bound = "approximate" if value.approximate else "exact"
    return Stated(kind, Sort.TIME, low, high, value.zone, bound=bound)


def _duration(kind: FactKind, value: DurationValue) -> Stated:
    sort = _DURATIONS[value.unit]
    return Stated(kind, sort, _plain(value.low), _plain(value.high), bound=value.bound)


def _money(kind: FactKind, value: MoneyValue) -> Stated:
    low, high = _plain(value.low), _plain(value.high)
    return Stated(kind, Sort.RUPIAH, low, high, per=_bases(value.per), bound=value.bound)


def _quantity(kind: FactKind, value: QuantityValue) -> Stated:
    unit = "" if value.unit in _UNITLESS else value.unit
    low, high = _plain(value.low), _plain(value.high)
    return Stated(kind, Sort.NUMBER, low, high, unit, _bases(value.per), value.bound)


def _percentage(kind: FactKind, value: PercentageValue) -> Stated:
    low, high = _plain(value.low), _plain(value.high)
    return Stated(kind, Sort.PERCENT, low, high, bound=value.bound)


def _status(kind: FactKind, value: StatusValue) -> Stated:
    if value.level is not None:
        return Stated(kind, Sort.LEVEL, str(value.level))
    return Stated(kind, Sort.STATE, value.dimension, "+" if value.positive else "-")


def _place(kind: FactKind, value: PlaceValue) -> Stated:
    return Stated(kind, Sort.NAME, " ".join(filter(None, (value.head, value.name))))


def _contact(kind: FactKind, value: ContactValue) -> Stated:
    return Stated(kind, Sort.NAME, value.value, unit=value.type)


def _eligibility(kind: FactKind, value: EligibilityValue) -> Stated:
    low, high = _plain(value.low), _plain(value.high)
    unit = f"{value.scale} {value.step}" if value.scale == "age" else value.scale
    return Stated(kind, Sort.BOUNDS, low, high, unit)


def _identity(kind: FactKind, value: IdentityValue) -> Stated:
    if value.number is None:
        return Stated(kind, Sort.NAME, value.name, unit=value.label)
    return Stated(kind, Sort.SERIES, str(value.number), unit=value.label)


def _cause(kind: FactKind, value: CauseValue) -> Stated:
    return Stated(kind, Sort.NAME, " ".join(value.words or value.sorts))


def _actor(kind: FactKind, value: ActorValue) -> Stated:
    return Stated(kind, Sort.NAME, value.name)


_MAKERS: dict[type, Callable[[FactKind, Any], Stated]] = {
    DateValue: _date,
    TimeValue: _time,
    DurationValue: _duration,
    MoneyValue: _money,
    QuantityValue: _quantity,
    PercentageValue: _percentage,
    StatusValue: _status,
    PlaceValue: _place,
    ContactValue: _contact,
    EligibilityValue: _eligibility,
    IdentityValue: _identity,
    CauseValue: _cause,
    ActorValue: _actor,
}


def _plain(number: Decimal | None) -> str:
    """A number without an exponent and without zeros that say nothing."""
    if number is None:
        return ""
    text = f"{round(number, 6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bases(per: Iterable[Per]) -> str:
    return " ".join(f"{_plain(base.count)} {base.unit}" for base in per)


def _commas(items: Iterable[object]) -> str:
    return ",".join(str(item) for item in items)
