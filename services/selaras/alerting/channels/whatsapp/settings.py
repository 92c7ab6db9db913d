"""Settings of WhatsApp."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings


class WhatsappSettings(FrozenSettings):
    """WhatsApp. Prefix ``SELARAS_WHATSAPP_``."""

    model_config = SettingsConfigDict(
        env_prefix="SELARAS_WHATSAPP_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    token: SecretStr | None = Field(
        None, description="Access token of a system user; unset: no WhatsApp."
    )
    phone_number_id: str = Field(
        "",
        pattern=r"^[0-9]*$",
        description="Id (not the number) of the number that sends; empty: no WhatsApp.",
    )
    template: str = Field(
        "selaras_kasus",
        pattern=r"^[a-z0-9_]{1,512}$",
        description="Name of the approved template for cases that are open.",
    )
    template_notice: str = Field(
        "selaras_kabar",
        pattern=r"^[a-z0-9_]{1,512}$",
        description="Name of the approved template, without buttons, for everything else.",
    )
    template_language_id: str = Field(
        "id", description="Language code of the templates in Bahasa Indonesia."
    )
    template_language_en: str = Field("en", description="Language code of those in English.")
    button_prefix: str = Field(
        "",
        description="What the URLs of the two buttons of `template` begin with, as approved; "
        "empty: the template has no buttons.",
    )
    base_url: str = Field(
        "https://graph.facebook.com",
        pattern=r"^https?://[^\s]+[^\s/]$",
        description="Address of the Graph API.",
    )
    version: str = Field("v23.0", pattern=r"^v[0-9]+\.[0-9]+$", description="Its version.")
