"""Settings of Telegram."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings


class TelegramSettings(FrozenSettings):
    """Telegram. Prefix ``SELARAS_TELEGRAM_``."""

    model_config = SettingsConfigDict(
        env_prefix="SELARAS_TELEGRAM_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    token: SecretStr | None = Field(
        None, description="Token of the deployment's bot, from @BotFather; unset: no Telegram."
    )
    base_url: str = Field(
        "https://api.telegram.org",
        pattern=r"^https?://[^\s]+[^\s/]$",
        description="Address of the bot API; another one for a bot API server of your own.",
    )
