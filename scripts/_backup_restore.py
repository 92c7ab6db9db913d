"""Restores a backup into an empty deployment."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import _backup_manifest as manifests
from _backup_compose import DATABASE, Compose, Failed, in_postgres, say, selaras

_POLL_SECONDS = 2.0
_PSQL = in_postgres("psql", *DATABASE, "--no-psqlrc", "--tuples-only", "--no-align", "--quiet")
_OUTBOXES = ("intake_outbox", "matching_outbox", "alerting_outbox")


def restore(compose: Compose, backup: Path, *, with_index: bool, start: bool, wait: float) -> None:
    """Restore a backup, start the services and look whether everything is there.

    Args:
        with_index: restore the index too, where the backup has one.
        start: start the services afterwards; else they are left to the caller.
        wait: how many seconds the parts may take to come up, and then to catch up.

    Raises:
        Failed: the deployment is not empty, or a step failed. Up to the start of the services
            what was restored is taken back.
    """
    manifest = manifests.load(backup)
    manifests.check_files(backup, manifest)
    index = with_index and manifests.INDEX in manifest["files"]
    state = ["nats", "postgres", *(["qdrant"] if index else [])]
    say(f"starting {', '.join(state)} ...")
    compose.ask("up", "--detach", *state)
    _wait_for_state(compose, wait)
    _refuse_unless_empty(compose)
    _bring_back(compose, backup, manifest, index=index, wait=wait)
    if not start:
        return
    say("starting everything ...")
    compose.ask("up", "--detach")
    _wait_until_well(compose, wait)
    _wait_until_caught_up(compose, wait)


def _bring_back(
    compose: Compose, backup: Path, manifest: dict[str, Any], *, index: bool, wait: float
) -> None:
    say("database ...")
    # One transaction: an error leaves the database as empty as it was.
    options = ("--single-transaction", "--exit-on-error", "--no-owner")
    dump = backup / manifests.DUMP
    compose.feed(dump, *in_postgres("pg_restore", *DATABASE, *options))
    try:
        _compare_rows(compose, manifest)
        say("streams ...")
        said = compose.feed(backup / manifests.STREAMS, *selaras("backup", "restore-streams"))
        for name, held in json.loads(said).items():
            say(f"  {name}: {held['messages']} messages, {held['consumers']} consumers")
    except BaseException:
        say("taking the database back ...")
        _ask(compose, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
        raise
    # When it starts, nats-server learns the ids of what it holds, so that what services send again
    # is not stored twice.
    compose.ask("restart", "nats")
    _wait_for_state(compose, wait)
    if index:
        say("index ...")
        try:
            compose.feed(backup / manifests.INDEX, *selaras("backup", "restore-index"))
        except Failed as error:
            # Not worth failing for: matching makes it again from the database.
            say(f"{error}\nthe index is made again from the database, which takes longer")


def _wait_for_state(compose: Compose, wait: float) -> None:
    until = time.monotonic() + wait
    ready = in_postgres("psql", *DATABASE, "--command", "SELECT 1")
    for what in (ready, selaras("backup", "list-streams")):
        while True:
            answered, said = compose.try_to(*what)
            if answered:
                break
            if time.monotonic() > until:
                raise Failed(f"no answer within {wait:.0f} seconds:\n{said.strip()}")
            time.sleep(_POLL_SECONDS)


def _refuse_unless_empty(compose: Compose) -> None:
    tables = _ask(
        compose,
        "SELECT schemaname || '.' || tablename FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1;",
    ).split()
    streams = sorted(json.loads(compose.ask(*selaras("backup", "list-streams"))))
    there = []
    if tables:
        more = f" and {len(tables) - 3} more" if len(tables) > 3 else ""
        there.append(f"tables {', '.join(tables[:3])}{more}")
    if streams:
        there.append(f"streams {', '.join(streams)}")
    if there:
        raise Failed(
            f"this deployment is not empty: it has {' and '.join(there)}. Nothing was changed. "
            "A backup is restored into empty volumes only (docs/operations/backup.md)"
        )


def _compare_rows(compose: Compose, manifest: dict[str, Any]) -> None:
    expected: dict[str, int] = manifest["rows"]
    query = " UNION ALL ".join(
        f"SELECT '{table}' || ' ' || count(*) FROM public.{table}" for table in sorted(expected)
    )
    pairs = (line.rsplit(" ", 1) for line in _ask(compose, f"{query};").splitlines() if line)
    found = {table: int(count) for table, count in pairs}
    wrong = [
        f"{name}: {found.get(name)} of {count}"
        for name, count in expected.items()
        if found.get(name) != count
    ]
    if wrong:
        raise Failed(f"tables came back with other numbers of rows: {', '.join(wrong)}")
    say(f"  {len(found)} tables, {sum(found.values())} rows, as in the backup")


def _wait_until_well(compose: Compose, wait: float) -> None:
    """Until `selaras doctor` finds nothing wrong."""
    until = time.monotonic() + wait
    while True:
        well, said = compose.try_to(*selaras("doctor"))
        if well:
            say(said.strip())
            return
        if time.monotonic() > until:
            raise Failed(f"restored, but not well after {wait:.0f} seconds:\n{said.strip()}")
        time.sleep(_POLL_SECONDS)


def _wait_until_caught_up(compose: Compose, wait: float) -> None:
    """Until what the streams lacked against the database was sent again."""
    until = time.monotonic() + wait
    query = " UNION ALL ".join(
        f"SELECT count(*) FROM public.{table} WHERE publish_time IS NULL" for table in _OUTBOXES
    )
    while True:
        waiting = sum(map(int, _ask(compose, f"{query};").split()))
        if not waiting:
            say("no event waits to be sent")
            return
        if time.monotonic() > until:
            raise Failed(f"restored, but {waiting} events still wait to be sent")
        time.sleep(_POLL_SECONDS)


def _ask(compose: Compose, query: str) -> str:
    return compose.ask(*_PSQL, "--set", "ON_ERROR_STOP=1", text=query)
