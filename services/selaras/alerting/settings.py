"""Settings of alerting."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings


class AlertingSettings(FrozenSettings):
    """Alerting. Prefix ``SELARAS_ALERTING_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_ALERTING_", frozen=True, extra="ignore")

    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///data/alerting.db"),
        description="Database: sqlite+aiosqlite:///FILE or "
        "postgresql+asyncpg://USER:PASSWORD@HOST/NAME.",
    )
    language: Literal["id", "en"] = Field("id", description="Language of titles and texts.")
