"""Words on cases, from the catalogue: their titles, and findings seen by a third party."""

from __future__ import annotations

from selaras.catalogue import text
from selaras.matching.domain.case_view import CaseView, kind_of
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Passage, Reason, Relation
from selaras.matching.domain.message import Agency
from selaras.matching.domain.view import AnyView, FindingView, OutsideEvidence, OutsideView
from selaras.matching.explain.numbers import listed

_LONGEST = 60  # code points of a value in a title; a notice on a phone shows about twice as much


def title(view: CaseView, lang: str = "id") -> str:
    """One line that says what differs between whom, as far as the viewer may see it."""
    seen = view.gravest
    relation = seen.relation if seen is not None else view.case.relation
    names = _names(view)
    if relation is Relation.OVERLAP:
        return text("case_title.overlap", lang=lang, agencies=_agencies(names, lang))
    kind = kind_of(view.case, seen) if seen is not None else next(iter(view.case.kinds), None)
    named = _capital(_kind(kind, lang))
    values = _values(seen, kind) if seen is not None else None
    if values is None:
        return text("case_title.clash", lang=lang, kind=named, agencies=_agencies(names, lang))
    more = len(names) - 2
    return text(
        "case_title.values_more" if more > 0 else "case_title.values",
        lang=lang,
        kind=named,
        first=names[0],
        second=names[1],
        own=values[0],
        other=values[1],
        **({"count": more} if more > 0 else {}),
    )


def explain_outside(view: OutsideView, lang: str = "id") -> str:
    """What two messages are to each other, for somebody without a side."""
    opening = _opening(view, lang)
    if view.relation is Relation.NONE:
        return opening
    told = [explain_outside_evidence(item, view, lang) for item in view.evidence]
    return " ".join([opening, *told])


def explain_outside_evidence(item: OutsideEvidence, view: OutsideView, lang: str = "id") -> str:
    """What each side says on one fact, as far as it may be seen."""
    kind = _kind(item.kind, lang)
    left, right = view.left.agency.display_name, view.right.agency.display_name
    if item.left is None and item.right is None:
        return text("outside.hidden", lang=lang, kind=kind)
    if item.left is not None and item.right is not None:
        key = "differs" if view.relation is Relation.CONTRADICTION else "same"
        values = {"own": _short(item.left), "other": _short(item.right)}
        more = {"kind": kind} if key == "differs" else {}
        return text(f"outside.{key}", lang=lang, left=left, right=right, **values, **more)
    said = item.left or item.right
    agency, hidden = (left, right) if item.left is not None else (right, left)
    return text(
        "outside.half",
        lang=lang,
        kind=kind,
        agency=agency,
        said=_short(said) if said is not None else "",
        hidden=hidden,
    )


def suggest_outside(view: OutsideView, lang: str = "id") -> str:
    """What a coordinator may do about it; empty where there is nothing to do."""
    if view.relation is Relation.NONE:
        return ""
    key = "contradiction" if view.relation is Relation.CONTRADICTION else "overlap"
    return text(f"outside.suggest_{key}", lang=lang, **_sides(view))


def _opening(view: OutsideView, lang: str) -> str:
    if view.relation is Relation.CONTRADICTION:
        kinds = list(dict.fromkeys(_kind(item.kind, lang) for item in view.evidence))
        return text("outside.contradiction", lang=lang, kinds=listed(kinds, lang), **_sides(view))
    if view.relation is Relation.NONE:
        return text("outside.none", lang=lang, **_sides(view))
    key = "near_copy" if view.reason is Reason.NEAR_COPY else "same_message"
    return text(f"outside.{key}", lang=lang, **_sides(view))


def _sides(view: OutsideView) -> dict[str, str]:
    return {"left": view.left.agency.display_name, "right": view.right.agency.display_name}


def _names(view: CaseView) -> list[str]:
    """Names of the agencies of a case: those of the gravest finding, those who clash, the rest."""
    first: list[str] = []
    if isinstance(view.gravest, FindingView):
        first = [view.gravest.own_key.partition("/")[0], view.gravest.other_agency.id]
    elif view.gravest is not None:
        first = [view.gravest.left.agency.id, view.gravest.right.agency.id]
    parties = sorted(view.case.parties, key=lambda party: (party.findings == 0, party.agency))
    order = dict.fromkeys([*first, *(party.agency for party in parties)])
    agencies: list[Agency] = [view.agencies[name] for name in order if name in view.agencies]
    return [agency.display_name for agency in agencies]


def _agencies(names: list[str], lang: str) -> str:
    key = {1: "one", 2: "two"}.get(len(names), "many")
    values: dict[str, str | int] = {"first": names[0]}
    if len(names) > 1:
        values["second"] = names[1]
    if len(names) > 2:
        values["count"] = len(names) - 2
    return text(f"case_title.agencies.{key}", lang=lang, **values)


def _values(seen: AnyView, kind: FactKind | None) -> tuple[str, str] | None:
    """What both sides write on the gravest fact; None where one of them is hidden."""
    for item in seen.evidence:
        if item.kind is not kind:
            continue
        if isinstance(item, OutsideEvidence):
            own, other = item.left, item.right
        else:
            own, other = item.own, item.other
        return (_short(own), _short(other)) if own is not None and other is not None else None
    return None


def _kind(kind: FactKind | None, lang: str) -> str:
    return text(f"kind.{kind or 'text'}", lang=lang)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _short(passage: Passage) -> str:
    flat = " ".join(passage.text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1].rstrip() + "…"
