"""Messages and evidence as JSON, as they lie in the database."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np

from selaras.matching.domain.facts import FactKind
from selaras.matching.domain.finding import Evidence, Passage
from selaras.matching.domain.message import (
    Agency,
    AgencyLevel,
    Message,
    MessageState,
    ShareLevel,
)
from selaras.matching.domain.stated import Sort, Stated
from selaras.matching.domain.text import Part, Span
from selaras.matching.ports import Vectors

_TIMES = ("authored", "publish_time", "valid_from", "valid_until")


def dump_message(message: Message) -> str:
    """A message as JSON."""
    fields = asdict(message)
    for name in _TIMES:
        value = fields[name]
        fields[name] = value.isoformat() if value else None
    return json.dumps(fields, ensure_ascii=False)


def load_message(document: str) -> Message:
    """A message from JSON."""
    fields: dict[str, Any] = json.loads(document)
    agency = fields.pop("agency")
    for name in _TIMES:
        value = fields[name]
        fields[name] = datetime.fromisoformat(value) if value else None
    fields["state"] = MessageState(fields["state"])
    fields["share_level"] = ShareLevel(fields["share_level"])
    fields["area_codes"] = tuple(fields["area_codes"])
    fields["audience_tags"] = tuple(fields["audience_tags"])
    return Message(
        agency=Agency(
            agency["id"], agency["display_name"], AgencyLevel(agency["level"]), agency["area_code"]
        ),
        **fields,
    )


def dump_evidence(evidence: tuple[Evidence, ...]) -> str:
    """Evidence as JSON."""
    return json.dumps(
        [
            {
                "kind": item.kind,
                "left": _dump_passage(item.left),
                "right": _dump_passage(item.right),
                "strength": round(item.strength, 4),
                "left_value": _dump_stated(item.left_value),
                "right_value": _dump_stated(item.right_value),
            }
            for item in evidence
        ],
        ensure_ascii=False,
    )


def load_evidence(document: str) -> tuple[Evidence, ...]:
    """Evidence from JSON; what was stored before values and offsets were kept has none."""
    return tuple(
        Evidence(
            kind=FactKind(item["kind"]) if item["kind"] else None,
            left=_load_passage(item["left"]),
            right=_load_passage(item["right"]),
            strength=item["strength"],
            left_value=_load_stated(item.get("left_value")),
            right_value=_load_stated(item.get("right_value")),
        )
        for item in json.loads(document)
    )


def _dump_passage(passage: Passage) -> list[Any]:
    span = passage.span
    return [span.part, span.start, span.end, passage.text, passage.sentence, passage.offset]


def _load_passage(fields: list[Any]) -> Passage:
    part, start, end, text, sentence, *more = fields
    return Passage(Span(Part(part), start, end), text, sentence, more[0] if more else None)


def _dump_stated(value: Stated | None) -> dict[str, Any] | None:
    return asdict(value) if value is not None else None


def _load_stated(fields: dict[str, Any] | None) -> Stated | None:
    if fields is None:
        return None
    return Stated(**fields | {"kind": FactKind(fields["kind"]), "sort": Sort(fields["sort"])})


def pack_vectors(vectors: Vectors) -> bytes:
    """Vectors of length one as int8, scaled by the largest value: a quarter of the room."""
    scale = 127 / np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return bytes(np.rint(vectors * scale).astype(np.int8).tobytes())


def unpack_vectors(packed: bytes, count: int) -> Vectors:
    """Vectors of length one from :func:`pack_vectors`."""
    if count == 0:
        return np.zeros((0, 0), dtype=np.float32)
    vectors = np.frombuffer(packed, dtype=np.int8).reshape(count, -1).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
