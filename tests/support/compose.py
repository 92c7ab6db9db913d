"""docker-compose.yml as containers, under a project, secrets and ports of its own."""

from __future__ import annotations

import asyncio
import functools
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import pytest
from selaras.kit.nats_server import free_port

from tests.support.eventually import assert_eventually

ROOT = Path(__file__).parents[2]
OVERRIDE = ROOT / "tests" / "e2e" / "compose" / "without-qdrant.yml"
BUILT = ("intake", "embedding", "matching", "alerting")
SERVICES = ("nats", "postgres", "qdrant", *BUILT)
# What scripts/compose_images made, and a version that is nobody's deployment.
IMAGES = {
    "SELARAS_VERSION": "compose-test",
    "SELARAS_BASE_IMAGE": "selaras-test/base:bookworm",
    "SELARAS_NATS_IMAGE": "selaras-test/nats:bookworm",
    "SELARAS_POSTGRES_IMAGE": "selaras-test/postgres:bookworm",
    "SELARAS_QDRANT_IMAGE": "selaras-test/base:bookworm",
    "SELARAS_WHEELS_ONLY": "1",
}
_CANNOT_BE_BUILT_HERE = 3
_LABEL = "label=com.docker.compose.project="


def example_settings() -> dict[str, str]:
    """What deploy/.env.example sets; the secrets are empty there."""
    lines = (ROOT / "deploy" / ".env.example").read_text().splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


SECRETS = tuple(name for name, value in example_settings().items() if not value)


def run(*command: str, timeout: float = 120, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, **more
    )


def docker(*arguments: str) -> str:
    """What a command of the engine prints; it must succeed."""
    done = run("docker", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


class ComposedStack:
    """The services of docker-compose.yml.

    Args:
        folder: where the ``.env`` is written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._command = _find_compose()
        # A variable of the shell would go before the file.
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SELARAS_", "COMPOSE_"))
        }
        self.project = f"selaras-test-{secrets.token_hex(4)}"
        self.settings = example_settings() | {name: secrets.token_hex(24) for name in SECRETS}
        self.settings |= {
            **IMAGES,
            # The hardest case for nats-server, which reads its configuration from the environment.
            "SELARAS_NATS_PASSWORD": str(secrets.randbits(128)),
            "SELARAS_PORT": str(free_port()),
            "SELARAS_FINDINGS_PORT": str(free_port()),
            "SELARAS_ALERTS_PORT": str(free_port()),
        }

    @property
    def target(self) -> str:
        """Address of the API on this machine."""
        return f"127.0.0.1:{self.settings['SELARAS_PORT']}"

    @property
    def findings_target(self) -> str:
        """Address of the findings on this machine."""
        return f"127.0.0.1:{self.settings['SELARAS_FINDINGS_PORT']}"

    @property
    def alerts_target(self) -> str:
        """Address of alerting on this machine."""
        return f"127.0.0.1:{self.settings['SELARAS_ALERTS_PORT']}"

    def compose(
        self, *arguments: str, settings: Mapping[str, str] | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of compose, with other settings in the ``.env`` if given."""
        file = self._folder / ".env"
        lines = [f"{name}={value}\n" for name, value in (settings or self.settings).items()]
        file.write_text("".join(lines))
        file.chmod(0o600)
        return run(
            *(*self._command, "--project-name", self.project, "--env-file", str(file)),
            *("-f", str(ROOT / "docker-compose.yml"), "-f", str(OVERRIDE), *arguments),
            timeout=timeout,
            cwd=ROOT,
            env=self._environment,
        )

    def ok(self, *arguments: str, timeout: float = 120) -> str:
        """Run a command of compose that must succeed; answers what it printed."""
        done = self.compose(*arguments, timeout=timeout)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def build(self) -> None:
        """Build the images of the services, and drop those that these replace."""
        names = [f"selaras/{name}:{self.settings['SELARAS_VERSION']}" for name in BUILT]
        before = _image_ids(names)
        self.ok("build", *BUILT, timeout=1500)
        for replaced in before - _image_ids(names):
            run("docker", "image", "rm", replaced)

    def start(self) -> None:
        """Start everything and wait until it is healthy."""
        started = self.compose("up", "--detach", "--no-build", timeout=240)
        assert started.returncode == 0, f"{started.stderr}\n{self.logs(*SERVICES)}"
        self.wait_healthy()

    def execute(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside a container."""
        return self.compose("exec", "-T", service, *command)

    def container(self, service: str) -> dict[str, Any]:
        """All that the engine says of the container of a service."""
        found = docker("ps", "--all", "--quiet", *self._only(service)).split()
        assert len(found) == 1, f"{service}: {len(found)} containers"
        return json.loads(docker("inspect", found[0]))[0]

    def containers(self) -> list[str]:
        """Ids of all containers of this stack, running or not."""
        return docker("ps", "--all", "--quiet", "--filter", _LABEL + self.project).split()

    def wait_healthy(self, services: Iterable[str] = SERVICES) -> None:
        """Wait until every container says that it is healthy."""
        for service in services:
            try:
                eventually(
                    functools.partial(self._is_healthy, service), timeout=120, what="healthy"
                )
            except AssertionError as error:
                raise AssertionError(f"{error}\n{self.logs(service)}") from None

    def _is_healthy(self, service: str) -> bool:
        state = self.container(service)["State"]
        health = state.get("Health", {}).get("Status")
        # Between two starts the health is still that of the first.
        up = state["Running"] and not state["Restarting"] and health == "healthy"
        assert up, f"{service}: {state['Status']}, {health}"
        return True

    def logs(self, *services: str) -> str:
        """The end of the log of each service."""
        return self.compose("logs", "--tail", "40", *services).stdout

    def remove(self) -> None:
        """Take away containers, networks and volumes; images stay for the next time."""
        self.ok("down", "--volumes", "--remove-orphans", "--timeout", "5")
        assert not self.containers()
        assert not docker("volume", "ls", "--quiet", "--filter", _LABEL + self.project)
        assert not docker("network", "ls", "--quiet", "--filter", _LABEL + self.project)

    def _only(self, service: str) -> tuple[str, ...]:
        label = f"label=com.docker.compose.service={service}"
        return ("--filter", _LABEL + self.project, "--filter", label)


def eventually(condition: Callable[[], Any], *, timeout: float = 60, what: str = "") -> Any:
    """Wait from a test or fixture that is no coroutine."""
    return asyncio.run(assert_eventually(condition, timeout=timeout, what=what))


def make_images() -> None:
    """Make the images that stand in for those of registries; skips where that is impossible."""
    done = run(str(ROOT / "scripts" / "compose_images"), timeout=1500)
    if done.returncode == _CANNOT_BE_BUILT_HERE:
        _give_up(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr


def _find_compose() -> list[str]:
    if shutil.which("docker") is None or run("docker", "info").returncode:
        _give_up("no docker engine answers")
    if run("docker", "compose", "version").returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose") is None:
        _give_up("neither `docker compose` nor docker-compose is installed")
    return ["docker-compose"]


def _give_up(reason: str) -> NoReturn:
    if "SELARAS_TEST_REQUIRE_DOCKER" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)


def _image_ids(names: Iterable[str]) -> set[str]:
    found = (run("docker", "image", "inspect", "--format", "{{.Id}}", name) for name in names)
    return {done.stdout.strip() for done in found if done.returncode == 0}
