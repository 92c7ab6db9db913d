"""What docs/operations/rotation.md says of ``scripts/init``, done as it is written there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HOLDERS = ("proxy", "nats", "intake", "embedding", "matching", "alerting", "console")


def init(folder: Path, *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "scripts" / "init"), "--folder", str(folder)]
    return subprocess.run([*command, *arguments], check=True, capture_output=True, text=True).stdout


def settings(folder: Path) -> dict[str, str]:
    lines = (folder / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))


def shell(folder: Path, commands: str) -> None:
    init_here = f"{sys.executable} {ROOT}/scripts/init --folder {folder}"
    script = commands.replace("scripts/init", init_here)
    subprocess.run(["sh", "-ec", script], cwd=folder, check=True, capture_output=True)


def steps() -> list[str]:
    """The commands of the section on the CA, but for those that need a docker engine."""
    page = (ROOT / "docs" / "operations" / "rotation.md").read_text()
    section = page.split("## The CA", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    return [
        "\n".join(line for line in block.splitlines() if not line.strip().startswith("docker"))
        for block in blocks
    ]


def trusts(bundle: Path, certificate: Path) -> bool:
    command = ["openssl", "verify", "-CAfile", str(bundle), str(certificate)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def everybody_trusts(folder: Path, shown: dict[str, bytes]) -> bool:
    """Whether every holder takes the certificates that others show now, or still."""
    for name, content in shown.items():
        certificate = folder / f"shown-{name}.pem"
        certificate.write_bytes(content)
        bundles = [folder / "deploy" / "tls" / holder / "ca.pem" for holder in HOLDERS]
        if not all(trusts(bundle, certificate) for bundle in bundles):
            return False
    return True


def certificates(folder: Path) -> dict[str, bytes]:
    tls = folder / "deploy" / "tls"
    return {holder: (tls / holder / "cert.pem").read_bytes() for holder in HOLDERS}


@pytest.mark.parametrize("name", ["SELARAS_INTERNAL_TOKEN", "SELARAS_INTAKE_ADMIN_KEY"])
def test_the_secret_before_is_kept_while_a_new_one_comes(tmp_path: Path, name: str) -> None:
    init(tmp_path)
    before = settings(tmp_path)[name]
    said = init(tmp_path, "--rotate", name)
    after = settings(tmp_path)
    assert after[f"{name}_PREVIOUS"] == before != after[name]
    assert f"{name}_PREVIOUS" in said
    assert before not in said


def test_the_ca_is_changed_and_no_step_cuts_anybody_off(tmp_path: Path) -> None:
    init(tmp_path)
    old = certificates(tmp_path)
    both, renewed, only = steps()
    shell(tmp_path, both)
    assert certificates(tmp_path) == old
    assert everybody_trusts(tmp_path, old)
    shell(tmp_path, renewed)
    new = certificates(tmp_path)
    assert all(new[holder] != old[holder] for holder in HOLDERS)
    assert everybody_trusts(tmp_path, old)  # of services that were not restarted yet
    assert everybody_trusts(tmp_path, new)
    shell(tmp_path, only)
    assert everybody_trusts(tmp_path, new)
    assert not everybody_trusts(tmp_path, old)
