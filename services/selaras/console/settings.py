"""Settings of the console. Prefix ``SELARAS_CONSOLE_``."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from selaras.kit.settings import FrozenSettings, none_when_empty


class ConsoleSettings(FrozenSettings):
    """What the console needs to know."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_CONSOLE_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to serve the pages on.")
    port: int = Field(7780, ge=0, le=65535, description="Port of the pages; 0 takes a free one.")
    tls_certificate: Path | None = Field(None, description="PEM file with the server certificate.")
    tls_key: Path | None = Field(None, description="PEM file with its private key.")
    url: str = Field(
        "",
        description="Address by which people reach the pages, for links and for signing in; "
        "empty: http://HOST:PORT. With https cookies are sent over TLS only.",
    )
    proxies: str = Field(
        "",
        description="Addresses of proxies, with commas, that are believed when they say where a "
        "visit comes from (X-Forwarded-For, X-Forwarded-Proto).",
    )
    target: str = Field("127.0.0.1:7700", description="Address of the API, HOST:PORT.")
    tls_ca: Path | None = Field(
        None, description="PEM file of the CA of the API; unset: plaintext on loopback, else TLS."
    )
    token: SecretStr = Field(
        ..., min_length=24, description="Secret with which the console may sign people in."
    )
    cookie_secret: SecretStr = Field(
        ..., min_length=24, description="Secret that signs the sessions; there is no default."
    )
    passwords: bool = Field(True, description="Let people sign in with a password.")
    sign_in_per_minute: int = Field(
        20, ge=1, description="Most tries to sign in from one address in a minute."
    )
    oidc_issuer: str = Field(
        "", description="Issuer of the OpenID provider, an https URL; empty: there is none."
    )
    oidc_client_id: str = Field("", description="Client id of the console at the provider.")
    oidc_client_secret: SecretStr | None = Field(None, description="Client secret there.")
    oidc_name: str = Field("SSO", description="What people call that provider.")
    oidc_ca: Path | None = Field(
        None, description="PEM file of the CA that signed the provider; unset: the system's."
    )

    _none_when_empty = field_validator("oidc_client_secret", "oidc_ca", mode="before")(
        none_when_empty
    )

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("an OpenID provider needs a client id and a client secret")
        if not self.oidc_issuer and not self.passwords:
            raise ValueError("nobody could sign in: allow passwords or name an OpenID provider")
        if self.url and urlsplit(self.url).scheme not in {"http", "https"}:
            raise ValueError("the address of the console must begin with https:// or http://")
        return self

    @property
    def is_secure(self) -> bool:
        """People reach the pages over TLS."""
        return self.url.startswith("https://")
