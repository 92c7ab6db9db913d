"""Whose figure counts in a case (wali data)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from selaras.matching.domain.authority import Authority
from selaras.matching.domain.facts import FactKind


def authority_of(
    rules: Iterable[Authority],
    *,
    topic: str,
    kinds: Collection[FactKind],
    area_codes: Collection[str],
    agencies: Collection[str],
) -> str:
    """Id of the agency whose figure counts; empty: none of the case's agencies.

    Of the rules that fit the most specific one counts: a kind before a topic, then the smaller
    area. A rule on a kind fits only where every kind that clashes is its kind: an agency that has
    the say on the amount has none on the date.
    """
    fitting = [
        rule
        for rule in rules
        if rule.agency in agencies
        and rule.topic in ("", topic)
        and (rule.kind is None or set(kinds) == {rule.kind})
        and _covers(rule.area_code, area_codes)
    ]
    best = max(fitting, key=_specific, default=None)
    return best.agency if best else ""


def _specific(rule: Authority) -> tuple[bool, bool, int, str]:
    return (rule.kind is not None, bool(rule.topic), len(rule.area_code), rule.id)


def _covers(area_code: str, codes: Collection[str]) -> bool:
    if not area_code:
        return True
    return bool(codes) and all(f"{code}.".startswith(f"{area_code}.") for code in codes)
