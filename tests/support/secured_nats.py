"""nats-server with the configuration of the deployment: TLS, accounts, logins that ask intake."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path
from typing import Any

import nats
import nkeys
import trustme
from nats.aio.client import Client
from selaras.intake.settings import LoginSettings
from selaras.kit.nats_connection import connection_options
from selaras.kit.nats_server import find_binary, free_port
from selaras.kit.settings import NatsSettings

DEPLOY = Path(__file__).parents[2] / "deploy" / "nats"
USERS = ("intake", "matching", "alerting", "ops", "callout")


class SecuredNats:
    """The deployed nats.conf and accounts.conf on a free port, with folders of its own.

    Attributes:
        ca: file of the CA that signed the server.
        seed: with which intake signs logins.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.ca = folder / "tls" / "ca.pem"
        keys = nkeys.from_seed(
            nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_ACCOUNT)
        )
        self.seed = keys.seed.decode()
        # Digits only, as a drawn secret may be.
        self.passwords = {user: str(secrets.randbits(128)) for user in USERS}
        self._issuer = keys.public_key.decode()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"tls://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "nats.log").read_text(errors="replace")

    def settings(self, user: str, password: str | None = None) -> NatsSettings:
        """How a user of the server's file connects, or with a password somebody else."""
        return NatsSettings.model_validate(
            {
                "url": self.url,
                "tls_ca": self.ca,
                "user": user,
                "password": self.passwords[user] if password is None else password,
            }
        )

    def login(self, **settings: object) -> LoginSettings:
        """How intake answers logins here."""
        values = {"issuer_seed": self.seed, "password": self.passwords["callout"], **settings}
        return LoginSettings.model_validate(values)

    def write(self) -> list[str]:
        """Write configuration and certificates; answers the command of the server."""
        tls = self.folder / "tls"
        tls.mkdir(parents=True)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.ca))
        server = authority.issue_cert("127.0.0.1", "localhost")
        server.private_key_pem.write_to_path(str(tls / "key.pem"))
        server.cert_chain_pems[0].write_to_path(str(tls / "cert.pem"))
        text = (DEPLOY / "nats.conf").read_text()
        for deployed, here in (
            ('"0.0.0.0:4222"', f'"127.0.0.1:{self.port}"'),
            ('"0.0.0.0:8222"', '"127.0.0.1:-1"'),
            ("/etc/selaras/tls", str(tls)),
            ("store_dir: /data", f'store_dir: "{self.folder / "data"}"'),
        ):
            assert deployed in text, f"{deployed} is not in nats.conf any more"
            text = text.replace(deployed, here)
        (self.folder / "nats.conf").write_text(text)
        (self.folder / "accounts.conf").write_text((DEPLOY / "accounts.conf").read_text())
        return [str(find_binary()), "--config", str(self.folder / "nats.conf")]

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the server, in quotes as docker-compose.yml has them."""
        passwords = {
            f"SELARAS_NATS_{user.upper()}_PASSWORD": f'"{password}"'
            for user, password in self.passwords.items()
        }
        return {
            "PATH": os.environ["PATH"],
            "SELARAS_NATS_NAME": "nats",
            "SELARAS_NATS_MAX_STORE": "1GB",
            "SELARAS_NATS_ISSUER": self._issuer,
            **passwords,
        }

    async def start(self) -> None:
        """Start it and wait until it accepts connections."""
        command = self.write()
        with (self.folder / "nats.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, env=self.environment, stdout=log, stderr=log
            )
        async with asyncio.timeout(20):
            while True:
                assert self._process.returncode is None, self.log
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.05)
                    continue
                writer.close()
                return

    async def stop(self) -> None:
        """kill -9."""
        if self._process:
            self._process.kill()
            await self._process.wait()


class Visitor:
    """A connection to the bus that remembers what the server forbade."""

    def __init__(self, settings: NatsSettings) -> None:
        self._settings = settings
        self.forbidden: list[str] = []
        self.client = Client()
        self.closed = asyncio.Event()

    async def _on_error(self, error: Exception) -> None:
        self.forbidden.append(str(error))

    async def _on_closed(self) -> None:
        self.closed.set()

    async def __aenter__(self) -> Visitor:
        options: dict[str, Any] = connection_options(self._settings)
        await self.client.connect(
            **options,
            allow_reconnect=False,
            connect_timeout=8,
            error_cb=self._on_error,
            closed_cb=self._on_closed,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def settle(self) -> None:
        """Wait until the server has read all that was sent, and its objections are here."""
        # The first ping overtakes what is buffered, the second comes after it.
        await self.client.flush()
        await self.client.flush()


async def may_enter(settings: NatsSettings) -> bool:
    """Whether the server lets somebody in."""
    try:
        async with Visitor(settings) as visitor:
            # The library takes a server that hangs up for one that answered.
            await visitor.client.flush(timeout=5)
            return visitor.client.is_connected
    except (nats.errors.Error, OSError):
        return False
