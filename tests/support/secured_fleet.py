"""The services as processes on the event bus as it is deployed: each with a user of its own."""

from __future__ import annotations

from pathlib import Path

from tests.support.fleet import NATS, Fleet
from tests.support.secured_nats import SecuredNats


class SecuredFleet(Fleet):
    """A fleet with TLS and permissions on the bus.

    Attributes:
        bus: the server that the fleet starts.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.bus = SecuredNats(folder / "bus")
        self.ports[NATS] = self.bus.port
        self._bus_command = self.bus.write()

    @property
    def nats_url(self) -> str:
        """Address of the event bus."""
        return f"tls://127.0.0.1:{self.ports[NATS]}"

    def environment(self, name: str) -> dict[str, str]:
        """What a process is told."""
        if name == NATS:
            return self.bus.environment
        told = super().environment(name) | {
            "SELARAS_NATS_URL": self.bus.url,
            "SELARAS_NATS_TLS_CA": str(self.bus.ca),
            "SELARAS_NATS_USER": name,
            "SELARAS_NATS_PASSWORD": self.bus.passwords.get(name, ""),
        }
        if name == "intake":
            told |= {
                "SELARAS_LOGIN_ISSUER_SEED": self.bus.seed,
                "SELARAS_LOGIN_PASSWORD": self.bus.passwords["callout"],
            }
        return told

    def bus_log(self) -> str:
        """All that the server of the bus logged."""
        return (self.folder / f"{NATS}.log").read_text(errors="replace")

    def _command(self, name: str) -> list[str]:
        return self._bus_command if name == NATS else super()._command(name)
