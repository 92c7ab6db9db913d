"""Exit codes, and what a person is told when a command fails."""

from __future__ import annotations

import sys

OK = 0
CLASH = 1
WRONG = 1
USAGE = 2
AWAY = 3
REFUSED = 4
MISSING = 5


class CommandError(Exception):
    """A command cannot go on.

    Args:
        message: what is wrong.
        hint: what to do about it.
        code: the exit code.
    """

    def __init__(self, message: str, *, hint: str = "", code: int = USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code


def report(error: Exception) -> int:
    """Tell the person on standard error; answers the exit code.

    An error that nobody foresaw is raised again: its traceback is what a bug report needs.
    """
    known = _known(error)
    if known is None:
        raise error
    print(f"selaras: {known.message}", file=sys.stderr)
    if known.hint:
        print(f"  {known.hint}", file=sys.stderr)
    return known.code


def _known(error: Exception) -> CommandError | None:
    if isinstance(error, CommandError):
        return error
    name = type(error).__name__
    # By name: importing the classes would load gRPC for every command that fails otherwise.
    if name == "SelarasApiError":
        return _from_api(error)
    if any(base.__name__ == "SelarasError" for base in type(error).__mro__):
        code = AWAY if name in {"Unavailable", "BusUnavailable"} else USAGE
        return CommandError(str(error), code=code)
    if name == "ValidationError" and type(error).__module__.startswith("pydantic"):
        return CommandError(
            f"a setting is missing or wrong:\n{error}",
            hint="docs/configuration.md lists every variable with its meaning",
        )
    return None


def _from_api(error: Exception) -> CommandError:
    code = getattr(error, "code", "")
    reason = getattr(error, "reason", "")
    lines = [str(error)]
    lines += [
        f"  {violation.field}: {violation.description}"
        for violation in getattr(error, "field_violations", ())
    ]
    away = code in {"UNAVAILABLE", "DEADLINE_EXCEEDED"}
    hint = _HINTS.get(reason, _HINTS.get(code, ""))
    return CommandError("\n".join(lines), hint=hint, code=AWAY if away else REFUSED)


_HINTS = {
    "SERVER_UNREACHABLE": "is `selaras up` running? `selaras doctor` looks at every part",
    "DEADLINE_EXCEEDED": "the server may be busy; try again, or with a longer --timeout",
    "UNAUTHENTICATED": "`selaras key create AGENCY` makes a new key; give it with --key or "
    "SELARAS_KEY",
    "UNIMPLEMENTED": "with services on several addresses, --target must be that of the right one",
    "ROLE_NOT_ALLOWED": "agencies' calls need the key of an agency, the directory needs the "
    "administrator's key, and decisions on cases the key of a person "
    "(selaras key create AGENCY --owner OWNER)",
}
