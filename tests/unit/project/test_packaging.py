"""What lies in services/ also lies in the wheel: an editable install hides what is missing."""

from __future__ import annotations

import ast
import fnmatch
import sys
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ROOT / "services"


def files() -> list[Path]:
    return [
        path
        for path in sorted(SERVICES.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and ".egg-info" not in str(path)
    ]


def test_every_data_file_is_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    data = project["tool"]["setuptools"]["package-data"]
    left_out = []
    for path in files():
        if path.suffix in {".py", ".pyi"}:
            continue
        # Patterns are relative to the folder of a package: the nearest one above the file.
        package = next(folder for folder in path.parents if (folder / "__init__.py").exists())
        name = ".".join(package.relative_to(SERVICES).parts)
        patterns = [*data.get("*", []), *data.get(name, [])]
        relative = str(path.relative_to(package))
        if not any(fnmatch.fnmatch(relative, pattern) for pattern in patterns):
            left_out.append(str(path.relative_to(SERVICES)))
    assert left_out == []


def test_every_extra_of_a_service_exists() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = set(project["project"]["optional-dependencies"])
    services = {path.parent.name for path in (SERVICES / "selaras").glob("*/bootstrap.py")}
    assert services
    assert sorted(services - extras) == []


SERVICE_NAMES = ("intake", "embedding", "matching", "alerting", "console")


def installed_with(requirements: Iterable[str]) -> set[str]:
    """Distributions that pip brings for these requirements, by their normalised names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    own = {"": project["dependencies"], **project["optional-dependencies"]}
    found: set[tuple[str, str]] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        wanted = waiting.pop()
        name = wanted.name.lower().replace("_", "-")
        for extra in {"", *wanted.extras} - {extra for known, extra in found if known == name}:
            found.add((name, extra))
            try:
                more = own[extra] if name == "selaras" else metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue  # for another system
            rules = [Requirement(text) for text in more]
            waiting += [
                rule
                for rule in rules
                if rule.marker is None or rule.marker.evaluate({"extra": extra})
            ]
    return {name for name, _extra in found}


def imported(package: Path) -> set[str]:
    """Modules of others that a package imports anywhere."""
    names: set[str] = set()
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
    tops = {name.partition(".")[0] for name in names}
    return tops - sys.stdlib_module_names - {"selaras"}


@pytest.mark.parametrize("service", SERVICE_NAMES)
def test_a_service_imports_what_its_image_has(service: str) -> None:
    # Here everything is installed; the image of a service has its extra and no more.
    there = installed_with([f"selaras[{service}]"])
    homes = metadata.packages_distributions()
    missing = {
        name
        for name in imported(SERVICES / "selaras" / service)
        if not {home.lower().replace("_", "-") for home in homes.get(name, [])} & there
    }
    assert missing == set()
