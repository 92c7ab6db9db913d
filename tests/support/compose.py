"""docker-compose.yml as containers, under a project, secrets, certificates and ports of its own."""

from __future__ import annotations

import asyncio
import functools
import os
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import docker
import docker.errors
import pytest
from docker.models.containers import Container
from selaras.kit.nats_server import free_port

from tests.support.eventually import assert_eventually

ROOT = Path(__file__).parents[2]
BUILT = ("intake", "embedding", "matching", "alerting", "console")
# As the overlay edge has them: no Qdrant server can be had from Debian or PyPI.
SERVICES = ("proxy", "nats", "postgres", *BUILT)
# What scripts/compose_images made, and a version that is nobody's deployment.
IMAGES = {
    "SELARAS_VERSION": "compose-test",
    "SELARAS_BASE_IMAGE": "selaras-test/base:bookworm",
    "SELARAS_NATS_IMAGE": "selaras-test/nats:bookworm",
    "SELARAS_POSTGRES_IMAGE": "selaras-test/postgres:bookworm",
    "SELARAS_PROXY_IMAGE": "selaras-test/haproxy:bookworm",
    "SELARAS_WHEELS_ONLY": "1",
}
_CANNOT_BE_BUILT_HERE = 3
_PROJECT = "com.docker.compose.project"
_SERVICE = "com.docker.compose.service"


def read_settings(file: Path) -> dict[str, str]:
    """Variables of an ``.env``."""
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    return {name: value for name, mark, value in pairs if mark and not name.startswith("#")}


# What docker-compose.yml asks for.
SECRETS = tuple(
    dict.fromkeys(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
)


def run(*command: str, timeout: float = 120, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, check=False, **more
    )


class ComposedStack:
    """The services of docker-compose.yml.

    Args:
        folder: where scripts/init makes ``.env`` and the certificates.
        options: of scripts/init: the overlays.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self._folder = folder
        self._command = _find_compose()
        self.engine = docker.from_env()
        # A variable of the shell would go before the file.
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SELARAS_", "COMPOSE_"))
        }
        self.project = f"selaras-test-{secrets.token_hex(4)}"
        made = run(
            *(sys.executable, str(ROOT / "scripts" / "init"), "--folder", str(folder)),
            *("--host", "localhost", *options),
        )
        assert made.returncode == 0, made.stderr
        self.settings = read_settings(folder / ".env") | {
            **IMAGES,
            # The hardest case for nats-server, which reads its configuration from the environment.
            "SELARAS_NATS_MATCHING_PASSWORD": str(secrets.randbits(128)),
            "SELARAS_TLS_FOLDER": str(folder / "deploy" / "tls"),
            "SELARAS_LISTEN": "127.0.0.1",
            "SELARAS_PORT": str(free_port()),
            "SELARAS_NATS_PORT": str(free_port()),
            "SELARAS_CONSOLE_PORT": str(free_port()),
        }
        # Links lead to where the console is, as after a change of the port in a deployment.
        self.settings["SELARAS_CONSOLE_URL"] = self.console_url

    @property
    def target(self) -> str:
        """Address of the API on this machine."""
        return f"127.0.0.1:{self.settings['SELARAS_PORT']}"

    @property
    def console_url(self) -> str:
        """Address of the console on this machine."""
        return f"https://localhost:{self.settings['SELARAS_CONSOLE_PORT']}"

    @property
    def pages_target(self) -> str:
        """Address of the console's port on this machine."""
        return f"127.0.0.1:{self.settings['SELARAS_CONSOLE_PORT']}"

    @property
    def nats_target(self) -> str:
        """Address of NATS on this machine."""
        return f"127.0.0.1:{self.settings['SELARAS_NATS_PORT']}"

    @property
    def authority(self) -> Path:
        """The CA that clients trust."""
        return self._folder / "deploy" / "tls" / "ca.pem"

    @property
    def client_environment(self) -> dict[str, str]:
        """With it commands on this machine reach the stack, as an administrator."""
        return {
            "SELARAS_TARGET": self.target,
            "SELARAS_TLS_CA": str(self.authority),
            "SELARAS_ADMIN_KEY": self.settings["SELARAS_INTAKE_ADMIN_KEY"],
        }

    def compose(
        self, *arguments: str, settings: Mapping[str, str] | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of compose, with other settings in the ``.env`` if given."""
        file = self._folder / ".env"
        lines = [f"{name}={value}\n" for name, value in (settings or self.settings).items()]
        file.write_text("".join(lines))
        file.chmod(0o600)
        return run(
            *(*self._command, "--project-name", self.project, "--env-file", str(file), *arguments),
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
        built = (*BUILT, "cli")
        names = [f"selaras/{name}:{self.settings['SELARAS_VERSION']}" for name in built]
        before = self._image_ids(names)
        self.ok("--profile", "tools", "build", *built, timeout=1500)
        for replaced in before - self._image_ids(names):
            self.engine.images.remove(replaced, force=True)

    def start(self) -> None:
        """Start everything and wait until it is healthy."""
        started = self.compose("up", "--detach", "--no-build", timeout=240)
        assert started.returncode == 0, f"{started.stderr}\n{self.logs(*SERVICES)}"
        self.wait_healthy()

    def execute(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command inside a container."""
        return self.compose("exec", "-T", service, *command)

    def tool(
        self, *command: str, entrypoint: str = "selaras", timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in a container of ``cli`` that goes when it ends."""
        run_it = ("run", "--rm", "-T", "--entrypoint", entrypoint, "cli", *command)
        return self.compose(*run_it, timeout=timeout)

    def script(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run scripts/NAME, which talks to this stack."""
        command = (*self._command, "--project-name", self.project, "--env-file")
        chosen = shlex.join((*command, str(self._folder / ".env")))
        return run(
            *(sys.executable, str(ROOT / "scripts" / name), *arguments),
            timeout=600,
            cwd=ROOT,
            env=self._environment | {"SELARAS_COMPOSE": chosen},
        )

    def kill(self, service: str) -> None:
        """kill -9 of what runs in a container; nobody but the engine starts it again."""
        found = self.container(service)
        before = found["RestartCount"]
        # From outside of the engine: what `docker kill` ended stays down, as if it were stopped.
        os.kill(found["State"]["Pid"], signal.SIGKILL)
        eventually(
            lambda: self.container(service)["RestartCount"] > before, what=f"{service} again"
        )

    def container(self, service: str) -> dict[str, Any]:
        """All that the engine says of the container of a service."""
        found = self._containers(service)
        assert len(found) == 1, f"{service}: {len(found)} containers"
        return dict(found[0].attrs)

    def networks(self, service: str) -> set[str]:
        """Networks that the container of a service is in, by their names in docker-compose.yml."""
        joined = self.container(service)["NetworkSettings"]["Networks"]
        return {name.removeprefix(f"{self.project}_") for name in joined}

    def containers(self) -> list[str]:
        """Ids of all containers of this stack, running or not."""
        return [str(one.id) for one in self._containers()]

    def _containers(self, service: str = "") -> list[Container]:
        labels = [f"{_PROJECT}={self.project}", *([f"{_SERVICE}={service}"] if service else [])]
        return list(self.engine.containers.list(all=True, filters={"label": labels}))

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
        self.ok("--profile", "tools", "down", "--volumes", "--remove-orphans", "--timeout", "5")
        assert not self.containers()
        ours = {"label": f"{_PROJECT}={self.project}"}
        assert not self.engine.volumes.list(filters=ours)
        assert not self.engine.networks.list(filters=ours)

    def _image_ids(self, names: Iterable[str]) -> set[str]:
        found = set()
        for name in names:
            try:
                found.add(str(self.engine.images.get(name).id))
            except docker.errors.ImageNotFound:
                continue
        return found


@contextmanager
def running_stack(folder: Path) -> Iterator[ComposedStack]:
    """The stack of the overlay edge, built and healthy, until the block ends."""
    stack = ComposedStack(folder, "--edge")
    make_images()
    stack.build()
    try:
        stack.start()
        yield stack
    finally:
        stack.remove()


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
    try:
        docker.from_env().ping()
    except docker.errors.DockerException:
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
