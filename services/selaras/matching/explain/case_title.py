"""The one line that names a case, from the catalogue."""

from __future__ import annotations

from selaras.catalogue import text
from selaras.matching.domain.case_view import CaseView, kind_of
from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Passage, Relation
from selaras.matching.domain.message import Agency
from selaras.matching.domain.view import AnyView, FindingView, OutsideEvidence

_LONGEST = 60  # code points of a value in a title; a notice on a phone shows about twice as much


def title(view: CaseView, lang: str = "id") -> str:
    """One line that says what differs between whom, as far as the viewer may see it."""
    seen = view.gravest
    relation = seen.relation if seen is not None else view.case.relation
    names = _names(view)
    if relation is Relation.OVERLAP:
        return text("case_title.overlap", lang=lang, agencies=_agencies(names, lang))
    kind = kind_of(view.case, seen) if seen is not None else next(iter(view.case.kinds), None)
    named = _capital(kind_name(kind, lang))
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


def kind_name(kind: FactKind | None, lang: str) -> str:
    """What a kind of fact is called; None: the whole text."""
    return text(f"kind.{kind or 'text'}", lang=lang)


def shortened(passage: Passage) -> str:
    """The words of a passage on one line, cut where they are long."""
    flat = " ".join(passage.text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1].rstrip() + "…"


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
        return (shortened(own), shortened(other)) if own is not None and other is not None else None
    return None


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
