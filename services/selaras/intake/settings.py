"""Settings of intake. Prefix ``SELARAS_INTAKE_``."""

from __future__ import annotations

import re
from datetime import timedelta

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from selaras.intake.handlers.retain import Keeping
from selaras.kit.settings import FrozenSettings, none_when_empty

_SEED = re.compile(r"SA[A-Z2-7]{56}")


class IntakeSettings(FrozenSettings):
    """What intake needs to know."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_INTAKE_", frozen=True, extra="ignore")

    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///data/intake.db"),
        description="Database: sqlite+aiosqlite:///FILE or "
        "postgresql+asyncpg://USER:PASSWORD@HOST/NAME.",
    )
    admin_key: SecretStr = Field(
        ..., min_length=24, description="Key of the administrators; there is no default."
    )
    drafts_per_day: int = Field(
        5000,
        ge=0,
        description="Most new texts of one agency in a day (UTC); more are refused until the next. "
        "0: no limit.",
    )
    admin_key_previous: SecretStr | None = Field(
        None,
        min_length=24,
        description="The administrators' key before, accepted too while it is being replaced.",
    )
    console_token: SecretStr | None = Field(
        None,
        min_length=24,
        description="Token with which the console signs people in; unset: nobody signs in.",
    )
    console_token_previous: SecretStr | None = Field(
        None,
        min_length=24,
        description="The console's token before, accepted too while it is being replaced.",
    )
    sign_in_identities: bool = Field(
        False,
        description="Believe the console about identities that an OpenID provider has verified.",
    )
    session_hours: float = Field(
        12.0, gt=0, le=720, description="For how many hours somebody stays signed in."
    )
    checker_target: str = Field(
        "127.0.0.1:7802", description="Address of matching's CheckService, HOST:PORT."
    )
    key_memory_seconds: float = Field(
        5.0,
        ge=0,
        le=300,
        description="For how long a key is believed without asking the database; how long a key "
        "that another replica revoked still works here.",
    )
    sweep_after_seconds: float = Field(
        60.0,
        gt=0,
        description="When a draft without a check is sent to the checker again; doubles each time.",
    )
    sweep_longest_seconds: float = Field(
        3600.0, gt=0, description="Longest pause before a draft is sent to the checker again."
    )
    keep_drafts_days: int = Field(
        730,
        ge=0,
        description="For how many days a draft is kept after it was withdrawn, or was published "
        "and its validity has ended. 0: for ever.",
    )
    keep_revisions_days: int = Field(
        365,
        ge=0,
        description="For how many days a revision is kept that a newer one has replaced. "
        "0: for ever.",
    )
    keep_keys_days: int = Field(
        365, ge=0, description="For how many days a key is listed after its end. 0: for ever."
    )
    ping_seconds: float = Field(
        2.0, gt=0, description="How often the database is asked for a sign of life."
    )

    _none_when_empty = field_validator(
        "admin_key_previous", "console_token", "console_token_previous", mode="before"
    )(none_when_empty)

    @property
    def keeping(self) -> Keeping:
        """For how long things are kept."""
        return Keeping(
            drafts=_days(self.keep_drafts_days),
            revisions=_days(self.keep_revisions_days),
            keys=_days(self.keep_keys_days),
        )


def _days(number: int) -> timedelta | None:
    return timedelta(days=number) if number else None


class LoginSettings(FrozenSettings):
    """Logins of agencies at the event bus, which asks intake. Prefix ``SELARAS_LOGIN_``."""

    model_config = SettingsConfigDict(env_prefix="SELARAS_LOGIN_", frozen=True, extra="ignore")

    issuer_seed: SecretStr | None = Field(
        None,
        description="Seed (SA...) of the account key whose public key is the issuer of the auth "
        "callout of the NATS server; unset: intake answers no logins.",
    )
    url: str = Field("", description="Address of the NATS server; empty: SELARAS_NATS_URL.")
    user: str = Field("callout", description="User of the account in which the server asks.")
    password: SecretStr | None = Field(None, description="Password of that user.")
    valid_minutes: float = Field(
        60.0,
        gt=0,
        le=1440,
        description="For how long a login is good. Then the server ends the connection and the "
        "client logs in anew; so long a key that was revoked goes on reading.",
    )

    @field_validator("issuer_seed")
    @classmethod
    def _is_seed(cls, value: SecretStr | None) -> SecretStr | None:
        seed = value.get_secret_value() if value else ""
        if seed and not _SEED.fullmatch(seed):
            raise ValueError("not the seed of an account key of NATS: SA and 56 letters and digits")
        return value
