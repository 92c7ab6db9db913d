"""Settings of matching, read once at start. Prefix ``SELARAS_MATCHING_``."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field, FilePath, SecretStr
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings
from selaras.matching.domain.calibration import Thresholds


class RetrievalSettings(FrozenSettings):
    """How candidates are found. Prefix ``SELARAS_MATCHING_``.

    The two least scores belong to the shipped embedding model: another one wants others. Of the
    labelled matters that it has not seen they let pass 98 % of the contradictions, all overlaps and
    an eighth of the unrelated pairs.
    """

    model_config = SettingsConfigDict(env_prefix="SELARAS_MATCHING_", frozen=True, extra="ignore")

    near_messages: int = Field(16, description="Nearest whole messages that become candidates.")
    near_anywhere: int = Field(6, description="Nearest whole messages of any area besides.")
    near_claims: int = Field(4, description="Nearest claims, for each claim of the message.")
    near_lexical: int = Field(12, description="Messages with most word shingles in common.")
    most_claims: int = Field(16, description="Claims of a message that are searched with.")
    min_message_score: float = Field(0.80, description="Least cosine of two near messages.")
    min_claim_score: float = Field(0.875, description="Least cosine of two near claims.")
    entailment_pairs: int = Field(
        48,
        ge=0,
        le=256,
        description="Pairs of texts (openings of two messages, or claims) that the entailment "
        "model reads for one message at most, both ways; only of candidates that may be one with "
        "it, or contradict it. 0: none.",
    )
    max_candidates: int = Field(24, description="Pairs that are judged for one message.")
    remembered_messages: int = Field(4000, description="Messages kept ready for the judge.")


class MatchingSettings(FrozenSettings):
    """The matching service. Prefix ``SELARAS_MATCHING_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_MATCHING_", frozen=True, extra="ignore")

    database_url: SecretStr = Field(
        ..., description="Database, `sqlite+aiosqlite:///file` or `postgresql+asyncpg://...`."
    )
    embedding_target: str = Field(..., description="Address of the embedding service, host:port.")
    directory_target: str = Field(
        ..., description="Address of the service that owns the directory (intake), host:port."
    )
    concurrency: int = Field(2, ge=1, le=64, description="Drafts that are checked at once.")
    keep_days: int = Field(
        1095,
        ge=0,
        description="For how many days a message is kept after it was withdrawn, or was published "
        "and its validity has ended, and a case after it was resolved. 0: for ever.",
    )
    listed_none: int = Field(
        5, description="Near messages that are neither conflict nor overlap, listed with a reason."
    )
    judge_file: FilePath | None = Field(
        None,
        description="File of `SELARAS_JUDGE_*` lines, as `selaras calibrate --write` makes it; "
        "variables of the environment go before it.",
    )

    @property
    def keep(self) -> timedelta | None:
        """For how long messages and cases are kept; None: for ever."""
        return timedelta(days=self.keep_days) if self.keep_days else None


class JudgeSettings(FrozenSettings):
    """Thresholds of the judge, as probabilities. Prefix ``SELARAS_JUDGE_``."""

    model_config = SettingsConfigDict(
        env_prefix="SELARAS_JUDGE_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    contradiction_confirmed: float = Field(0.75, description="From here CONFIRMED.")
    contradiction_likely: float = Field(0.6, description="From here LIKELY: people are alerted.")
    contradiction_possible: float = Field(0.3, description="From here listed, not alerted.")
    overlap_confirmed: float = Field(0.6, description="From here CONFIRMED.")
    overlap_likely: float = Field(0.45, description="From here LIKELY: people are alerted.")
    overlap_possible: float = Field(0.25, description="From here listed, not alerted.")
    evidence_share: float = Field(
        0.5, description="Facts at least this share as probable as the strongest are shown too."
    )

    @classmethod
    def shipped(cls) -> JudgeSettings:
        """The settings as they are shipped, whatever the environment says."""
        return cls.model_construct()

    def thresholds(self, relation: str) -> Thresholds:
        """Those of ``contradiction`` or ``overlap``."""
        return Thresholds(
            confirmed=getattr(self, f"{relation}_confirmed"),
            likely=getattr(self, f"{relation}_likely"),
            possible=getattr(self, f"{relation}_possible"),
        )
