"""What differs between two stated values, in the terms of their sort."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from selaras.catalogue import text
from selaras.matching.domain.stated import Sort, Stated
from selaras.matching.explain import numbers
from selaras.matching.explain.values import (
    age,
    calendar_days,
    clock_span,
    in_words,
    item_in_words,
    items,
    measured,
)

_DAY = 1440
_OFFSETS = {"WIB": 420, "WITA": 480, "WIT": 540}
_LATER = ("later", "earlier")
# How more and less are called: a price is higher, a course longer.
_COMPARATIVES = {
    Sort.MINUTES: ("longer", "shorter"),
    Sort.WORKDAYS: ("longer", "shorter"),
    Sort.MONTHS: ("longer", "shorter"),
    Sort.NUMBER: ("more", "less"),
}
_HIGHER = ("higher", "lower")
_MEANT = frozenset({"exact", "approximate"})
# Stand for the two messages until it is said whose they are: no text has such a character.
_MINE, _THEIRS = "\0mine", "\0theirs"


def difference(
    own: Stated | None, other: Stated | None, lang: str, *, agencies: tuple[str, str] | None = None
) -> str:
    """What the other's value is against one's own; empty where no words but the texts' tell it.

    Args:
        own, other: the values; None: it cannot be set side by side.
        lang: language.
        agencies: names of both agencies, for somebody who is neither; None: "you" and "they".
    """
    if own is None or other is None:
        return ""
    tell = _TELLERS.get(own.sort) if own.sort is other.sort else None
    told = tell(own, other, lang) if tell is not None else ""
    return _named(told or _both(own, other, lang), lang, agencies)


def _named(told: str, lang: str, agencies: tuple[str, str] | None) -> str:
    """The same with what the two messages are called."""
    if agencies is None:
        mine, theirs = (text(f"difference.{key}", lang=lang) for key in ("mine", "theirs"))
    else:
        mine, theirs = (text("difference.message", lang=lang, agency=name) for name in agencies)
    return told.replace(_MINE, mine).replace(_THEIRS, theirs)


def equivalence(own: Stated | None, other: Stated | None, lang: str) -> str:
    """What two writings of one value both mean; empty where the texts show it themselves."""
    if own is None or other is None:
        return ""
    mine, theirs = in_words(own, lang), in_words(other, lang)
    if not mine or not theirs:
        return ""
    key = "same" if mine == theirs else "equal"
    return text(f"difference.{key}", lang=lang, own=mine, other=theirs)


def _both(own: Stated, other: Stated, lang: str) -> str:
    mine, theirs = in_words(own, lang), in_words(other, lang)
    if not mine or not theirs or mine == theirs:
        return ""
    return text("difference.values", lang=lang, own=mine, other=theirs, mine=_MINE)


def _against(phrase: str, lang: str) -> str:
    return text("difference.against", lang=lang, phrase=phrase, mine=_MINE)


def _ends(start: str, end: str, *, moved: bool, lang: str) -> str:
    """One phrase for what happened to the two ends of a range; ``moved``: the same to both."""
    if moved:
        return _against(start, lang)
    told = []
    if start:
        told.append(text("difference.start", lang=lang, phrase=start))
    if end:
        told.append(text("difference.end", lang=lang, phrase=end))
    return _against(numbers.listed(told, lang), lang) if told else ""


def _dates(own: Stated, other: Stated, lang: str) -> str:
    mine, theirs = calendar_days(own), calendar_days(other)
    if own.is_point != other.is_point:
        return _point_and_run(own, other, lang)
    start = _days_between(mine[0], theirs[0], lang)
    end = _days_between(mine[1], theirs[1], lang)
    moved = theirs[0] - mine[0] == theirs[1] - mine[1]
    return _ends(start, end, moved=moved, lang=lang)


def _days_between(mine: date, theirs: date, lang: str) -> str:
    if mine == theirs:
        return ""
    later = theirs > mine
    if (mine.month, mine.day) == (theirs.month, theirs.day):
        span = numbers.counted(Decimal(abs(theirs.year - mine.year)), "year", lang)
    else:
        span = numbers.counted(Decimal(abs((theirs - mine).days)), "day", lang)
    return text(f"difference.{_LATER[0 if later else 1]}", lang=lang, span=span)


def _point_and_run(own: Stated, other: Stated, lang: str) -> str:
    point, run = (own, other) if own.is_point else (other, own)
    first, last = calendar_days(run)
    if first <= calendar_days(point)[0] <= last:
        return ""
    key = "own_outside" if point is own else "other_outside"
    values = {"own": in_words(own, lang), "other": in_words(other, lang)}
    return text(f"difference.{key}", lang=lang, mine=_MINE, **values)


def _lists(own: Stated, other: Stated, lang: str) -> str:
    told = []
    for whose, some, others in ((_MINE, own, other), (_THEIRS, other, own)):
        rest = [item for item in items(some) if item not in items(others)]
        if rest:
            words = numbers.listed([item_in_words(own.sort, item, lang) for item in rest], lang)
            told.append(text("difference.only", lang=lang, message=whose, items=words))
    return "; ".join(told)


def _times(own: Stated, other: Stated, lang: str) -> str:
    """In one's own zone, so that hours of two zones can be set side by side."""
    shift = _OFFSETS[own.unit] - _OFFSETS[other.unit]
    low, high = _moved(other.low, shift), _moved(other.high, shift)
    told = ""
    if bool(own.high) == bool(high):
        starts, ends = _minutes_between(own.low, low), _minutes_between(own.high, high)
        start, end = _sooner(starts, lang), _sooner(ends, lang)
        moved = not own.high or (starts == ends and starts is not None)
        told = _ends(start, end, moved=moved, lang=lang) if start or end else ""
    if not shift:
        return told
    converted = clock_span(low, high, own.unit, lang)
    same = text("difference.converted", lang=lang, other=in_words(other, lang), converted=converted)
    return f"{same}, {told}" if told else same


def _moved(minutes: str, shift: int) -> str:
    return str(int(minutes) + shift) if minutes.lstrip("-").isdigit() else minutes


def _minutes_between(mine: str, theirs: str) -> int | None:
    """How much later, from half a day before to half a day after; None without two times."""
    if not (mine.lstrip("-").isdigit() and theirs.lstrip("-").isdigit()):
        return None
    gap = int(theirs) - int(mine)
    return gap if abs(gap) >= _DAY else (gap + _DAY // 2) % _DAY - _DAY // 2


def _sooner(gap: int | None, lang: str) -> str:
    if not gap:
        return ""
    span = numbers.length(Decimal(abs(gap)), lang)
    return text(f"difference.{_LATER[0 if gap > 0 else 1]}", lang=lang, span=span)


def _amounts(own: Stated, other: Stated, lang: str) -> str:
    if (own.unit, own.per) != (other.unit, other.per):
        return ""
    if own.bound != other.bound and not {own.bound, other.bound} <= _MEANT:
        return ""  # a limit and a value, or two limits of another sort: both are to be read
    if _is_free(own) or _is_free(other):
        return ""
    low = _more(own, Decimal(own.low), Decimal(other.low), lang)
    if own.is_point and other.is_point:
        return _against(low, lang) if low else ""
    high = _more(own, Decimal(own.high), Decimal(other.high), lang)
    told = [
        text(f"difference.{key}", lang=lang, phrase=phrase)
        for key, phrase in (("lowest", low), ("highest", high))
        if phrase
    ]
    return _against(numbers.listed(told, lang), lang) if told else ""


def _is_free(value: Stated) -> bool:
    return value.sort is Sort.RUPIAH and Decimal(value.high) == 0


def _more(value: Stated, mine: Decimal, theirs: Decimal, lang: str) -> str:
    if mine == theirs:
        return ""
    gap = abs(theirs - mine)
    if value.sort is Sort.PERCENT:
        span = numbers.counted(gap, "point", lang)
    else:
        span = measured(value.sort, value.unit, gap, lang) + numbers.per(value.per, lang)
    words = _COMPARATIVES.get(value.sort, _HIGHER)
    return text(f"difference.{words[0 if theirs > mine else 1]}", lang=lang, span=span)


def _levels(own: Stated, other: Stated, lang: str) -> str:
    gap = int(other.low) - int(own.low)
    if not gap:
        return ""
    span = numbers.counted(Decimal(abs(gap)), "step", lang)
    phrase = text(f"difference.{_HIGHER[0 if gap > 0 else 1]}", lang=lang, span=span)
    values = text(
        "difference.values",
        lang=lang,
        own=in_words(own, lang),
        other=in_words(other, lang),
        mine=_MINE,
    )
    return f"{_against(phrase, lang)}: {values}"


def _bounds(own: Stated, other: Stated, lang: str) -> str:
    told = []
    for key, mine, theirs in (
        ("lowest", own.low, other.low),
        ("highest", own.high, other.high),
    ):
        if not mine or not theirs or Decimal(mine) == Decimal(theirs):
            continue
        gap = int(Decimal(theirs) - Decimal(mine))
        span = _on_scale(own, abs(gap), lang)
        phrase = text(f"difference.{_HIGHER[0 if gap > 0 else 1]}", lang=lang, span=span)
        told.append(text(f"difference.{key}", lang=lang, phrase=phrase))
    if not told:
        return ""
    return f"{_against(numbers.listed(told, lang), lang)}: {_both(own, other, lang)}"


def _on_scale(value: Stated, gap: int, lang: str) -> str:
    if value.unit.startswith("age"):
        return age(gap, 12 if gap % 12 == 0 else 1, lang)
    return numbers.counted(Decimal(gap), "step", lang)


_TELLERS: dict[Sort, Callable[[Stated, Stated, str], str]] = {
    Sort.DATE: _dates,
    Sort.DAYS: _lists,
    Sort.WEEKDAYS: _lists,
    Sort.TIME: _times,
    Sort.MINUTES: _amounts,
    Sort.WORKDAYS: _amounts,
    Sort.MONTHS: _amounts,
    Sort.RUPIAH: _amounts,
    Sort.NUMBER: _amounts,
    Sort.PERCENT: _amounts,
    Sort.LEVEL: _levels,
    Sort.BOUNDS: _bounds,
}
