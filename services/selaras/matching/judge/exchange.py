"""Whether the words of one fact may stand in the sentence of another: a wording to propose.

A proposal that nobody can copy is worse than none. So whatever is not sure to read well is left
out: days told from today (`besok`), states of two word forms (`penutupan`, `dibuka`), amounts of
which one is free of charge.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from selaras.matching.domain.facts import (
    DateValue,
    EligibilityValue,
    Fact,
    MoneyValue,
    PercentageValue,
    PlaceValue,
    QuantityValue,
    StatusValue,
    TimeValue,
)
from selaras.matching.domain.states import Dimension

_MONTH = re.compile(
    r"januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
    r"|(?<!\w)(?:jan|feb|mar|apr|jun|jul|agu|agt|ags|sep|sept|okt|nov|des)(?!\w)",
    re.IGNORECASE,
)
_FIGURES_OF_A_DAY = re.compile(r"\d\s?[/-]\s?\d")
_CLOCK = re.compile(r"\d[.:]\d\d|(?:pukul|jam|pkl\.?|pk\.?) *\d", re.IGNORECASE)
_SHARE = re.compile(r"%|persen", re.IGNORECASE)
_RATE = re.compile(r"(?<!\w)(?:per|tiap|setiap)(?!\w)|/|(?<!\w)se(?:bulan|hari|tahun|kilo)", re.I)
_STATES = frozenset(
    {
        Dimension.ACCESS,
        Dimension.AVAILABILITY,
        Dimension.MODE,
        Dimension.OBLIGATION,
        Dimension.PERMISSION,
        Dimension.SAFETY,
        Dimension.VALIDITY,
    }
)
# Forms of a word that do not fit where another form stands; the empty one fits nowhere else.
_FORMS = ("di", "pe", "me", "ter")


def exchangeable(mine: Fact, theirs: Fact) -> bool:
    """Whether the two may change places."""
    if mine.kind is not theirs.kind or mine.role is not theirs.role:
        return False
    one, other = mine.value, theirs.value
    if type(one) is not type(other):
        return False
    rule = _RULES.get(type(one))
    return rule is None or rule(one, other, mine.surface, theirs.surface)


def _dates(one: DateValue, other: DateValue, mine: str, theirs: str) -> bool:
    if one.inferred or other.inferred or one.is_range != other.is_range:
        return False
    if one.start is None or other.start is None:
        return one.start is other.start
    return all(_MONTH.search(words) or _FIGURES_OF_A_DAY.search(words) for words in (mine, theirs))


def _times(one: TimeValue, other: TimeValue, mine: str, theirs: str) -> bool:
    if (one.end is None, one.until_finished) != (other.end is None, other.until_finished):
        return False
    if one.zone is not other.zone and not (one.zone_stated and other.zone_stated):
        return False
    return all(_CLOCK.search(words) and not _MONTH.search(words) for words in (mine, theirs))


def _amounts(one: MoneyValue, other: MoneyValue, mine: str, theirs: str) -> bool:
    if one.per != other.per or one.is_free != other.is_free or one.pack != other.pack:
        return False
    return bool(_RATE.search(mine)) == bool(_RATE.search(theirs))


def _quantities(one: QuantityValue, other: QuantityValue, mine: str, theirs: str) -> bool:
    if (one.unit, one.per) != (other.unit, other.per):
        return False
    return _names_things(mine) == _names_things(theirs)


def _names_things(words: str) -> bool:
    """Whether what is counted is part of the words, or stands behind them."""
    return any(sign.isalpha() for sign in words)


def _shares(_one: PercentageValue, _other: PercentageValue, mine: str, theirs: str) -> bool:
    return all(_SHARE.search(words) for words in (mine, theirs))


def _bounds(one: EligibilityValue, other: EligibilityValue, _mine: str, _theirs: str) -> bool:
    ends = [(value.low is None, value.high is None) for value in (one, other)]
    return one.scale == other.scale and ends[0] == ends[1]


def _places(one: PlaceValue, other: PlaceValue, _mine: str, _theirs: str) -> bool:
    return bool(one.codes) == bool(other.codes)


def _states(one: StatusValue, other: StatusValue, mine: str, theirs: str) -> bool:
    if one.level is not None and other.level is not None:
        return True
    if one.dimension is not other.dimension or one.dimension not in _STATES:
        return False
    return _form(mine) == _form(theirs)


def _form(words: str) -> str:
    """The beginning of the last word: `ditutup` fits in the place of `dibuka`, `penutupan` not."""
    last = words.lower().rsplit(maxsplit=1)[-1]
    return next((form for form in _FORMS if last.startswith(form)), "")


_RULES: dict[type, Callable[[Any, Any, str, str], bool]] = {
    DateValue: _dates,
    TimeValue: _times,
    MoneyValue: _amounts,
    QuantityValue: _quantities,
    PercentageValue: _shares,
    EligibilityValue: _bounds,
    PlaceValue: _places,
    StatusValue: _states,
}
