#!/usr/bin/env python3
"""Write docs/configuration.md from the settings classes, so that it cannot tell another story.

Usage: scripts/render_configuration.py [--check]

With ``--check`` nothing is written; the exit code is 1 when the committed page differs.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import sys
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from selaras.kit.settings import FrozenSettings

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "services" / "selaras"
TARGET = ROOT / "docs" / "configuration.md"
INTRODUCTION = """\
# Configuration

<!-- Written by `make docs` from the settings classes; `make lint` fails when it is out of date. -->

Every setting is an environment variable, read once when a process starts. A value that is missing
or wrong ends the process with a message that names the variable. There are no default secrets.

`selaras up` needs none of them: it makes its own secrets in its data folder and points the
services at each other. In a deployment each service reads the shared groups and its own.
Lists and objects are written as JSON.
"""


def settings_modules() -> Iterator[str]:
    """Modules that declare settings: the kit's first, then the services' by name."""
    yield "selaras.kit.settings"
    for path in sorted(PACKAGE.rglob("settings.py")):
        name = ".".join(path.relative_to(ROOT / "services").with_suffix("").parts)
        if name != "selaras.kit.settings":
            yield name


def settings_classes(module_name: str) -> list[type[FrozenSettings]]:
    """The settings classes that a module declares itself, in the order of the file."""
    module = importlib.import_module(module_name)
    found = [
        item
        for _, item in inspect.getmembers(module, inspect.isclass)
        if issubclass(item, FrozenSettings)
        and item is not FrozenSettings
        and item.__module__ == module_name
    ]
    return sorted(found, key=lambda item: inspect.getsourcelines(item)[1])


def type_name(annotation: Any) -> str:
    """A type in the words of somebody who writes an environment file."""
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    origin = typing.get_origin(annotation)
    arguments = [item for item in typing.get_args(annotation) if item is not type(None)]
    if origin in (typing.Union, types.UnionType):
        return " or ".join(type_name(item) for item in arguments)
    if origin is typing.Literal:
        return " or ".join(f"`{item}`" for item in arguments)
    if origin is not None:
        return "JSON object" if issubclass(origin, dict) else "JSON list"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(f"`{item.value}`" for item in annotation)
    names = {str: "text", bool: "true or false", int: "whole number", float: "number"}
    if annotation is SecretStr:
        return "secret"
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)).lower())


def default_text(field: FieldInfo) -> str:
    """The default as it would be written, or what happens without one."""
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None:
        return "unset"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()  # a default is in the source, so it is none
    if isinstance(value, Path) and value.is_absolute() and value.is_relative_to(ROOT):
        return f"`{value.relative_to(ROOT)}` of the project"
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        value = str(value).lower()
    return f"`{value}`" if str(value) else "empty"


def group(settings: type[FrozenSettings]) -> str:
    """One settings class as a section with a table."""
    prefix = settings.model_config.get("env_prefix", "")
    summary = (inspect.getdoc(settings) or settings.__name__).replace("``", "`")
    summary = summary.replace(f" Prefix `{prefix}`.", "")  # the heading says it
    lines = [f"## `{prefix}*`", "", summary, "", "| variable | value | default | meaning |"]
    lines.append("| --- | --- | --- | --- |")
    for name, field in settings.model_fields.items():
        variable = f"{prefix}{name}".upper()
        meaning = (field.description or "").replace("\n", " ").replace("|", "\\|")
        if not meaning:
            sys.exit(f"{settings.__module__}.{settings.__name__}.{name} has no description")
        lines.append(
            f"| `{variable}` | {type_name(field.annotation)} | {default_text(field)} | {meaning} |"
        )
    return "\n".join(lines) + "\n"


def render() -> str:
    """The whole page."""
    groups = [group(settings) for name in settings_modules() for settings in settings_classes(name)]
    return "\n".join([INTRODUCTION, *groups])


def main() -> int:
    """Write, or compare with ``--check``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare, exit 1 on a difference")
    page = render()
    if parser.parse_args().check:
        if TARGET.exists() and TARGET.read_text() == page:
            return 0
        print(f"{TARGET.relative_to(ROOT)} is out of date: run 'make docs'", file=sys.stderr)
        return 1
    TARGET.write_text(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
