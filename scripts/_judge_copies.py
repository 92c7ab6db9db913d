"""Copies of drafts, whole and with one value changed: what nobody writes into a labelled set.

In life one office copies another's text and mistypes a date. In the labelled matters no two texts
are that near, and models that were fitted on those alone take a copy for a copy, whatever it says.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from selaras.evaluation.dataset import Facet, LabelledDraft, LabelledPair

_MONTHS = "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember"
_VALUES: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(rf"\b(\d{{1,2}})( (?:{_MONTHS})\b)"),
        "date",
        lambda found: f"{int(found[1]) % 26 + 2}{found[2]}",
    ),
    (
        re.compile(r"\b(0[6-9]|1\d)([.:][0-5]\d)\b"),
        "time",
        lambda found: f"{int(found[1]) + 1:02}{found[2]}",
    ),
    (re.compile(r"\bRp ?(\d+)"), "amount", lambda found: f"Rp{int(found[1]) + 3}"),
    (re.compile(r"\b(\d{1,2})( ?persen|%)"), "percentage", lambda found: f"{int(found[1]) + 5}%"),
)


def copies(
    drafts: tuple[LabelledDraft, ...], seed: int
) -> Iterator[tuple[LabelledDraft, LabelledDraft, LabelledPair]]:
    """Each draft beside a copy by another agency: of two in three one value is changed."""
    rng = random.Random(seed)
    for draft in drafts:
        copy = replace(draft, id=f"{draft.id}-copy", agency=f"{draft.agency}-copy")
        facet = None
        if rng.random() < 0.67:
            copy, facet = _changed(draft, copy, rng)
        relation = "overlap" if facet is None else "contradiction"
        facets = () if facet is None else (facet,)
        yield draft, copy, LabelledPair(draft.id, copy.id, relation, facets, "", "")


def _changed(
    draft: LabelledDraft, copy: LabelledDraft, rng: random.Random
) -> tuple[LabelledDraft, Facet | None]:
    """The copy with one value changed wherever it stands; as it was where there is none."""
    for pattern, kind, change in rng.sample(_VALUES, len(_VALUES)):
        found = pattern.search(draft.body)
        if found is not None:
            old, new = found[0], change(found)
            text = {part: getattr(copy, part).replace(old, new) for part in ("title", "body")}
            return replace(copy, **text), Facet(kind, old, new)
    return copy, None
