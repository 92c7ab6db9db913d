"""What operators do with the index, over gRPC with a certificate of a private CA."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from selaras.kit.auth import Caller, Role
from selaras.kit.clock import FakeClock

from tests.support.matching import NOW
from tests.support.matching_server import serving_matching

CALLERS = {"admin": Caller(Role.ADMIN), "dinkes": Caller(Role.AGENCY, "dinkes")}


@pytest.fixture
def tls(tmp_path: Path) -> dict[str, Path]:
    """Settings of a server with a certificate, and the CA that signed it."""
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    files = {name: tmp_path / f"{name}.pem" for name in ("ca", "tls_certificate", "tls_key")}
    authority.cert_pem.write_to_path(files["ca"])
    leaf.cert_chain_pems[0].write_to_path(files["tls_certificate"])
    leaf.private_key_pem.write_to_path(files["tls_key"])
    return files


async def selaras(
    target: str, ca: Path | None, *arguments: str, key: str = "admin"
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SELARAS_TARGET": target, "SELARAS_ADMIN_KEY": key}
    if ca is not None:
        environment["SELARAS_TLS_CA"] = str(ca)
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "selaras.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


async def test_an_operator_reaches_the_index_with_the_ca_only(
    tmp_path: Path, tls: dict[str, Path]
) -> None:
    ca = tls.pop("ca")
    async with serving_matching(tmp_path, CALLERS, FakeClock(NOW), **tls) as served:
        target = served.server.target
        none = await selaras(target, ca, "reembed", "status")
        assert (none.returncode, "REEMBED_NONE" in none.stderr) == (4, True)
        away = await selaras(target, ca, "rebuild", "--json")  # its embedding is away
        assert (away.returncode, "EMBEDDING_UNAVAILABLE" in away.stderr) == (3, True)
        refused = await selaras(target, ca, "reembed", "status", key="dinkes")
        assert (refused.returncode, "ROLE_NOT_ALLOWED" in refused.stderr) == (4, True)
        plain = await selaras(target, None, "rebuild")
        assert plain.returncode == 3
        half = await selaras(target, ca, "reembed", "report", "--min-claim-score", "0.5")
        assert (half.returncode, half.stdout) == (2, "")


async def test_a_model_that_is_away_is_named(tmp_path: Path, tls: dict[str, Path]) -> None:
    ca = tls.pop("ca")
    async with serving_matching(tmp_path, CALLERS, FakeClock(NOW), **tls) as served:
        made = await selaras(
            served.server.target, ca, "reembed", "start", "--embedding", "127.0.0.1:1"
        )
        assert (made.returncode, "EMBEDDING_UNAVAILABLE" in made.stderr) == (3, True)
        calibrated = await selaras(served.server.target, ca, "calibrate", "--json")
        assert calibrated.returncode == 0, calibrated.stderr
        assert "relations" in json.loads(calibrated.stdout)
