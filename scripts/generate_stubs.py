#!/usr/bin/env python3
"""Generate the Python stubs from protos/ with the pinned grpcio-tools.

Usage: scripts/generate_stubs.py [--check]

The stubs are written into a temporary folder and swapped in whole, so that a stub whose .proto is
gone does not stay behind. With ``--check`` nothing is written; the exit code is 1 when the
committed stubs differ from what the protos say.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"
SERVICES = ROOT / "services"
# Folders that hold nothing but stubs, relative to services/.
GENERATED = ("selaras/api", "selaras/event", "selaras/internal", "buf")


def generate(target: Path) -> None:
    """Write the stubs of every .proto below protos/ into ``target``."""
    well_known = resources.files("grpc_tools") / "_proto"
    sources = sorted(str(path.relative_to(PROTOS)) for path in PROTOS.rglob("*.proto"))
    arguments = [
        "protoc",
        f"--proto_path={PROTOS}",
        f"--proto_path={well_known}",
        f"--python_out={target}",
        f"--pyi_out={target}",
        f"--grpc_python_out={target}",
        *sources,
    ]
    if protoc.main(arguments) != 0:
        sys.exit("protoc failed")
    for stub in target.rglob("*_pb2_grpc.py"):
        if "class " not in stub.read_text():
            stub.unlink()  # a file without a service gets an empty gRPC module
    for folder in sorted({path.parent for path in target.rglob("*_pb2.py")}):
        for package in (folder, *folder.parents):
            if package in (target, target / "selaras"):
                break
            (package / "__init__.py").write_text("")
    for name in GENERATED:
        (target / name / "py.typed").write_text("")


def differences(fresh: Path, committed: Path) -> list[str]:
    """Files that differ between two folders, relative to them, caches left out."""

    def listing(folder: Path) -> set[Path]:
        return {
            path.relative_to(folder)
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    names = sorted(listing(fresh) | listing(committed))
    return [
        str(name)
        for name in names
        if not ((fresh / name).is_file() and (committed / name).is_file())
        or not filecmp.cmp(fresh / name, committed / name, shallow=False)
    ]


def main() -> int:
    """Generate, or compare with ``--check``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare, exit 1 on a difference")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        generate(fresh)
        drift = [
            f"services/{name}/{file}"
            for name in GENERATED
            for file in differences(fresh / name, SERVICES / name)
        ]
        if check:
            for file in drift:
                print(f"out of date: {file}", file=sys.stderr)
            return 1 if drift else 0
        for name in GENERATED:
            shutil.rmtree(SERVICES / name, ignore_errors=True)
            shutil.copytree(fresh / name, SERVICES / name)
    print(f"{len(drift)} files changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
