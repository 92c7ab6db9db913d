"""deploy/proxy/haproxy.cfg as a process, before servers on loopback instead of containers."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import grpc
import pytest
from selaras.kit.nats_server import free_port

from tests.support.eventually import assert_eventually

ROOT = Path(__file__).parents[2]
_DEFAULTS = {
    "SELARAS_PROXY_CERTIFICATE": "proxy.pem",
    "SELARAS_CLIENT_CERTIFICATES": "off",
    "SELARAS_PROXY_CONNECTIONS": "200",
    "SELARAS_PROXY_REQUESTS": "1000",
    "SELARAS_PROXY_NATS_CONNECTIONS": "100",
    "SELARAS_PROXY_PAGE_REQUESTS": "600",
    "SELARAS_NATS_NODES": "1",
}


def make_certificates(folder: Path) -> Path:
    """What scripts/init makes, and a client certificate for `dinkes-a`; answers ``deploy/tls``."""
    init = (sys.executable, str(ROOT / "scripts" / "init"), "--folder", str(folder))
    for more in ((), ("agency-certificate", "dinkes-a")):
        done = subprocess.run((*init, *more), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return folder / "deploy" / "tls"


class Proxy:
    """HAProxy with the configuration of the deployment.

    Args:
        folder: for its files.
        tls: a ``deploy/tls``.
        backends: where a service that the configuration calls by name listens on loopback.
        replace: texts of the configuration and what a test has in their place.
        settings: variables other than those of docker-compose.yml.
    """

    def __init__(
        self,
        folder: Path,
        tls: Path,
        backends: Mapping[str, int],
        replace: Mapping[str, str] | None = None,
        **settings: str,
    ) -> None:
        binary = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
        if binary is None:
            pytest.skip("haproxy is not installed")
        self._binary = binary
        self._tls = tls
        self.ports = {port: free_port() for port in (7700, 7710, 8443, 4222, 8405)}
        self._environment = {**_DEFAULTS, **settings}
        self._file = folder / "haproxy.cfg"
        self._file.write_text(self._configuration(backends, replace or {}))
        self._process: subprocess.Popen[bytes] | None = None
        self._log = folder / "haproxy.log"

    def _configuration(self, backends: Mapping[str, int], replace: Mapping[str, str]) -> str:
        text = (ROOT / "deploy" / "proxy" / "haproxy.cfg").read_text()
        text = text.replace("/usr/local/etc/haproxy", str(ROOT / "deploy" / "proxy"))
        text = text.replace("/etc/selaras/tls", str(self._tls / "proxy"))
        text = text.replace("/etc/selaras/agencies", str(self._tls / "agencies"))
        for port, here in self.ports.items():
            text = text.replace(f"bind :{port}", f"bind 127.0.0.1:{here}")
        for name, port in backends.items():
            text = re.sub(rf" {name}:\d+", f" 127.0.0.1:{port}", text)
        for old, new in replace.items():
            assert old in text, old
            text = text.replace(old, new)
        return text

    def check(self) -> subprocess.CompletedProcess[str]:
        """Let HAProxy read its configuration and say what it thinks of it."""
        return subprocess.run(
            (self._binary, "-c", "-f", str(self._file)),
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self._process = self._open()
        await assert_eventually(self._listens, timeout=20, what="haproxy listens")

    def _open(self) -> subprocess.Popen[bytes]:
        with self._log.open("wb") as log:
            return subprocess.Popen(
                (self._binary, "-db", "-f", str(self._file)),
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.ports[8405])
        except OSError:
            return False
        writer.close()
        return True

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)

    @property
    def log(self) -> str:
        """What it wrote."""
        return self._log.read_text()

    def channel(self, port: int = 7700, certificate_of: str = "") -> grpc.aio.Channel:
        """A channel with TLS, with a client certificate if one is named."""
        pair: tuple[bytes | None, bytes | None] = (None, None)
        if certificate_of:
            own = self._tls / "issued" / certificate_of
            pair = ((own / "key.pem").read_bytes(), (own / "cert.pem").read_bytes())
        credentials = grpc.ssl_channel_credentials((self._tls / "ca.pem").read_bytes(), *pair)
        return grpc.aio.secure_channel(f"127.0.0.1:{self.ports[port]}", credentials)
