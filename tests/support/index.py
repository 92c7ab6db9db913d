"""Messages and scopes for tests of the index."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from selaras.matching.index.port import IndexedMessage, SearchScope, Vectors

NOW = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
DIMENSIONS = 32
MODEL = "model-1"


def vector(seed: int, dimensions: int = DIMENSIONS) -> Vectors:
    """A direction that is the same for the same seed; two of them are far apart."""
    made = np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)
    return made / np.linalg.norm(made)


def near(base: Vectors, cosine: float, seed: int = 999) -> Vectors:
    """A vector of length one with that cosine to ``base``."""
    other = vector(seed, len(base))
    other = other - np.dot(other, base) * base
    other /= np.linalg.norm(other)
    return (cosine * base + np.sqrt(1 - cosine**2) * other).astype(np.float32)


def lineage(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes and all that contain them."""
    parts = [code.split(".") for code in codes]
    return tuple(sorted({".".join(p[: n + 1]) for p in parts for n in range(len(p))}))


def indexed(
    key: str = "dinkes/1", seed: int = 1, claims: int = 2, **fields: object
) -> IndexedMessage:
    """A message: vector ``vector(seed)``, claims ``vector(seed * 100 + number)``."""
    areas = fields.pop("area_codes", ("32.78",))
    dimensions = fields.pop("dimensions", DIMENSIONS)
    rows = [vector(seed * 100 + number, dimensions) for number in range(claims)]
    values: dict[str, object] = {
        "key": key,
        "agency": key.split("/", maxsplit=1)[0],
        "revision": 1,
        "area_codes": areas,
        "area_lineage": lineage(areas),
        "valid_until": None,
        "model_version": MODEL,
        "lexical_bands": (f"a{seed}", f"b{seed}", f"c{seed}", f"d{seed}"),
        "message_vector": vector(seed, dimensions),
        "claim_vectors": np.stack(rows) if rows else np.zeros((0, dimensions), np.float32),
    }
    return IndexedMessage(**(values | fields))  # type: ignore[arg-type]


def asking(**fields: object) -> SearchScope:
    """The scope of a message of agency ``penanya`` in the city 32.78."""
    areas = fields.pop("area_codes", ("32.78",))
    values: dict[str, object] = {
        "exclude_agency": "penanya",
        "area_codes": areas,
        "area_lineage": lineage(areas),
        "live_at": NOW,
        "model_version": MODEL,
        "exclude_key": "penanya/1",
    }
    return SearchScope(**(values | fields))  # type: ignore[arg-type]
