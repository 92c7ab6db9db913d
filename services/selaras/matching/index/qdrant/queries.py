"""Points, filters and queries as qdrant-client wants them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qdrant_client import models

from selaras.matching.index.hits import Found
from selaras.matching.index.points import (
    BANDS,
    DENSE,
    STATE,
    UNTIL,
    Conditions,
    Entry,
    point_id,
)
from selaras.matching.index.port import Vectors

FOUND_FIELDS = ["key", "rev", "claim"]


def message_point(entry: Entry) -> models.PointStruct:
    """The point of a message."""
    vector: dict[str, Any] = {DENSE: entry.message_vector.tolist()}
    if entry.bands:
        vector[BANDS] = sparse(entry.bands)
    return models.PointStruct(id=entry.message_id, vector=vector, payload=entry.message_payload)


def claim_points(entry: Entry) -> list[models.PointStruct]:
    """The points of a message's claims."""
    return [
        models.PointStruct(
            id=point_id(entry.key, number),
            vector={DENSE: vector.tolist()},
            payload=entry.claim_payload(number),
        )
        for number, vector in enumerate(entry.claim_vectors)
    ]


def sparse(indices: Sequence[int]) -> models.SparseVector:
    """A sparse vector of ones, so that a product counts what two have in common."""
    return models.SparseVector(indices=list(indices), values=[1.0] * len(indices))


def nearest(
    vector: Vectors | models.SparseVector,
    *,
    using: str,
    limit: int,
    condition: models.Filter,
    least: float | None,
    ef: int,
) -> models.QueryRequest:
    """A query for the points nearest to a vector, with what a hit needs of their payload."""
    query = vector if isinstance(vector, models.SparseVector) else vector.tolist()
    return models.QueryRequest(
        query=query,
        using=using,
        limit=limit,
        filter=condition,
        score_threshold=least,
        params=models.SearchParams(hnsw_ef=ef),
        with_payload=FOUND_FIELDS,
    )


def to_found(point: models.ScoredPoint) -> Found:
    """A point that was found."""
    payload = point.payload or {}
    return Found(payload["key"], payload["rev"], point.score, payload.get("claim", -1))


def to_filter(conditions: Conditions) -> models.Filter:
    """The conditions as a filter."""
    must: list[models.Condition] = [
        models.FieldCondition(key=UNTIL, range=models.Range(gte=float(conditions.until)))
    ]
    if conditions.areas is not None:
        any_area = models.MatchAny(any=list(conditions.areas))
        must.append(models.FieldCondition(key="areas", match=any_area))
    if conditions.model is not None:
        must.append(_equals("model", conditions.model))
    if conditions.agency is not None:
        must.append(_equals("agency", conditions.agency))
    refused = {
        "agency": conditions.not_agency,
        "key": conditions.not_key,
        STATE: conditions.not_state,
    }
    must_not: list[models.Condition] = [
        _equals(name, value) for name, value in refused.items() if value is not None
    ]
    return models.Filter(must=must, must_not=must_not)


def of_key(key: str) -> models.Filter:
    """All points of a message."""
    return models.Filter(must=[_equals("key", key)])


def of_revision(key: str, revision: int) -> models.Filter:
    """The points of one revision of a message."""
    return models.Filter(must=[_equals("key", key), _equals("rev", revision)])


def outdated(key: str, revision: int, claims: int) -> models.Filter:
    """Claims of earlier revisions of a message, and those beyond its last claim."""
    return models.Filter(
        must=[_equals("key", key)],
        should=[
            models.FieldCondition(key="rev", range=models.Range(lt=float(revision))),
            models.FieldCondition(key="claim", range=models.Range(gte=float(claims))),
        ],
    )


def not_newer(revision: int) -> models.Filter:
    """Points that a revision may overwrite."""
    return models.Filter(
        must=[models.FieldCondition(key="rev", range=models.Range(lte=float(revision)))]
    )


def _equals(field: str, value: str | int) -> models.FieldCondition:
    return models.FieldCondition(key=field, match=models.MatchValue(value=value))
