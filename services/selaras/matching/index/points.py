"""How a message lies in an engine, whichever it is: points, payloads and conditions.

A collection has three parts, each with its own graph::

    messages             one point a message: vector ``dense`` of the whole, sparse vector ``bands``
                         of its bands and its terms
    claims-nationwide    one point a claim of the messages to the whole country
    claims-regional      one point a claim of the messages to some area

Claims are apart by reach because a graph answers badly when a filter lets few points through: with
13 % let through, it found four of five of the nearest claims. A message to one area is compared
with all nationwide claims (a graph with next to no filter) and with the claims of its own areas
(few, found through the payload index and compared one by one).

Every point says whether its text is public (``state``). Points that were written before that was
noted say nothing, and pass as if they were.

The point of a message is its commit record: it is written after the claims, and a claim counts only
when its revision is the message's. So no crash between the parts lets an outdated claim surface.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import numpy as np

from selaras.matching.index.faults import BAD_MESSAGE, Fault
from selaras.matching.index.port import IndexedMessage, SearchScope, Vectors

MESSAGES: Final = "messages"
NATIONWIDE: Final = "claims-nationwide"
REGIONAL: Final = "claims-regional"
PARTS: Final = (MESSAGES, NATIONWIDE, REGIONAL)
CLAIM_PARTS: Final = (NATIONWIDE, REGIONAL)

DENSE: Final = "dense"
BANDS: Final = "bands"

UNTIL: Final = "until"
STATE: Final = "state"
#: Payload fields with an index of words.
INDEXED_FIELDS: Final = ("key", "agency", "areas", "model", STATE)
DRAFT: Final = "draft"
PUBLISHED: Final = "published"

ANYWHERE: Final = "*"
# The largest whole number that a double holds exactly; microseconds reach it in the year 2255.
OPEN_END: Final = 2**53 - 1
_NAMESPACE: Final = uuid.UUID("6a1c9a86-6d0e-5b0c-9a35-0b9f2c8f7d11")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A message ready to be written: plain values and vectors."""

    key: str
    revision: int
    part: str
    model_version: str
    payload: dict[str, Any]
    bands: tuple[int, ...]
    message_vector: Vectors
    claim_vectors: Vectors

    @property
    def message_id(self) -> str:
        """Id of the message's point."""
        return point_id(self.key)

    @property
    def message_payload(self) -> dict[str, Any]:
        """Payload of the message's point."""
        return self.payload

    def claim_payload(self, number: int) -> dict[str, Any]:
        """Payload of a claim's point: only what searches filter by or a hit needs."""
        named = ("key", "agency", "rev", "areas", UNTIL, STATE)
        kept = {name: self.payload[name] for name in named}
        return {**kept, "model": self.model_version, "claim": number}


@dataclass(frozen=True, slots=True)
class Conditions:
    """A scope as conditions on payloads; None: does not matter.

    ``not_state`` is what a point must not say: one that says nothing passes.
    """

    not_agency: str | None
    not_key: str | None
    until: int
    areas: tuple[str, ...] | None
    model: str | None
    agency: str | None = None
    not_state: str | None = None

    def without_areas(self) -> Conditions:
        """The same for points of which all areas are let through."""
        return replace(self, areas=None)


def point_id(key: str, claim: int | None = None) -> str:
    """Id of the point of a message, or of one of its claims: always the same for the same."""
    kind = "message" if claim is None else f"claim\x00{claim}"
    return str(uuid.uuid5(_NAMESPACE, f"{key}\x00{kind}"))


def microseconds(moment: datetime) -> int:
    """A moment as a whole number that payload filters compare exactly."""
    if moment.tzinfo is None:
        raise Fault(BAD_MESSAGE, f"a time without a time zone: {moment.isoformat()}")
    # Not timestamp(): a float is off by some microseconds.
    delta = moment - _EPOCH
    return min((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds, OPEN_END)


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def band_numbers(bands: Sequence[str]) -> tuple[int, ...]:
    """Bands as dimensions of a sparse vector, each once."""
    return tuple(
        sorted(
            {
                int.from_bytes(hashlib.blake2b(band.encode(), digest_size=4).digest(), "big")
                for band in bands
            }
        )
    )


def term_numbers(terms: Sequence[str]) -> tuple[int, ...]:
    """Terms as dimensions of the same sparse vector, apart from those of bands."""
    return band_numbers([f"term\x00{term}" for term in terms])


def to_entry(message: IndexedMessage) -> Entry:
    """The message ready to be written.

    Raises:
        Fault: INDEX_BAD_MESSAGE, the message contradicts its own description.
    """
    _check(message)
    payload: dict[str, Any] = {
        "key": message.key,
        "agency": message.agency,
        "rev": message.revision,
        "areas": list(_area_tokens(message)),
        UNTIL: OPEN_END if message.valid_until is None else microseconds(message.valid_until),
        "model": message.model_version,
        STATE: PUBLISHED if message.published else DRAFT,
    }
    return Entry(
        key=message.key,
        revision=message.revision,
        part=REGIONAL if message.area_codes else NATIONWIDE,
        model_version=message.model_version,
        payload=payload,
        bands=tuple(sorted({*band_numbers(message.lexical_bands), *term_numbers(message.terms)})),
        message_vector=np.ascontiguousarray(message.message_vector, dtype=np.float32),
        claim_vectors=np.ascontiguousarray(message.claim_vectors, dtype=np.float32),
    )


def newest(entries: Sequence[Entry]) -> list[Entry]:
    """One entry a key: the one with the highest revision, the later one of equals."""
    chosen: dict[str, Entry] = {}
    for entry in entries:
        known = chosen.get(entry.key)
        if known is None or entry.revision >= known.revision:
            chosen[entry.key] = entry
    return list(chosen.values())


def to_conditions(scope: SearchScope) -> Conditions:
    """The scope as conditions on payloads."""
    areas: tuple[str, ...] | None = None
    if scope.area_codes:
        containing = sorted({*scope.area_codes, *scope.area_lineage})
        areas = (
            ANYWHERE,
            *(f"={code}" for code in containing),
            *(f"<{code}" for code in scope.area_codes),
        )
    return Conditions(
        not_agency=scope.exclude_agency or None,
        # The agency is the first part of the key: excluding it excludes the key.
        not_key=(
            scope.exclude_key
            if scope.exclude_key and not scope.exclude_key.startswith(f"{scope.exclude_agency}/")
            else None
        ),
        until=microseconds(scope.live_at),
        areas=areas,
        model=scope.model_version,
        agency=scope.agency or None,
        not_state=DRAFT if scope.published else None,
    )


def with_state(entry: Entry, published: Mapping[str, int]) -> Entry:
    """The entry; as published where its revision is among those, by key."""
    if published.get(entry.key) != entry.revision:
        return entry
    return replace(entry, payload={**entry.payload, STATE: PUBLISHED})


def claim_searches(conditions: Conditions) -> tuple[tuple[str, Conditions], ...]:
    """In which parts to look for claims, and with which conditions."""
    return ((NATIONWIDE, conditions.without_areas()), (REGIONAL, conditions))


def _area_tokens(message: IndexedMessage) -> tuple[str, ...]:
    """``=code`` for an area it speaks to, ``<code`` for that and every area that contains it.

    An asker whose areas and their containers are L, its own areas A, matches ``=l`` for l in L
    (same or larger area) and ``<a`` for a in A (same or smaller area): one condition on one field.
    """
    if not message.area_codes:
        return (ANYWHERE,)
    within = sorted({*message.area_codes, *message.area_lineage})
    return (*(f"={code}" for code in message.area_codes), *(f"<{code}" for code in within))


def _check(message: IndexedMessage) -> None:
    """Refuse what an engine would take and never give back right."""
    fault = _fault(message)
    if fault:
        raise Fault(BAD_MESSAGE, f"{message.key or 'a message'}: {fault}")


def _fault(message: IndexedMessage) -> str:
    """What is wrong with the message; empty: nothing."""
    vector, claims = message.message_vector, message.claim_vectors
    if not message.key or not message.agency or message.revision < 0:
        return "it needs a key, an agency and a revision of 0 or more"
    if vector.ndim != 1 or not len(vector):
        return f"the message vector has the shape {vector.shape}"
    if claims.ndim != 2 or (len(claims) and claims.shape[1] != len(vector)):
        return f"the claim vectors have the shape {claims.shape}"
    if not (np.isfinite(vector).all() and np.isfinite(claims).all()):
        return "a vector holds a value that is not a number"
    return "" if np.any(vector) else "the message vector has no direction"
