"""Settings that every service has. Read once at start, frozen, refused when wrong.

A secret may come from a file instead: ``SELARAS_INTERNAL_TOKEN_FILE=/run/secrets/token`` stands for
``SELARAS_INTERNAL_TOKEN``, as the official images of databases have it. Values that everybody
knows (``changeme``) are refused.

Errors::

    ValidationError   a value is missing or wrong; names the variable and never shows the value
    SecretFileError   a file that a variable names is of no use
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from selaras.kit.secrets import SecretFileError, SecretFileSource, is_well_known

# sysexits.h: something is wrong with the configuration.
_EX_CONFIG = 78


class FrozenSettings(BaseSettings):
    """Base of all settings: environment variables, frozen, unknown names ignored.

    Raises:
        ValidationError: its locations are names of variables.
        SecretFileError
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", secrets_dir=None, hide_input_in_errors=True
    )

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise _by_variable(error, self.model_config.get("env_prefix", "")) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # a folder; ours name files
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before the environment, that before files."""
        return init_settings, env_settings, dotenv_settings, SecretFileSource(settings_cls)

    @model_validator(mode="after")
    def _secrets_are_secret(self) -> Self:
        prefix = self.model_config.get("env_prefix", "")
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, SecretStr) and is_well_known(value.get_secret_value()):
                raise PydanticCustomError(
                    "well_known",
                    "{variable} holds a word that everybody knows; draw one: openssl rand -hex 24",
                    {"variable": f"{prefix}{name}".upper()},
                )
        return self


def none_when_empty(value: object) -> object:
    """What a variable says that is there and empty, as compose leaves it: nothing."""
    return None if value == "" else value


def start(main: Callable[[], None]) -> None:
    """Run what a process is for; wrong settings end it with one line each and the code 78."""
    try:
        main()
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            place = ".".join(str(part) for part in detail["loc"])
            sys.stderr.write(f"{place}: {detail['msg']}\n" if place else f"{detail['msg']}\n")
        raise SystemExit(_EX_CONFIG) from None
    except SecretFileError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(_EX_CONFIG) from None


def _by_variable(error: ValidationError, prefix: str) -> ValidationError:
    """The same error with variables in place of fields: those are what an operator can set."""
    details: list[InitErrorDetails] = []
    for item in error.errors(include_url=False, include_input=False):
        first, *rest = item["loc"] or ("",)
        place = (f"{prefix}{first}".upper(), *rest) if first else ()
        # A message may hold braces, which would be read as a template.
        reason = PydanticCustomError(item["type"], "{message}", {"message": item["msg"]})
        details.append(InitErrorDetails(type=reason, loc=place, input=None))
    return ValidationError.from_exception_data(error.title, details, hide_input=True)


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
    max_calls: int = Field(
        2000, ge=10, description="Most calls under way at once, streams included; more are refused."
    )
    drain_seconds: float = Field(10, description="How long calls under way may finish at a stop.")


class LimitSettings(FrozenSettings):
    """How much one caller may ask of one process. Prefix ``SELARAS_LIMIT_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_LIMIT_", frozen=True, extra="ignore")

    calls_per_minute: int = Field(
        1200, ge=0, description="Most calls of an agency's plugins, or of a person; 0: no limit."
    )
    streams: int = Field(
        20, ge=0, description="Most streams that such a caller holds open; 0: no limit."
    )


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
    token_previous: SecretStr | None = Field(
        None,
        min_length=24,
        description="The token before, while it is being replaced: it is accepted too, and sent to "
        "a service that does not know the new one yet.",
    )
    tls_ca: Path | None = Field(
        None, description="PEM file of the CA of the other services; unset: plaintext."
    )

    _none_when_empty = field_validator("token_previous", mode="before")(none_when_empty)


class MetricsSettings(FrozenSettings):
    """Metrics for Prometheus over HTTP. Prefix ``SELARAS_METRICS_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_METRICS_", frozen=True, extra="ignore")

    host: str = Field(
        "127.0.0.1", description="Address to serve /metrics on; of a private network."
    )
    port: int | None = Field(
        None, ge=0, le=65535, description="Port of it; 0 takes a free one, unset: no metrics."
    )


class TracingSettings(FrozenSettings):
    """Where traces are sent. Prefix ``SELARAS_TRACING_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_TRACING_", frozen=True, extra="ignore")

    endpoint: str | None = Field(
        None, description="URL of a collector that takes OTLP over HTTP; unset: nothing is sent."
    )
    sample_ratio: float = Field(
        1.0, ge=0, le=1, description="Share of the traces that is sent, the same in all services."
    )
    tls_ca: Path | None = Field(None, description="PEM file of the CA that signed the collector.")
    authorization: SecretStr | None = Field(
        None, description="Value of the header `authorization`, where the collector wants one."
    )
    timeout_seconds: float = Field(5.0, gt=0, description="How long the collector may take.")
