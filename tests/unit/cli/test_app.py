"""The command line as a whole: what it has, how fast it is, what it says when it fails."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest
from selaras.cli import exits
from selaras.cli.app import command_names, make_app
from selaras.client import FieldViolation, SelarasApiError
from selaras.kit.errors import Unavailable
from typer.testing import CliRunner

RUNNER = CliRunner()


def help_of(*arguments: str) -> str:
    result = RUNNER.invoke(make_app(), [*arguments, "--help"])
    assert result.exit_code == 0, result.output
    return result.output


def test_every_command_of_the_design_is_there():
    wanted = {"up", "serve", "demo", "agency", "owner", "key", "submit", "check", "watch"}
    assert wanted | {"findings", "doctor", "version"} <= set(command_names())


@pytest.mark.parametrize("name", command_names())
def test_every_command_explains_itself(name):
    text = help_of(name)
    assert len(text.split("Options:")[0].splitlines()) >= 3


def test_the_help_names_the_exit_codes():
    text = help_of()
    assert "Exit codes" in text
    assert "SELARAS_TARGET" in text


def test_the_help_loads_nothing_heavy():
    program = (
        "import sys\n"
        "from selaras.cli.app import make_app\n"
        "make_app()\n"
        "heavy = {'grpc', 'nats', 'sqlalchemy', 'pydantic', 'torch', 'numpy'}\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Time of the processor: the clock on the wall says more about the machine's other work.
    assert after.ru_utime - before.ru_utime < 1.0


def test_a_wrong_option_is_wrong_usage():
    assert RUNNER.invoke(make_app(), ["watch"]).exit_code == exits.USAGE
    assert RUNNER.invoke(make_app(), ["serve", "nothing"]).exit_code == exits.USAGE


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SelarasApiError("UNAVAILABLE", "SERVER_UNREACHABLE", "away"), exits.AWAY),
        (SelarasApiError("DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", "slow"), exits.AWAY),
        (SelarasApiError("NOT_FOUND", "AGENCY_NOT_FOUND", "no such"), exits.REFUSED),
        (Unavailable("NATS_SERVER_FAILED", "no"), exits.AWAY),
        (exits.CommandError("no key", hint="make one"), exits.USAGE),
    ],
)
def test_errors_become_exit_codes(error, code, capsys):
    assert exits.report(error) == code
    assert "selaras: " in capsys.readouterr().err


def test_what_is_wrong_with_a_field_is_said(capsys):
    violation = FieldViolation("draft.area_codes", "no such area")
    exits.report(
        SelarasApiError("INVALID_ARGUMENT", "AREA_UNKNOWN", "no", field_violations=(violation,))
    )
    assert "draft.area_codes: no such area" in capsys.readouterr().err


def test_an_error_nobody_foresaw_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError):
        exits.report(ZeroDivisionError())
