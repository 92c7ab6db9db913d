"""``selaras demo``: watch it work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from selaras.cli.exits import MISSING, OK
from selaras.cli.output import console, note, say

if TYPE_CHECKING:
    from selaras.cli.demo_play import Play, Tally
    from selaras.cli.demo_sample import Sample
    from selaras.cli.demo_settle import Settlement
    from selaras.cli.demo_show import Show
    from selaras.embedded import EmbeddedStack

KeepOption = Annotated[
    bool, typer.Option("--keep", help="Leave the stack running at the end, until Ctrl+C.")
]
FullOption = Annotated[
    bool, typer.Option("--full", help="Show every alert in full, not only the first ones.")
]
# Somebody looks on: alerts wait for no further evidence and for no daily digest.
_AT_ONCE = {"group_seconds": 0, "digest_time": ""}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="Watch drafts of several agencies go in and people be alerted.")(demo)


def demo(*, keep: KeepOption = False, full: FullOption = False) -> None:
    """Start a throw-away stack, play a sample of drafts, show findings and alerts, and stop.

    Takes less than two minutes and leaves nothing behind. The text is Bahasa Indonesia; with
    SELARAS_LANG=en the words around it are English. Ends with 5 when something that should come
    does not: a draft that is not checked, no finding, an owner who is not alerted.
    """
    import asyncio  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    from selaras.kit import logging  # noqa: PLC0415
    from selaras.kit.settings import LogSettings  # noqa: PLC0415

    # What happens is on the screen; the log speaks up only when something is wrong.
    logging.configure(LogSettings(level="ERROR"), service="demo")
    with tempfile.TemporaryDirectory(prefix="selaras-demo-") as folder:
        code = asyncio.run(_demo(Path(folder), keep=keep, full=full))
    if code == OK:
        print(say("demo.done"))
    sys.exit(code)


async def _demo(folder: Path, *, keep: bool, full: bool) -> int:
    import time  # noqa: PLC0415
    from contextlib import AsyncExitStack  # noqa: PLC0415

    from selaras.cli import demo_sample  # noqa: PLC0415
    from selaras.cli.demo_play import Listener, Play  # noqa: PLC0415
    from selaras.cli.demo_settle import Settlement  # noqa: PLC0415
    from selaras.cli.demo_show import Show  # noqa: PLC0415
    from selaras.embedded import EmbeddedStack  # noqa: PLC0415

    began = time.monotonic()
    sample = demo_sample.load()
    screen = console()
    show = Show(screen, sample, full=full)
    async with AsyncExitStack() as closing:
        with screen.status(say("demo.start")):
            stack = await closing.enter_async_context(
                EmbeddedStack(folder, alerting=_AT_ONCE, console_port=0 if keep else None)
            )
        show.line(say("demo.started", seconds=time.monotonic() - began))
        listener = Listener(show.checked, show.alerted)
        play = Play(sample, stack.target, stack.nats_url, listener, planned=keep)
        await play.register(stack.admin_key)
        show.line(_registered(sample))
        show.section(say("demo.scenario"))
        settlement = Settlement(sample, stack.target, play.keys, show.line)
        await play.run(lambda: _settle(settlement, stack, show))
        show.summary(play.tally, time.monotonic() - began)
        problems = _problems(play.tally)
        if keep:
            await _keep(stack, play, show, sample)
    for problem in problems:
        note(problem)
    return MISSING if problems else OK


async def _settle(settlement: Settlement, stack: EmbeddedStack, show: Show) -> str:
    """Settle a case in front of everybody; answers its name."""
    show.section(say("demo.settle"))
    case = await settlement.run(stack.admin_key)
    return case.name if case else ""


def _registered(sample: Sample) -> str:
    owners = sum(len(agency.owners) for agency in sample.agencies.values())
    return say("demo.registered", agencies=len(sample.agencies), owners=owners)


def _problems(tally: Tally) -> list[str]:
    """What should have come and did not."""
    problems = []
    if tally.unchecked:
        problems.append(say("demo.missing_checks", count=tally.unchecked))
    if not tally.findings:
        problems.append(say("demo.missing_findings"))
    if tally.settled not in tally.closed:
        problems.append(say("demo.missing_resolution"))
    if not tally.alerts:
        problems.append(say("demo.missing_alerts"))
    elif tally.silent:
        problems.append(say("demo.missing_owner", owners=", ".join(sorted(tally.silent))))
    return problems


async def _keep(stack: EmbeddedStack, play: Play, show: Show, sample: Sample) -> None:
    """Say how to go on by hand, and wait for Ctrl+C."""
    import asyncio  # noqa: PLC0415
    import signal  # noqa: PLC0415

    agency, key = next(iter(play.keys.items()))
    show.line("")
    await _show_console(stack, play, show, sample)
    show.line(say("demo.kept", folder=stack.folder))
    show.line(f"  selaras agency list --data {stack.folder}")
    show.line(f"  selaras watch --agency {agency} --data {stack.folder}")
    show.line(f"  selaras findings --key {key} --data {stack.folder}")
    show.line(say("demo.kept_key", agency=agency, key=key))
    show.line(say("demo.stop"))
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()


async def _show_console(stack: EmbeddedStack, play: Play, show: Show, sample: Sample) -> None:
    """Say where the console is, and who can sign in there: both sides of the first clash."""
    from selaras.cli.demo_accounts import make_accounts  # noqa: PLC0415
    from selaras.data_folder import read_secrets  # noqa: PLC0415

    known = read_secrets(stack.folder)
    assert known is not None  # noqa: S101  # the stack has made them
    accounts, password = await make_accounts(stack, known, sample, _sides(play))
    show.line(say("demo.console", url=stack.console_url))
    for account in accounts:
        show.line(f"  {account.login:<40} {account.who}")
    show.line(say("demo.password", password=password))
    show.line("")


def _sides(play: Play) -> list[str]:
    """Agencies of the first clash that was alerted; any two where there was none."""
    for finding in play.tally.findings.values():
        names = (finding.own_draft, finding.other_agency.name)
        return [name.split("/")[1] for name in names]
    return list(play.keys)[:2]
