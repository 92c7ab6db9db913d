"""``selaras cases``: what people must agree on."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.connection import (
    DATA,
    DataOption,
    JsonOption,
    KeyOption,
    TargetOption,
    TimeoutOption,
    TlsOption,
    agency_client,
)
from selaras.cli.output import print_json, say
from selaras.cli.people import (
    AreaOption,
    FactWord,
    LimitOption,
    SeverityWord,
    TopicOption,
    severity_name,
    wrong_usage,
)

if TYPE_CHECKING:
    from selaras.cli.case_filter import Wanted
    from selaras.client import CaseEvent, Client


class StateWord(enum.StrEnum):
    """States as they are written on the command line."""

    OPEN = "open"
    AGREED = "agreed"
    RESOLVED = "resolved"


StateOption = Annotated[
    list[StateWord] | None,
    typer.Option(
        "--state",
        case_sensitive=False,
        help="Only in this state; repeat for more. Default: open and agreed.",
    ),
]
SeverityOption = Annotated[
    SeverityWord | None,
    typer.Option("--severity", case_sensitive=False, help="Only at least this grave."),
]
MineOption = Annotated[
    str,
    typer.Option("--mine", metavar="OWNER", help="Only those given to this owner, AGENCY/OWNER."),
]
KindsOption = Annotated[
    list[FactWord] | None,
    typer.Option(
        "--kind",
        case_sensitive=False,
        help="Only where a fact of this kind clashes; repeat for more.",
    ),
]
QueryOption = Annotated[
    str,
    typer.Option(
        "--query", help="Only with all of these words in title, topic, names of agencies or id."
    ),
]
FollowOption = Annotated[
    bool, typer.Option("--follow", help="Then show what changes, until Ctrl+C.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="List the cases of your agency, the most urgent first.")(cases)


def cases(
    *,
    state: StateOption = None,
    topic: TopicOption = "",
    area: AreaOption = "",
    severity: SeverityOption = None,
    mine: MineOption = "",
    kind: KindsOption = None,
    query: QueryOption = "",
    limit: LimitOption = 50,
    follow: FollowOption = False,
    as_json: JsonOption = False,
    data: DataOption = DATA,
    target: TargetOption = "",
    key: KeyOption = "",
    tls_ca: TlsOption = None,
    timeout: TimeoutOption = 10,
) -> None:
    """List cases, with --json one a line.

    The most urgent come first: by deadline, then by severity. With --follow the current cases are
    shown, then each change as it comes; a case that is resolved is shown too.
    """
    with wrong_usage(), agency_client(data, target, key, tls_ca, timeout) as client:
        from selaras.cli.case_filter import Wanted  # noqa: PLC0415

        states = tuple(word.name for word in state or ())
        kinds = tuple(word.name for word in kind or ())
        wanted = Wanted(states, topic, area, severity_name(severity), mine, kinds, query)
        if follow:
            _follow(client, wanted, as_json=as_json)
            return
        found = list(islice(client.list_cases(**wanted.request()), limit))
    if as_json:
        for case in found:
            print_json(case)
        return
    from selaras.cli.case_view import show_list  # noqa: PLC0415

    show_list(found)
    print(say("cases.count", count=len(found)) if found else say("cases.none"))


def _follow(client: Client, wanted: Wanted, *, as_json: bool) -> None:
    from selaras.cli.case_view import show_event  # noqa: PLC0415

    show: Callable[[CaseEvent], None] = print_json if as_json else show_event
    try:
        for event in _relevant(client.watch_cases(), wanted):
            show(event)
    except KeyboardInterrupt:
        return


def _relevant(events: Iterator[CaseEvent], wanted: Wanted) -> Iterator[CaseEvent]:
    """Events of cases that were asked for, and of those shown that have stopped being so."""
    shown: set[str] = set()
    for event in events:
        if event.case is None:
            yield event
        elif event.case.name in shown or wanted.lets(event.case):
            shown.add(event.case.name)
            yield event
