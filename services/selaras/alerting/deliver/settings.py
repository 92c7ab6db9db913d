"""Settings of delivery."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings


class DeliverySettings(FrozenSettings):
    """Retries and pace of all channels. Prefix ``SELARAS_DELIVERY_``."""

    model_config = SettingsConfigDict(
        env_prefix="SELARAS_DELIVERY_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    concurrency: int = Field(
        8, ge=1, le=100, description="Alerts on their way at once, for each channel."
    )
    timeout_seconds: float = Field(15, gt=0, description="How long one try may take.")
    base_seconds: float = Field(
        5, gt=0, description="Longest wait before the second try; it doubles with each try."
    )
    cap_seconds: float = Field(900, gt=0, description="Longest wait between two tries.")
    retry_after_cap_seconds: float = Field(
        3600, gt=0, description="Longest wait that the other side may ask for (Retry-After)."
    )
    max_attempts: int = Field(12, ge=1, description="Tries after which an alert is given up.")
    max_age_hours: float = Field(
        24, gt=0, description="Age at which an alert that fails again is given up."
    )
    circuit_failures: int = Field(
        5, ge=1, description="Failures in a row after which a channel is left alone but for probes."
    )
    probe_seconds: float = Field(30, gt=0, description="Time between two probes of such a channel.")
    pace_per_second: float = Field(
        5, gt=0, description="Alerts a second through a channel that catches up after an outage."
    )
    poll_seconds: float = Field(1, gt=0, description="How often to look for alerts that are due.")
    keep_days: float = Field(
        30, gt=0, description="How long deliveries that are over are listed, without their text."
    )
