"""The composed deployment, as scripts/backup and scripts/restore talk to it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
DATABASE = ("--username", "selaras", "--dbname", "selaras")


class Failed(Exception):
    """The work cannot go on; the message says why."""


def find_compose() -> list[str]:
    """The command of compose with its options: SELARAS_COMPOSE, else what is installed.

    Raises:
        Failed: there is none.
    """
    chosen = os.environ.get("SELARAS_COMPOSE", "")
    if chosen:
        return shlex.split(chosen)
    if shutil.which("docker"):
        asked = subprocess.run(["docker", "compose", "version"], check=False, capture_output=True)
        if asked.returncode == 0:
            return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    raise Failed("neither `docker compose` nor docker-compose is installed")


class Compose:
    """Runs commands of compose in the folder of docker-compose.yml."""

    def __init__(self, command: list[str]) -> None:
        self._command = command

    def ask(self, *arguments: str, text: str = "") -> str:
        """What a command prints; it must succeed.

        Raises:
            Failed
        """
        done = subprocess.run(
            [*self._command, *arguments],
            check=False,
            cwd=ROOT,
            input=text.encode(),
            capture_output=True,
        )
        if done.returncode:
            raise Failed(_why(arguments, done.stderr + b"\n" + done.stdout))
        return done.stdout.decode()

    def try_to(self, *arguments: str) -> tuple[bool, str]:
        """Whether a command succeeds, and what it prints on either way out."""
        done = subprocess.run(
            [*self._command, *arguments],
            check=False,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.returncode == 0, done.stdout.decode(errors="replace")

    def save(self, file: Path, *arguments: str) -> None:
        """Write to a file what a command prints.

        Raises:
            Failed: the file is of no use.
        """
        with file.open("wb") as target:
            self._stream(arguments, subprocess.DEVNULL, target)

    def feed(self, file: Path, *arguments: str) -> str:
        """Give a file to a command; answers what it prints.

        Raises:
            Failed
        """
        with file.open("rb") as source:
            return self._stream(arguments, source, subprocess.PIPE)

    def _stream(
        self, arguments: tuple[str, ...], source: IO[bytes] | int, to: IO[bytes] | int
    ) -> str:
        done = subprocess.run(
            [*self._command, *arguments],
            check=False,
            cwd=ROOT,
            stdin=source,
            stdout=to,
            stderr=subprocess.PIPE,
        )
        if done.returncode:
            raise Failed(_why(arguments, done.stderr))
        return (done.stdout or b"").decode()

    @contextmanager
    def lines(self, file: Path, *arguments: str) -> Iterator[IO[bytes]]:
        """Give a file to a command and read what it prints while it runs.

        Raises:
            Failed
        """
        with file.open("rb") as source:
            process = subprocess.Popen(
                [*self._command, *arguments],
                cwd=ROOT,
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            try:
                assert process.stdout is not None
                yield process.stdout
                if process.wait():
                    raise Failed(_why(arguments, b"see it without 2>/dev/null"))
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()


def in_postgres(*command: str) -> tuple[str, ...]:
    """Arguments that run a program in the container of PostgreSQL."""
    return ("exec", "-T", "postgres", *command)


def selaras(*command: str) -> tuple[str, ...]:
    """Arguments that run a command of Selaras in a container of its own."""
    return ("run", "--rm", "--no-deps", "-T", "cli", *command)


def say(message: str) -> None:
    """Tell whoever looks on; what is printed is for people, the files are for programs."""
    print(message, file=sys.stderr, flush=True)


def _why(arguments: tuple[str, ...], said: bytes) -> str:
    end = said.decode(errors="replace").strip().splitlines()[-8:]
    return f"{' '.join(arguments[:6])} ... failed:\n" + "\n".join(f"  {line}" for line in end)
