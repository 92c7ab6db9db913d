"""What lies in services/ also lies in the wheel: an editable install hides what is missing."""

from __future__ import annotations

import fnmatch
import tomllib
from pathlib import Path

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
