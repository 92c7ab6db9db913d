"""How two dates or two times of day lie to each other."""

from __future__ import annotations

from datetime import date, timedelta

from selaras.matching.domain.facts import DateValue, Precision, Role, TimeValue
from selaras.matching.facts.compare_numbers import Comparison

_ENDS = {Role.END, Role.DEADLINE}
# Days from the last of a holiday or a closure to when things go on, with a weekend between.
_PAUSE = 3
_WORKDAYS = 4
_DAY = 1440
_Interval = tuple[date, date]


def compare_dates(a: DateValue, a_role: Role, b: DateValue, b_role: Role) -> Comparison:
    """Compares two dates in their roles."""
    special = {Role.PUBLISHED, Role.REFERENCE_TIME}
    if (a_role in special or b_role in special) and a_role is not b_role:
        return Comparison.INCOMPARABLE
    if a.start is None or b.start is None:
        return _recurring(a, b)
    if a_role is Role.REFERENCE_TIME:
        # A later tally does not contradict an earlier one.
        return Comparison.EQUAL if a.start == b.start else Comparison.INCOMPARABLE
    if _same_instant(a, b):
        return Comparison.EQUAL
    result = _by_role(a, a_role, b, b_role)
    other_year = _one_is_a_year(a, b) and Role.POINT in (a_role, b_role)
    if result is Comparison.DIFFERENT and (other_year or _off_by_a_week(a, b)):
        return Comparison.INCOMPARABLE
    return result


def _same_instant(a: DateValue, b: DateValue) -> bool:
    """`23.00 WIB` on Wednesday is `00.00 WITA` on Thursday."""
    if a.clock_utc is None or b.clock_utc is None or a.start is None or b.start is None:
        return False
    mine = a.start.toordinal() * _DAY + a.clock_utc
    return mine == b.start.toordinal() * _DAY + b.clock_utc


def _one_is_a_year(a: DateValue, b: DateValue) -> bool:
    """`tahun lalu` beside a day of this year compares two years, it does not deny one."""
    return Precision.YEAR in (a.precision, b.precision) and a.precision is not b.precision


def _off_by_a_week(a: DateValue, b: DateValue) -> bool:
    """A lone weekday may mean the next one or the one after."""
    if a.start is None or b.start is None or not (a.inferred or b.inferred):
        return False
    lone = (a.inferred and len(a.weekdays) == 1) or (b.inferred and len(b.weekdays) == 1)
    return lone and abs((a.start - b.start).days) == 7


def _weekly(mine: set[int], theirs: set[int]) -> Comparison:
    if mine == theirs:
        return Comparison.EQUAL
    if mine > theirs or mine < theirs:
        return Comparison.CONTAINS if mine > theirs else Comparison.CONTAINED
    # Hours of their own on Saturday do not deny those of Monday to Friday.
    week = max(len(mine), len(theirs)) >= _WORKDAYS and not mine & theirs
    return Comparison.INCOMPARABLE if week else Comparison.DIFFERENT


def _recurring(a: DateValue, b: DateValue) -> Comparison:
    if a.start is None and b.start is None:
        return _weekly(set(a.weekdays), set(b.weekdays))
    flip = a.start is None
    dated, weekly = (b, a) if flip else (a, b)
    if dated.start is None or dated.end is None or dated.end - dated.start > timedelta(days=6):
        return Comparison.INCOMPARABLE
    days = (dated.end - dated.start).days + 1
    inside = all(
        (dated.start + timedelta(days=n)).weekday() in weekly.weekdays for n in range(days)
    )
    if not inside:
        return Comparison.INCOMPARABLE
    return Comparison.CONTAINS if flip else Comparison.CONTAINED


def _interval(value: DateValue) -> _Interval:
    start, end = value.start or date.min, value.end or date.max
    if value.approximate and value.precision is Precision.DAY:
        return start, end + timedelta(days=1) if end < date.max else end
    return start, end


def _relation(a: _Interval, b: _Interval) -> Comparison:
    if a == b:
        return Comparison.EQUAL
    if a[0] <= b[0] and b[1] <= a[1]:
        return Comparison.CONTAINS
    if b[0] <= a[0] and a[1] <= b[1]:
        return Comparison.CONTAINED
    return Comparison.DIFFERENT


def _is_span(role: Role, value: DateValue) -> bool:
    return role in {Role.PERIOD, Role.POINT} and value.is_range


def _by_role(a: DateValue, a_role: Role, b: DateValue, b_role: Role) -> Comparison:
    if (a_role is Role.RESUME) != (b_role is Role.RESUME):
        if a_role is Role.RESUME:
            return _resumed(a, b, b_role)
        return _resumed(b, a, a_role).flipped()
    if a_role is Role.START or b_role is Role.START or a_role in _ENDS or b_role in _ENDS:
        return _edges(a, a_role, b, b_role)
    if a.listed or b.listed:
        return _listed(a, b)
    spans = _is_span(a_role, a) and _is_span(b_role, b)
    coarse = a.precision is not Precision.DAY or b.precision is not Precision.DAY
    if spans and not coarse:
        return _periods(a, b)
    return _relation(_interval(a), _interval(b))


def _resumed(back: DateValue, other: DateValue, other_role: Role) -> Comparison:
    """When something goes on again, against when it stood still or when something is."""
    relation = _relation(_interval(back), _interval(other))
    if back.start is None or other.end is None or other.start is None:
        return Comparison.INCOMPARABLE
    if other_role in _ENDS or other.is_range:
        pause = (back.start - other.end).days
        apart = pause < 0 or pause > _PAUSE
        unclear = other.precision is not Precision.DAY or back.precision is not Precision.DAY
        return Comparison.DIFFERENT if apart and not unclear else Comparison.INCOMPARABLE
    if relation is not Comparison.DIFFERENT:
        return relation
    later = other_role is Role.START and other.start > back.start
    return Comparison.DIFFERENT if later else Comparison.INCOMPARABLE


def _periods(a: DateValue, b: DateValue) -> Comparison:
    """Two periods of days: one strictly inside the other is a part, else they are rivals."""
    if a.approximate or b.approximate:
        near = abs((_interval(a)[1] - _interval(b)[1]).days) <= 2
        if a.start == b.start and near:
            return Comparison.EQUAL
    relation = _relation(_interval(a), _interval(b))
    shares_an_end = a.start == b.start or a.end == b.end
    if relation in {Comparison.CONTAINS, Comparison.CONTAINED} and shares_an_end:
        return Comparison.DIFFERENT
    return relation


def _listed(a: DateValue, b: DateValue) -> Comparison:
    mine = set(a.listed or _each_day(a))
    theirs = set(b.listed or _each_day(b))
    if mine == theirs:
        return Comparison.EQUAL
    if mine >= theirs:
        return Comparison.CONTAINS
    return Comparison.CONTAINED if mine <= theirs else Comparison.DIFFERENT


def _each_day(value: DateValue) -> list[date]:
    if value.start is None or value.days is None or value.days > 400:
        return []
    return [value.start + timedelta(days=n) for n in range(value.days)]


def _edges(a: DateValue, a_role: Role, b: DateValue, b_role: Role) -> Comparison:
    """Compares where at least one of the two is a start or an end."""
    if a_role is Role.START and b_role is Role.START:
        return _relation(_interval(a), _interval(b))
    if a_role in _ENDS and b_role in _ENDS:
        return _relation(_interval(a), _interval(b))
    edge_roles = _ENDS | {Role.START}
    if a_role in edge_roles and b_role in edge_roles:
        return Comparison.INCOMPARABLE
    if b_role in edge_roles:
        return _edge_and_other(b, b_role, a, a_role).flipped()
    return _edge_and_other(a, a_role, b, b_role)


def _edge_and_other(edge: DateValue, role: Role, other: DateValue, other_role: Role) -> Comparison:
    if other.start is None or other.end is None or edge.start is None or edge.end is None:
        return Comparison.INCOMPARABLE
    if _is_span(other_role, other) and other.precision is not Precision.YEAR:
        return _edge_and_span((edge.start, edge.end), role, other, (other.start, other.end))
    if edge.start <= other.start and other.end <= edge.end:
        return Comparison.EQUAL
    clash = role is Role.START and other.end < edge.start
    return Comparison.DIFFERENT if clash else Comparison.INCOMPARABLE


def _edge_and_span(edge: _Interval, role: Role, other: DateValue, span: _Interval) -> Comparison:
    point = span[0] if role is Role.START else span[1]
    coarse = other.precision is not Precision.DAY or other.approximate
    if edge[0] <= point <= edge[1] or (coarse and _in_outer_unit(edge[0], role, other)):
        return Comparison.CONTAINED
    # A registration ends before what one registers for begins.
    after = role in _ENDS and span[0] > edge[1]
    return Comparison.INCOMPARABLE if after else Comparison.DIFFERENT


def _in_outer_unit(day: date, role: Role, span: DateValue) -> bool:
    """Whether `day` may be where a span of vague ends begins or ends.

    `April sampai Juni` may end on any day of June, but not in May.
    """
    if span.start is None or span.end is None or not span.start <= day <= span.end:
        return False
    if span.precision is not Precision.MONTH:
        return True
    outer = span.start if role is Role.START else span.end
    return (day.year, day.month) == (outer.year, outer.month)


def compare_times(a: TimeValue, a_role: Role, b: TimeValue, b_role: Role) -> Comparison:
    """Compares two times of day, in UTC; days that are named beside them must agree."""
    shift = _days_apart(a, b) * _DAY
    special = Role.REFERENCE_TIME in (a_role, b_role) and a_role is not b_role
    apart = a.weekdays and b.weekdays and not set(a.weekdays) & set(b.weekdays)
    if a.start_utc is None or b.start_utc is None or special or apart:
        return Comparison.INCOMPARABLE
    over_days = a.end_day != a.day or b.end_day != b.day
    point = (a.end_utc is None) != (b.end_utc is None)
    if abs(a.start_utc + shift - b.start_utc) >= _DAY and not (shift and point and over_days):
        return Comparison.INCOMPARABLE
    tolerance = 30 if a.approximate or b.approximate else 0
    starts = _near(a.start_utc + shift, b.start_utc, tolerance)
    if a.end_utc is None and b.end_utc is None:
        return _two_points(a, a_role, b, b_role, same=starts)
    if a.end_utc is None:
        return _point_in_period(a, a_role, b)
    if b.end_utc is None:
        return _point_in_period(b, b_role, a).flipped()
    same = starts and _near(a.end_utc, b.end_utc, tolerance)
    return Comparison.EQUAL if same else _nested_times(a, b)


def _days_apart(a: TimeValue, b: TimeValue) -> int:
    return (a.day - b.day).days if a.day is not None and b.day is not None else 0


def _near(a: int, b: int, tolerance: int) -> bool:
    gap = (a - b) % _DAY
    return min(gap, _DAY - gap) <= tolerance


def _two_points(
    a: TimeValue, a_role: Role, b: TimeValue, b_role: Role, *, same: bool
) -> Comparison:
    sides = {_side(a_role), _side(b_role)}
    if sides in ({Role.START, Role.END}, {Role.START, Role.RESUME}) and not same:
        return Comparison.INCOMPARABLE
    if sides == {Role.POINT, Role.END} and _begins_before(a, a_role, b):
        return Comparison.INCOMPARABLE
    if same and a.until_finished != b.until_finished:
        return Comparison.CONTAINS if a.until_finished else Comparison.CONTAINED
    if same:
        return Comparison.EQUAL
    return Comparison.DIFFERENT


def _side(role: Role) -> Role:
    return Role.END if role in _ENDS else role


def _begins_before(a: TimeValue, a_role: Role, b: TimeValue) -> bool:
    """Whether the bare time of two comes before the other, at which something ends."""
    point, end = (a, b) if a_role not in _ENDS else (b, a)
    if point.start_utc is None or end.start_utc is None:
        return False
    return 0 < (end.start_utc - point.start_utc) % _DAY < _DAY // 2


def _point_in_period(point: TimeValue, role: Role, period: TimeValue) -> Comparison:
    start, end, at = period.start_utc, period.end_utc, point.start_utc
    if start is None or end is None or at is None:
        return Comparison.INCOMPARABLE
    if point.until_finished or role is Role.START:
        return Comparison.CONTAINED if _near(at, start, 0) else Comparison.DIFFERENT
    if _side(role) is Role.END or role is Role.RESUME:
        return Comparison.CONTAINED if _near(at, end, 0) else Comparison.DIFFERENT
    if point.day is not None and period.day is not None and period.end_day is not None:
        at += (point.day - period.day).days * _DAY
        inside = 0 <= at - start <= (period.minutes or 0)
        return Comparison.CONTAINED if inside else Comparison.DIFFERENT
    length = period.minutes or 0
    return Comparison.CONTAINED if (at - start) % _DAY <= length else Comparison.DIFFERENT


def _nested_times(a: TimeValue, b: TimeValue) -> Comparison:
    """Hours strictly inside other hours may be a part of them; all else are rivals."""
    mine, theirs = a.minutes or 0, b.minutes or 0
    start_a, start_b = a.start_utc or 0, b.start_utc or 0
    if _DAY in (mine, theirs):
        return Comparison.DIFFERENT
    if a.day is not None and a.day == b.day:
        return Comparison.DIFFERENT
    into_a = (start_b - start_a) % _DAY
    if into_a > 0 and into_a + theirs < mine:
        return Comparison.CONTAINS
    into_b = (start_a - start_b) % _DAY
    if into_b > 0 and into_b + mine < theirs:
        return Comparison.CONTAINED
    return Comparison.DIFFERENT
