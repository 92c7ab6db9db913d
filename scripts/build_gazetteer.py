#!/usr/bin/env python3
"""Build the gazetteer's tables from the npm package idn-area-data.

Usage: scripts/build_gazetteer.py [--package FILE.tgz]

The package is fetched with ``npm pack`` into a cache (``~/.cache/selaras`` or
``$SELARAS_BUILD_CACHE``), checked against a fixed SHA-512, and reduced to two tables:
``areas.tsv.gz`` (provinces, regencies, districts) and ``villages.tsv.gz``. Both are derived
databases under the Open Database License; see services/selaras/gazetteer/NOTICE.md. The output is
the same for the same input, byte for byte.
"""

from __future__ import annotations

import argparse
import base64
import csv
import gzip
import hashlib
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "idn-area-data@3.1.2"
INTEGRITY = (
    "arO+tS+PQoc7pZjkPGiG+CqyiLbsc+rcbsYN5CQitzw3tgbEHNl2mFQHzGZrQXjwtDqOjc10th4spsxNEReOOg=="
)
TARGET = Path(__file__).resolve().parent.parent / "services/selaras/gazetteer"
SMALL_WORDS = {"dan"}


def fetch(cache: Path) -> Path:
    """The package file, from the cache or from the registry."""
    cache.mkdir(parents=True, exist_ok=True)
    archive = cache / "idn-area-data-3.1.2.tgz"
    if not archive.exists():
        subprocess.run(
            ["npm", "pack", PACKAGE, "--pack-destination", str(cache), "--silent"], check=True
        )
    return archive


def check(archive: Path) -> None:
    """Refuses an archive that is not the one this script was written for."""
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        sys.exit(f"{archive}: SHA-512 {digest} is not the expected {INTEGRITY}")


def rows(package: tarfile.TarFile, name: str) -> Iterator[dict[str, str]]:
    """The rows of one CSV of the package."""
    member = package.extractfile(f"package/data/{name}.csv")
    if member is None:
        sys.exit(f"package/data/{name}.csv is not a file")
    yield from csv.DictReader(io.TextIOWrapper(member, "utf-8"))


def title(name: str) -> str:
    """Official names of provinces and regencies are in capitals; 'DKI' and the like stay."""
    kept = {"DKI"}
    words = [word if word in kept else word.capitalize() for word in name.split()]
    return " ".join(word.lower() if word.lower() in SMALL_WORDS else word for word in words)


def area_lines(package: tarfile.TarFile) -> list[str]:
    """``code<TAB>name`` for provinces, regencies and districts, by code."""
    lines: list[str] = []
    for table in ("provinces", "regencies"):
        lines.extend(f"{row['code']}\t{title(row['name'])}" for row in rows(package, table))
    lines.extend(f"{row['code']}\t{row['name'].strip()}" for row in rows(package, "districts"))
    return sorted(lines)


def village_lines(package: tarfile.TarFile) -> list[str]:
    """One line per district: its code, then its villages in the order of their numbers.

    A number is written only where it does not follow from the one before, which keeps the table
    small: most districts number their villages without a gap.
    """
    districts: dict[str, list[tuple[int, str]]] = {}
    for row in rows(package, "villages"):
        number = int(row["code"].rsplit(".", 1)[1])
        districts.setdefault(row["district_code"], []).append((number, row["name"].strip()))
    lines: list[str] = []
    for district, villages in sorted(districts.items()):
        parts: list[str] = []
        expected = -1
        for number, name in sorted(villages):
            parts.append(name if number == expected else f"{number}:{name}")
            expected = number + 1
        lines.append(f"{district}\t" + "|".join(parts))
    return lines


def write(path: Path, lines: list[str]) -> None:
    """Writes a reproducible gzip file."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    print(f"{path.name}: {len(lines)} lines, {path.stat().st_size:,} bytes")


def main() -> None:
    """Fetches, checks and writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", type=Path, help="a package file that is here already")
    arguments = parser.parse_args()
    default = Path.home() / ".cache/selaras"
    cache = Path(os.environ.get("SELARAS_BUILD_CACHE", default))
    archive = arguments.package or fetch(cache)
    check(archive)
    with tarfile.open(archive) as package:
        write(TARGET / "areas.tsv.gz", area_lines(package))
        write(TARGET / "villages.tsv.gz", village_lines(package))
        licence = package.extractfile("package/data/LICENSE.md")
        if licence is None:
            sys.exit("the package has no licence for its data")
        (TARGET / "LICENSE-ODbL.md").write_bytes(licence.read())


if __name__ == "__main__":
    main()
