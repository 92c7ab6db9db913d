"""Rules on imports that import-linter cannot say: standard library only, and nothing at import."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICES = Path(__file__).resolve().parents[3] / "services"
PACKAGE = SERVICES / "selaras"
GENERATED = {"api", "event", "internal"}
HEAVY = ["torch", "sentence_transformers", "transformers", "onnxruntime"]

IMPORT_ALL = """
import importlib, json, os, socket, sys

def refuse(*arguments, **options):
    raise AssertionError("a connection at import")

socket.socket.connect = refuse
socket.socket.bind = refuse
read = []
environment = type(os.environ)
get = environment.__getitem__
def watch(self, key):
    if str(key).startswith("SELARAS_"):
        read.append(key)
    return get(self, key)
environment.__getitem__ = watch
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
print(json.dumps({"modules": sorted(sys.modules), "read": read}))
"""


def modules(package: str) -> list[str]:
    """Hand-written modules of ``selaras.<package>``, ``__main__`` and migrations left out."""
    names = []
    for path in sorted((PACKAGE / package).rglob("*.py")):
        relative = path.relative_to(SERVICES).with_suffix("")
        if path.name == "__main__.py" or "migrations" in relative.parts:
            continue
        parts = relative.parts[:-1] if path.name == "__init__.py" else relative.parts
        names.append(".".join(parts))
    return names


def import_in_new_process(names: list[str]) -> dict[str, list[str]]:
    """Import modules with no SELARAS_ variable set and with connections refused."""
    environment = {key: value for key, value in os.environ.items() if "SELARAS_" not in key}
    environment["PYTHONPATH"] = str(SERVICES)
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, json.dumps(names)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def top_level(names: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def domain_files() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if len(parts) > 2 and parts[1] == "domain":
            yield path


def imported_names(path: Path) -> Iterator[str]:
    """Absolute names of what a module imports, wherever in it the import stands."""
    package = path.relative_to(SERVICES).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join([*base, node.module or ""]).strip(".")


def test_domains_use_the_standard_library_and_themselves_only() -> None:
    foreign = []
    files = list(domain_files())
    for path in files:
        service = path.relative_to(PACKAGE).parts[0]
        own = f"selaras.{service}.domain"
        for name in imported_names(path):
            standard = name.partition(".")[0] in sys.stdlib_module_names
            if not standard and name != own and not name.startswith(f"{own}."):
                foreign.append((str(path.relative_to(PACKAGE)), name))
    assert files, "no domain was looked at"
    assert foreign == []


@pytest.mark.parametrize("package", ["kit", "intake", "matching", "alerting", "embedding"])
def test_importing_a_service_connects_to_nothing_and_loads_no_model(package: str) -> None:
    names = modules(package)
    assert names
    answer = import_in_new_process(names)
    assert answer["read"] == []
    assert [name for name in HEAVY if name in answer["modules"]] == []


def test_the_client_needs_grpc_and_protobuf_only() -> None:
    names = modules("client")
    assert names
    loaded = top_level(import_in_new_process(names)["modules"])
    # What grpcio and protobuf pull in by themselves is theirs.
    allowed = top_level(
        import_in_new_process(["grpc", "grpc.aio", "google.protobuf.message"])["modules"]
    )
    assert sorted(loaded - allowed - set(sys.stdlib_module_names) - {"selaras", "buf"}) == []


def test_modules_stay_readable() -> None:
    """400 lines are the end; a module that grows past it has two jobs."""
    long = {
        str(path.relative_to(SERVICES)): count
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in GENERATED
        and (count := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}
