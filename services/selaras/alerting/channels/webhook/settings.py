"""Settings of webhooks."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, IPvAnyNetwork
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings


class WebhookSettings(FrozenSettings):
    """Webhooks; they work without any setting. Prefix ``SELARAS_WEBHOOK_``."""

    model_config = SettingsConfigDict(
        env_prefix="SELARAS_WEBHOOK_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    allow_networks: tuple[IPvAnyNetwork, ...] = Field(
        (),
        description="Networks that webhooks may reach although they are not public, "
        'also without TLS, for example ["10.20.0.0/16"].',
    )
    tls_ca: Path | None = Field(
        None, description="PEM file of a CA to trust besides those of the machine."
    )
