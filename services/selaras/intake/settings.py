"""Settings of intake. Prefix ``SELARAS_INTAKE_``."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings


class IntakeSettings(FrozenSettings):
    """What intake needs to know."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_INTAKE_", frozen=True, extra="ignore")

    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///data/intake.db"),
        description="Database: sqlite+aiosqlite:///FILE or "
        "postgresql+asyncpg://USER:PASSWORD@HOST/NAME.",
    )
    admin_key: SecretStr = Field(
        ..., min_length=24, description="Key of the administrators; there is no default."
    )
    checker_target: str = Field(
        "127.0.0.1:7802", description="Address of matching's CheckService, HOST:PORT."
    )
    key_memory_seconds: float = Field(
        5.0,
        ge=0,
        le=300,
        description="For how long a key is believed without asking the database; how long a key "
        "that another replica revoked still works here.",
    )
    sweep_after_seconds: float = Field(
        60.0,
        gt=0,
        description="When a draft without a check is sent to the checker again; doubles each time.",
    )
    sweep_longest_seconds: float = Field(
        3600.0, gt=0, description="Longest pause before a draft is sent to the checker again."
    )
    ping_seconds: float = Field(
        2.0, gt=0, description="How often the database is asked for a sign of life."
    )
