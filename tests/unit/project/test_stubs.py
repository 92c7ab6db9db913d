"""The committed stubs are what the protos say."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]

pytest.importorskip("grpc_tools", reason="grpcio-tools comes with selaras[dev]")


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "generate_stubs", ROOT / "scripts" / "generate_stubs.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def fresh(generator: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stubs")
    generator.generate(folder)
    return folder


def test_committed_stubs_are_up_to_date(generator: ModuleType, fresh: Path) -> None:
    drift = [
        f"{name}/{file}"
        for name in generator.GENERATED
        for file in generator.differences(fresh / name, ROOT / "services" / name)
    ]
    assert drift == [], "run 'make protos'"


def test_a_changed_missing_or_stray_stub_is_noticed(
    generator: ModuleType, fresh: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "api"
    shutil.copytree(fresh / "selaras" / "api", copy)
    (copy / "v1" / "draft_pb2.py").write_text("changed\n")
    (copy / "v1" / "finding_pb2.pyi").unlink()
    (copy / "v1" / "stray_pb2.py").write_text("")
    assert generator.differences(fresh / "selaras" / "api", copy) == [
        "v1/draft_pb2.py",
        "v1/finding_pb2.pyi",
        "v1/stray_pb2.py",
    ]


def test_every_stub_can_be_imported_from_its_proto_package(fresh: Path) -> None:
    for path in sorted((fresh / "selaras").rglob("*_pb2*.py")):
        name = ".".join(path.relative_to(fresh).with_suffix("").parts)
        importlib.import_module(name)
        assert name in sys.modules
