"""Commands against the services that people use, without them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selaras.cli.app import make_app
from typer.testing import CliRunner, Result

from tests.fakes.desk import ADMIN_KEY, KEY, Desk, serve


class Terminal:
    """Types commands.

    Attributes:
        desk: the server.
        options: how a command finds it.
    """

    def __init__(self, desk: Desk, target: str, folder: Path) -> None:
        self.desk = desk
        self.options = ["--target", target, "--data", str(folder)]

    def type(self, *words: str, code: int = 0, typed: str | None = None) -> str:
        """What a person of an agency reads after a command; it ends with ``code``."""
        return self._run([*words, *self.options, "--key", KEY], code, typed).output

    def admin(self, *words: str, code: int = 0) -> str:
        """What an administrator reads."""
        return self._run([*words, *self.options, "--admin-key", ADMIN_KEY], code).output

    def json(self, *words: str, code: int = 0, admin: bool = False) -> list[Any]:
        """What a script reads: one value for each line."""
        say = self.admin if admin else self.type
        return [json.loads(line) for line in say(*words, "--json", code=code).splitlines()]

    def error(self, *words: str, admin: bool = False) -> BaseException:
        """What a command that cannot be carried out raises; exit codes are made of it."""
        key = ["--admin-key", ADMIN_KEY] if admin else ["--key", KEY]
        result = CliRunner().invoke(make_app(), [*words, *self.options, *key])
        assert result.exception is not None, result.output
        return result.exception

    def _run(self, words: list[str], code: int, typed: str | None = None) -> Result:
        result = CliRunner().invoke(make_app(), words, input=typed)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result


@contextmanager
def terminal(folder: Path) -> Iterator[Terminal]:
    """A terminal with a server behind it."""
    desk = Desk()
    with serve(desk) as target:
        yield Terminal(desk, target, folder)
