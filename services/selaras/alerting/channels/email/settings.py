"""Settings of e-mail."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class EmailSettings(FrozenSettings):
    """E-mail. Prefix ``SELARAS_EMAIL_``."""

    model_config = SettingsConfigDict(
        env_prefix="SELARAS_EMAIL_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    host: str = Field("", description="SMTP server; empty: no e-mail.")
    port: int = Field(587, ge=1, le=65535, description="Its port.")
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection is encrypted; `none` to loopback only."
    )
    allow_plaintext: bool = Field(
        False, description="Let `none` be used beyond loopback; only on a private network."
    )
    tls_ca: Path | None = Field(
        None, description="PEM file of a CA to trust besides those of the machine."
    )
    user: str = Field("", description="User name, where the server wants one.")
    password: SecretStr | None = Field(None, description="Password of that user.")
    sender: str = Field(
        "", description="Address that alerts come from, `Selaras <selaras@example.go.id>`."
    )
    reply_to: str = Field("", description="Address that answers go to; empty: the sender.")

    @field_validator("sender", "reply_to")
    @classmethod
    def _is_address(cls, value: str) -> str:
        name, address = parseaddr(value)
        proper = address.isascii() and "@" in address and value.isprintable()
        if value and not (proper and name.isprintable()):
            raise ValueError("must be an address such as Selaras <selaras@example.go.id>")
        return value

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.host and not self.sender:
            raise ValueError("SELARAS_EMAIL_SENDER must be set with SELARAS_EMAIL_HOST")
        plain = self.security == "none" and not self.allow_plaintext
        if self.host and plain and self.host not in _LOOPBACK:
            raise ValueError(
                "SELARAS_EMAIL_SECURITY=none is for loopback; "
                "SELARAS_EMAIL_ALLOW_PLAINTEXT=true allows it on a private network"
            )
        return self
