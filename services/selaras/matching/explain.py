"""Explanations made from the evidence, through the catalogue; no language model writes them."""

from __future__ import annotations

from selaras.catalogue import text
from selaras.matching.domain.finding import Reason, Relation
from selaras.matching.domain.view import EvidenceView, FindingView


def explain_evidence(item: EvidenceView, view: FindingView, lang: str = "id") -> str:
    """One sentence: what each side says on one fact."""
    kind = text(f"kind.{item.kind or 'text'}", lang=lang)
    agency = view.other_agency.display_name
    if item.other is None:
        return text("explain.hidden", lang=lang, kind=kind, agency=agency)
    if view.relation is Relation.OVERLAP:
        return text("explain.same", lang=lang, agency=agency)
    return text(
        "explain.differs",
        lang=lang,
        kind=kind,
        own=_one_line(item.own.text),
        other=_one_line(item.other.text),
        agency=agency,
    )


def explain(view: FindingView, lang: str = "id") -> str:
    """What the two messages are to each other and why, in one or a few sentences."""
    agency = view.other_agency.display_name
    if view.relation is Relation.NONE:
        return text(f"explain.none.{view.reason}", lang=lang, agency=agency)
    if view.relation is Relation.OVERLAP:
        key = "near_copy" if view.reason is Reason.NEAR_COPY else "same_message"
        return text(f"explain.overlap.{key}", lang=lang, agency=agency)
    kinds = list(
        dict.fromkeys(text(f"kind.{item.kind or 'text'}", lang=lang) for item in view.evidence)
    )
    opening = text("explain.contradiction", lang=lang, agency=agency, kinds=_join(kinds, lang))
    return " ".join([opening, *(explain_evidence(item, view, lang) for item in view.evidence)])


def _join(words: list[str], lang: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {text('explain.and', lang=lang)} {words[-1]}"


def _one_line(surface: str) -> str:
    return " ".join(surface.split())
