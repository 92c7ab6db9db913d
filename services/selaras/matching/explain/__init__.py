"""Explanations made from the evidence, through the catalogue; no language model writes them."""

from __future__ import annotations

from dataclasses import dataclass

from selaras.catalogue import text
from selaras.gazetteer import Gazetteer
from selaras.matching.domain.finding import Reason, Relation
from selaras.matching.domain.view import EvidenceView, FindingView
from selaras.matching.explain.correct import aligned, correction
from selaras.matching.explain.differ import difference, equivalence
from selaras.matching.explain.numbers import listed

__all__ = ["EvidenceWords", "aligned", "evidence_words", "explain", "explain_evidence", "suggest"]

_MOST_AREAS = 3
_LONGEST = 300  # code points of a sentence; the whole one is in the evidence


@dataclass(frozen=True, slots=True)
class EvidenceWords:
    """What is said of one piece of evidence in one language.

    Attributes:
        explanation: what each side writes, and what differs.
        difference: only what differs, against one's own text; empty where the texts tell it best.
        correction: a sentence to copy, with both values to choose from; empty without a clash.
    """

    explanation: str
    difference: str
    correction: str


def evidence_words(item: EvidenceView, view: FindingView, lang: str = "id") -> EvidenceWords:
    """All that is said of one piece of evidence; nothing of what the share level hides."""
    return EvidenceWords(
        explain_evidence(item, view, lang),
        _difference(item, view, lang),
        correction(item, view, lang),
    )


def explain_evidence(item: EvidenceView, view: FindingView, lang: str = "id") -> str:
    """What each side says on one fact, and what differs."""
    kind = text(f"kind.{item.kind or 'text'}", lang=lang)
    agency = view.other_agency.display_name
    if item.other is None:
        return text("explain.hidden", lang=lang, kind=kind, agency=agency)
    if view.relation is Relation.OVERLAP:
        return text("explain.same", lang=lang, agency=agency)
    own, other = _one_line(item.own.text), _one_line(item.other.text)
    key = "differs" if view.relation is Relation.CONTRADICTION else "beside"
    told = text(f"explain.{key}", lang=lang, kind=kind, own=own, other=other, agency=agency)
    differs = _difference(item, view, lang)
    if not differs:
        return told
    key = "meaning" if view.reason is Reason.SAME_VALUES else "difference"
    return f"{told} {text(f'explain.{key}', lang=lang, difference=differs)}"


def explain(view: FindingView, lang: str = "id") -> str:
    """What the two messages are to each other and why, in one or a few sentences."""
    opening = _opening(view, lang)
    if view.relation is Relation.CONTRADICTION:
        return " ".join([opening, *(explain_evidence(item, view, lang) for item in view.evidence)])
    tell = _pair if view.relation is Relation.OVERLAP else explain_evidence
    # What is hidden says nothing of why there is no conflict, nor which sentences are the same.
    seen = [item for item in view.evidence if item.other is not None]
    return " ".join([opening, *(tell(item, view, lang) for item in seen)])


def suggest(view: FindingView, lang: str = "id") -> str:
    """What to do about it; empty where there is nothing to do."""
    if view.relation is Relation.NONE:
        return ""
    if view.relation is Relation.CONTRADICTION:
        key = "contradiction"
    else:
        key = "near_copy" if view.reason is Reason.NEAR_COPY else "same_message"
    return text(f"suggest.{key}", lang=lang, agency=view.other_agency.display_name)


def _opening(view: FindingView, lang: str) -> str:
    agency = view.other_agency.display_name
    if view.relation is Relation.CONTRADICTION:
        kinds = dict.fromkeys(
            text(f"kind.{item.kind or 'text'}", lang=lang) for item in view.evidence
        )
        return text(
            "explain.contradiction", lang=lang, agency=agency, kinds=listed(list(kinds), lang)
        )
    if view.relation is Relation.OVERLAP:
        key = "near_copy" if view.reason is Reason.NEAR_COPY else "same_message"
        return text(f"explain.overlap.{key}", lang=lang, agency=agency)
    if view.reason is Reason.OTHER_AREA and view.other_areas:
        own, other = _areas(view.own_areas, lang), _areas(view.other_areas, lang)
        if own != other:
            return text("explain.areas", lang=lang, agency=agency, own=own, other=other)
    return text(f"explain.none.{view.reason}", lang=lang, agency=agency)


def _pair(item: EvidenceView, view: FindingView, lang: str) -> str:
    """Which sentences say the same."""
    other = item.other.text if item.other is not None else ""
    return text(
        "explain.pair",
        lang=lang,
        own=_short(item.own.text),
        other=_short(other),
        agency=view.other_agency.display_name,
    )


def _difference(item: EvidenceView, view: FindingView, lang: str) -> str:
    if item.other is None or view.relation is Relation.OVERLAP:
        return ""
    if view.reason is Reason.SAME_VALUES:
        return equivalence(item.own_value, item.other_value, lang)
    return difference(item.own_value, item.other_value, lang)


def _areas(codes: tuple[str, ...], lang: str) -> str:
    if not codes:
        return text("explain.nationwide", lang=lang)
    gazetteer = Gazetteer.load()
    names = [
        gazetteer.area(code).name if gazetteer.is_known(code) else code
        for code in codes[:_MOST_AREAS]
    ]
    if len(codes) > _MOST_AREAS:
        names.append(text("explain.more_areas", lang=lang, count=len(codes) - _MOST_AREAS))
    return listed(names, lang)


def _short(sentence: str) -> str:
    flat = _one_line(sentence)
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1].rstrip() + "…"


def _one_line(surface: str) -> str:
    return " ".join(surface.split())
