"""Takes a message apart: claims, then facts, each with its place in the original text.

The extractors run from the most certain to the least, and each leaves alone what an earlier
one has understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from selaras.matching.domain.facts import ExtractedMessage, Fact, FactKind, Role, StatusValue
from selaras.matching.domain.text import Claim, MessageText, Part, Span
from selaras.matching.facts.about import AboutReader
from selaras.matching.facts.actors import find_actors
from selaras.matching.facts.audiences import find_audiences
from selaras.matching.facts.causes import find_causes
from selaras.matching.facts.channels import find_channels
from selaras.matching.facts.contacts import find_contacts
from selaras.matching.facts.dates import find_dates
from selaras.matching.facts.denials import denied_ranges, has_hoax_title
from selaras.matching.facts.designations import find_designations
from selaras.matching.facts.document import Document, Found
from selaras.matching.facts.durations import find_durations
from selaras.matching.facts.eligibility import find_eligibility
from selaras.matching.facts.identities import find_identities
from selaras.matching.facts.looks import find_looks
from selaras.matching.facts.matters import matters_of
from selaras.matching.facts.money import find_money
from selaras.matching.facts.papers import find_papers
from selaras.matching.facts.percentages import add_parts_of_wholes, find_percentages
from selaras.matching.facts.phrases import find_phrases
from selaras.matching.facts.places import find_places
from selaras.matching.facts.procedures import find_procedures
from selaras.matching.facts.quantities import find_quantities
from selaras.matching.facts.references import skip_references
from selaras.matching.facts.roles import is_former
from selaras.matching.facts.statuses import find_statuses
from selaras.matching.facts.steps import find_steps
from selaras.matching.facts.times import find_times
from selaras.matching.text.segment import segment

_STEPS: tuple[Callable[[Document], None], ...] = (
    find_contacts,
    find_identities,
    find_designations,
    skip_references,
    find_dates,
    find_times,
    Document.read_numbers,
    find_percentages,
    find_money,
    find_eligibility,
    find_durations,
    find_quantities,
    add_parts_of_wholes,
    find_statuses,
    find_phrases,
    find_audiences,
    find_papers,
    find_looks,
    find_steps,
    find_procedures,
    find_channels,
    find_causes,
    find_actors,
    find_places,
)
_NEGATED = re.compile(
    r"(?<!\w)(?:bukan(?:lah|nya)?|tidak lagi|tidak jadi|sanes|dudu|sanés)"
    r"(?: +(?:pada|di|tanggal|tgl|hari|pukul|jam|sebanyak|sebesar|lagi|seperti))* *\Z"
)


def extract(message: MessageText) -> ExtractedMessage:
    """Segments `message` and reads its facts. Never raises, whatever the text."""
    claims = segment(message)
    documents = [Document.of(message, part, claims) for part in Part]
    for document in documents:
        for step in _STEPS:
            step(document)
    hoax_title = any(has_hoax_title(document) for document in documents)
    facts: list[Fact] = []
    refuted: set[int] = set()
    for document in documents:
        denied = denied_ranges(document, hoax_title=hoax_title)
        facts.extend(_facts(document, denied))
        refuted |= _refuted(document, denied)
    return ExtractedMessage(message, claims, tuple(facts), frozenset(refuted))


def _refuted(doc: Document, denied: list[tuple[int, int]]) -> set[int]:
    """Indexes of the claims that are denied for the larger part."""
    return {
        claim.claim.index
        for claim in doc.claims
        if 2 * sum(max(0, min(claim.end, end) - max(claim.start, start)) for start, end in denied)
        > claim.end - claim.start
    }


def _facts(doc: Document, denied: list[tuple[int, int]]) -> list[Fact]:
    found = sorted(doc.found, key=lambda f: (f.start, f.end))
    reader = AboutReader(doc)
    facts: list[Fact] = []
    edges: dict[FactKind, int] = {}
    for item in found:
        claim = doc.claim_at(item.start)
        if claim is None:
            continue
        about = reader.read(item, edges.get(item.kind, 0))
        facts.append(_fact(doc, item, claim.claim, about, denied))
        edges[item.kind] = item.end
    return facts


_CHANGEABLE = frozenset(
    {FactKind.DATE, FactKind.TIME, FactKind.AMOUNT, FactKind.QUANTITY, FactKind.PERCENTAGE}
)


def _role(doc: Document, item: Found) -> Role:
    """The role that the extractor saw, unless the words around tell of a value given up."""
    if item.kind not in _CHANGEABLE or item.role is Role.PUBLISHED:
        return item.role
    former = is_former(doc.before(item.start, 60), doc.after(item.end, 36))
    return Role.FORMER if former else item.role


def _fact(
    doc: Document, item: Found, claim: Claim, about: tuple[str, ...], denied: list[tuple[int, int]]
) -> Fact:
    start, end = doc.folded.original_range(item.start, item.end)
    # A state has its negation within it already.
    plain = not isinstance(item.value, StatusValue)
    negated = item.negated or (plain and _NEGATED.search(doc.before(item.start, 36)) is not None)
    return Fact(
        kind=item.kind,
        span=Span(doc.part, start, end),
        surface=doc.original[start:end],
        value=item.value,
        role=_role(doc, item),
        about=about,
        claim_index=claim.index,
        negated=negated,
        denied=any(s <= item.start < e for s, e in denied),
        matters=matters_of(doc, item),
    )
