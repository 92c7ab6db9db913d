"""Settings of the index, read once at start. Prefix ``SELARAS_INDEX_``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings


class Backend(StrEnum):
    """Which engine keeps the index."""

    EDGE = "edge"
    QDRANT = "qdrant"


class IndexSettings(FrozenSettings):
    """The index of messages. Prefix ``SELARAS_INDEX_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_INDEX_", frozen=True, extra="ignore")

    backend: Backend | None = Field(
        None,
        description="`edge` (in a process of its own on this machine) or `qdrant` (a server); "
        "empty: `qdrant` when a url is set, else `edge`.",
    )
    folder: Path = Field(
        Path("data/index"), description="Folder of the index, owned by one process (edge)."
    )
    url: str | None = Field(
        None, description="Address of the Qdrant server, `http://host:6333` (qdrant)."
    )
    grpc_port: int = Field(6334, ge=1, le=65535, description="gRPC port of that server (qdrant).")
    api_key: SecretStr | None = Field(None, description="Key for that server (qdrant).")
    prefix: str = Field(
        "selaras",
        pattern=r"^[a-z0-9][a-z0-9-]{0,31}$",
        description="First part of the names of collections (qdrant).",
    )
    shards: int | None = Field(
        None,
        ge=1,
        le=64,
        description="Parts that a new collection is split into; as many as the cluster has nodes, "
        "or more. Unset: the server decides (qdrant).",
    )
    replication: int = Field(
        1,
        ge=1,
        le=5,
        description="Nodes of a Qdrant cluster that hold each part of a new collection (qdrant).",
    )
    timeout_seconds: float = Field(
        30, gt=0, description="Longest wait for one answer before the index counts as away."
    )
    hnsw_m: int = Field(16, ge=4, le=64, description="Links of each vector in the graph.")
    hnsw_ef_construct: int = Field(
        64, ge=8, le=512, description="Candidates looked at to place a vector in the graph."
    )
    hnsw_ef: int = Field(
        96, ge=8, le=1024, description="Candidates looked at in a search; more finds more, slower."
    )
    compact_vectors: bool = Field(
        True,
        description="Keep vectors in 8 bits a dimension: a quarter of the space for about 0.5 % of "
        "recall. On a server this needs Qdrant 1.20 or newer. Otherwise 16 bits.",
    )
    build_after: int = Field(
        10_000,
        ge=100,
        description="Vectors written since the last graph was built that make a new build (edge).",
    )
    flush_seconds: float = Field(
        60,
        gt=0,
        description="How long writes may lie in the log before they are in the files (edge). They "
        "survive a killed process at once, a power cut once the system has written them.",
    )
    lock_wait_seconds: float = Field(
        10,
        ge=0,
        description="How long to wait for the process that owned the folder before (edge).",
    )

    @model_validator(mode="after")
    def _server_has_an_address(self) -> Self:
        if self.engine is Backend.QDRANT and not self.url:
            raise ValueError("the backend qdrant needs a url (SELARAS_INDEX_URL)")
        return self

    @property
    def engine(self) -> Backend:
        """The engine that is meant."""
        return self.backend or (Backend.QDRANT if self.url else Backend.EDGE)
