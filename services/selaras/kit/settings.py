"""Settings that every service has. Read once at start, frozen, refused when wrong."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class FrozenSettings(BaseSettings):
    """Base of all settings: environment variables, frozen, unknown names ignored."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", secrets_dir=None)


class LogSettings(FrozenSettings):
    """What is logged and how. Prefix ``SELARAS_LOG_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_LOG_", frozen=True, extra="ignore")

    level: str = Field("INFO", description="Least severe level that is written.")
    json_lines: bool = Field(False, description="One JSON object a line instead of readable text.")


class GrpcSettings(FrozenSettings):
    """The gRPC server of a service. Prefix ``SELARAS_GRPC_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_GRPC_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(0, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    tls_certificate: Path | None = Field(None, description="PEM file with the server certificate.")
    tls_key: Path | None = Field(None, description="PEM file with its private key.")
    allow_plaintext: bool = Field(
        False,
        description="Listen beyond loopback without TLS; only behind a proxy on a private network.",
    )
    max_message_bytes: int = Field(4 << 20, description="Largest message that is accepted.")
    drain_seconds: float = Field(10, description="How long calls under way may finish at a stop.")


class NatsSettings(FrozenSettings):
    """The event bus. Prefix ``SELARAS_NATS_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_NATS_", frozen=True, extra="ignore")

    url: str = Field("nats://127.0.0.1:4222", description="Address of the NATS server.")
    user: str | None = Field(None, description="User name, where the server wants one.")
    password: SecretStr | None = Field(None, description="Password of that user.")
    tls_ca: Path | None = Field(None, description="PEM file of the CA that signed the server.")
    replicas: int = Field(1, ge=1, le=5, description="Copies of each stream (3 on a cluster).")


class InternalSettings(FrozenSettings):
    """How the services trust each other. Prefix ``SELARAS_INTERNAL_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_INTERNAL_", frozen=True, extra="ignore")

    token: SecretStr = Field(
        ..., min_length=24, description="Secret that the services send to each other."
    )
    tls_ca: Path | None = Field(
        None, description="PEM file of the CA of the other services; unset: plaintext."
    )
