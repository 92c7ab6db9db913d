"""Settings of alerting."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Literal

from pydantic import Field, FilePath, SecretStr
from pydantic_settings import SettingsConfigDict

from selaras.alerting.route.escalation import EscalationRules
from selaras.alerting.route.noise import NoiseRules
from selaras.kit.settings import FrozenSettings


class AlertingSettings(FrozenSettings):
    """Alerting. Prefix ``SELARAS_ALERTING_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_ALERTING_", frozen=True, extra="ignore")

    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///data/alerting.db"),
        description="Database: sqlite+aiosqlite:///FILE or "
        "postgresql+asyncpg://USER:PASSWORD@HOST/NAME.",
    )
    directory_target: str = Field(
        ..., description="Address of the service that owns the directory (intake), host:port."
    )
    language: Literal["id", "en"] = Field(
        "id", description="Language of alerts to owners who have chosen none."
    )
    console_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="Address of the console, for the links in alerts; empty: no links.",
    )
    calendar: FilePath | None = Field(
        None,
        description="TOML file with days to add to the national holidays and cuti bersama, or to "
        "take from them; see docs/alerting.md.",
    )
    group_seconds: float = Field(
        30, ge=0, description="How long a new case waits for more evidence before the first notice."
    )
    regroup_seconds: float = Field(
        300, ge=0, description="How long an agency that joins a case waits for others that do."
    )
    repeat_minutes: float = Field(
        240,
        ge=1,
        description="After how long those who know are told again of an open case that nobody has "
        "acknowledged.",
    )
    digest_time: str = Field(
        "08:00",
        pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$",
        description="Local time of the daily digest of cases of low severity, for owners without "
        "working hours; the others get it when their day starts. Empty: no digest, each is told.",
    )
    hourly_limit: int = Field(
        20,
        ge=0,
        description="Most notices an hour to one owner; critical cases aside. 0: no limit.",
    )
    acknowledge_minutes: float = Field(
        30, ge=1, description="After how long an unacknowledged case goes to the next person."
    )
    acknowledge_share: float = Field(
        0.25,
        gt=0,
        le=1,
        description="The same as a share of the time left until the first planned publication; the "
        "shorter of the two counts, but two minutes at least.",
    )
    keep_days: int = Field(
        365,
        ge=0,
        description="For how many days alerts, decisions and deliveries are kept after their case "
        "was resolved, and silences and crises after their end. 0: for ever.",
    )
    tick_seconds: float = Field(1, gt=0, description="How often to look for what is due.")

    @property
    def noise(self) -> NoiseRules:
        """How alerts are kept few."""
        return NoiseRules(
            group=timedelta(seconds=self.group_seconds),
            regroup=timedelta(seconds=self.regroup_seconds),
            repeat=timedelta(minutes=self.repeat_minutes),
            digest=time.fromisoformat(self.digest_time) if self.digest_time else None,
            hourly=self.hourly_limit,
        )

    @property
    def keep(self) -> timedelta | None:
        """For how long things are kept; None: for ever."""
        return timedelta(days=self.keep_days) if self.keep_days else None

    @property
    def escalation(self) -> EscalationRules:
        """How long somebody has to acknowledge."""
        return EscalationRules(timedelta(minutes=self.acknowledge_minutes), self.acknowledge_share)
