"""Settings of Slack and Mattermost."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, IPvAnyNetwork
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings


class SlackSettings(FrozenSettings):
    """Slack and Mattermost; they work without any setting. Prefix ``SELARAS_SLACK_``."""

    model_config = SettingsConfigDict(
        env_prefix="SELARAS_SLACK_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    dialect: Literal["auto", "slack", "mattermost"] = Field(
        "auto",
        description="What the addresses understand; `auto`: Slack below slack.com and "
        "slack-gov.com, Mattermost elsewhere.",
    )
    allow_networks: tuple[IPvAnyNetwork, ...] = Field(
        (),
        description="Networks that may be reached although they are not public, also without TLS: "
        "for a Mattermost of your own.",
    )
    tls_ca: Path | None = Field(
        None, description="PEM file of a CA to trust besides those of the machine."
    )
