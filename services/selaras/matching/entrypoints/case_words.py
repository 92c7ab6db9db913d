"""Words on findings seen by a third party, from the catalogue."""

from __future__ import annotations

from selaras.catalogue import text
from selaras.matching.domain.finding import Reason, Relation
from selaras.matching.domain.view import OutsideEvidence, OutsideView
from selaras.matching.explain.case_title import kind_name, shortened
from selaras.matching.explain.differ import difference
from selaras.matching.explain.numbers import listed


def explain_outside(view: OutsideView, lang: str = "id") -> str:
    """What two messages are to each other, for somebody without a side."""
    opening = _opening(view, lang)
    if view.relation is Relation.NONE:
        return opening
    told = [explain_outside_evidence(item, view, lang) for item in view.evidence]
    return " ".join([opening, *told])


def explain_outside_evidence(item: OutsideEvidence, view: OutsideView, lang: str = "id") -> str:
    """What each side says on one fact, as far as it may be seen, and what differs."""
    kind = kind_name(item.kind, lang)
    left, right = view.left.agency.display_name, view.right.agency.display_name
    if item.left is None and item.right is None:
        return text("outside.hidden", lang=lang, kind=kind)
    if item.left is not None and item.right is not None:
        key = "differs" if view.relation is Relation.CONTRADICTION else "same"
        values = {"own": shortened(item.left), "other": shortened(item.right)}
        more = {"kind": kind} if key == "differs" else {}
        told = text(f"outside.{key}", lang=lang, left=left, right=right, **values, **more)
        differs = difference_outside(item, view, lang)
        if not differs:
            return told
        return f"{told} {text('explain.difference', lang=lang, difference=differs)}"
    said = item.left or item.right
    agency, hidden = (left, right) if item.left is not None else (right, left)
    return text(
        "outside.half",
        lang=lang,
        kind=kind,
        agency=agency,
        said=shortened(said) if said is not None else "",
        hidden=hidden,
    )


def difference_outside(item: OutsideEvidence, view: OutsideView, lang: str = "id") -> str:
    """Only what differs, against the first message; empty where one is hidden, or none clashes."""
    if view.relation is not Relation.CONTRADICTION or item.left is None or item.right is None:
        return ""
    agencies = view.left.agency.display_name, view.right.agency.display_name
    return difference(item.left_value, item.right_value, lang, agencies=agencies)


def suggest_outside(view: OutsideView, lang: str = "id") -> str:
    """What a coordinator may do about it; empty where there is nothing to do."""
    if view.relation is Relation.NONE:
        return ""
    key = "contradiction" if view.relation is Relation.CONTRADICTION else "overlap"
    return text(f"outside.suggest_{key}", lang=lang, **_sides(view))


def _opening(view: OutsideView, lang: str) -> str:
    if view.relation is Relation.CONTRADICTION:
        kinds = list(dict.fromkeys(kind_name(item.kind, lang) for item in view.evidence))
        return text("outside.contradiction", lang=lang, kinds=listed(kinds, lang), **_sides(view))
    if view.relation is Relation.NONE:
        return text("outside.none", lang=lang, **_sides(view))
    key = "near_copy" if view.reason is Reason.NEAR_COPY else "same_message"
    return text(f"outside.{key}", lang=lang, **_sides(view))


def _sides(view: OutsideView) -> dict[str, str]:
    return {"left": view.left.agency.display_name, "right": view.right.agency.display_name}
