"""Servers for the channels, and certificates that they show."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

from tests.support.http_server import HttpUnderTest
from tests.support.smtp import SmtpUnderTest


class Authority:
    """A CA of the test's own."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.path = folder / "ca.pem"
        self._authority.cert_pem.write_to_path(self.path)

    def context(self, *names: str) -> ssl.SSLContext:
        """What a server of these names shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*names).configure_cert(context)
        return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
async def http() -> AsyncIterator[HttpUnderTest]:
    """A server without TLS."""
    server = HttpUnderTest()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def smtp() -> AsyncIterator[SmtpUnderTest]:
    """A mail server without TLS."""
    server = SmtpUnderTest()
    await server.start()
    yield server
    await server.stop()
