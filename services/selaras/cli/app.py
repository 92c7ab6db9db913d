"""The command line as a whole. Each module of :mod:`selaras.cli.commands` is one command.

A command module has a function ``register(app: typer.Typer) -> None`` and nothing else that the
outside needs; it is found by lying in the folder. It imports what is heavy inside its functions, so
that ``selaras --help`` stays fast.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from typing import NoReturn

import typer

from selaras.cli import commands, exits

_HELP = """Stops government agencies from contradicting each other in public.

Begin with: selaras demo (watch it work), selaras up (run it here), selaras doctor (what is wrong).

Where commands find the server: --target and --key, else the environment (SELARAS_TARGET,
SELARAS_KEY, SELARAS_ADMIN_KEY, SELARAS_NATS_URL), else the stack that `selaras up` runs on the
data folder (--data or SELARAS_DATA, default ./data).

Exit codes: 0 done; 1 a clash that people are alerted of was found (submit --wait, check), or
something is wrong (doctor, alerts test, audit verify); 2 wrong usage; 3 the server is away; 4 the
server refused; 5 something expected did not come (demo).
"""
# The order of `selaras --help`: first what a newcomer needs; commands not named here follow.
_ORDER = (
    *("demo", "up", "doctor", "agency", "owner", "key", "account"),
    *("submit", "check", "findings", "review", "watch", "serve"),
    *("cases", "case", "dismiss", "alerts", "silence", "crisis", "search"),
    *("authority", "audit"),
    *("evaluate", "calibrate", "bench", "rebuild", "reembed", "backup", "erase", "version"),
)


def make_app() -> typer.Typer:
    """The command line with all commands."""
    app = typer.Typer(
        name="selaras",
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    for name in command_names():
        importlib.import_module(f"{commands.__name__}.{name}").register(app)
    return app


def command_names() -> list[str]:
    """Names of the command modules, in the order of the help."""
    found = [module.name for module in pkgutil.iter_modules(commands.__path__)]
    rank = {name: number for number, name in enumerate(_ORDER)}
    return sorted(found, key=lambda name: (rank.get(name, len(_ORDER)), name))


def run() -> NoReturn:
    """Run with the arguments of the process; ends it."""
    try:
        make_app()()
    except Exception as error:  # the one place where errors become exit codes
        sys.exit(exits.report(error))
    sys.exit(exits.OK)
