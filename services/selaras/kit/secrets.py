"""Where secrets come from, and which are none.

Errors::

    SecretFileError (ValueError)   a variable ``..._FILE`` names a file that cannot be read or is
                                   empty, or there are both the variable and the file
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

# What people leave behind when they copy an example.
_WELL_KNOWN = frozenset(
    {
        "admin",
        "change-me",
        "change_me",
        "changeme",
        "default",
        "example",
        "password",
        "postgres",
        "rahasia",
        "secret",
        "selaras",
        "test",
    }
)


class SecretFileError(ValueError):
    """A file that a variable names is of no use."""


def is_well_known(value: str) -> bool:
    """Whether a secret is none: a word of examples, once or repeated, or one character repeated.

    Of an address it is the password that counts.
    """
    parts = urlsplit(value) if "://" in value else None
    word = (parts.password or "" if parts else value).strip().lower()
    if not word:
        return False  # a missing secret has an error of its own
    repeated = (known * (len(word) // len(known)) for known in _WELL_KNOWN)
    return len(set(word)) == 1 or word in repeated


class SecretFileSource(PydanticBaseSettingsSource):
    """Reads a secret from the file that ``<VARIABLE>_FILE`` names.

    A line break at the end is not part of the secret: editors and ``echo`` leave one.
    """

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """See the base class; None where no file is named, or the variable itself is set."""
        prefix = self.settings_cls.model_config.get("env_prefix", "")
        variable = f"{prefix}{field_name}".upper()
        path = os.environ.get(f"{variable}_FILE", "")
        if not path or not _is_secret(field):
            return None, field_name, False
        if os.environ.get(variable):
            raise SecretFileError(f"set {variable} or {variable}_FILE, not both")
        try:
            value = Path(path).read_text("utf-8").rstrip("\r\n")
        except OSError as error:
            raise SecretFileError(
                f"{variable}_FILE: {path} cannot be read: {error.strerror}"
            ) from error
        if not value:
            raise SecretFileError(f"{variable}_FILE: {path} is empty")
        return value, field_name, False

    def __call__(self) -> dict[str, Any]:
        """The secrets that are in files."""
        if self.settings_cls is BaseSettings:
            return {}
        found = (
            self.get_field_value(field, name)
            for name, field in self.settings_cls.model_fields.items()
        )
        return {name: value for value, name, _ in found if value is not None}


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ()))
