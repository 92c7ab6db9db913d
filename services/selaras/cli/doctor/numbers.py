"""What the services' metrics say: which version runs, what waits, whose clock is wrong."""

from __future__ import annotations

import asyncio
import http.client
import socket
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from selaras.cli.doctor.result import Result, ok, warn, wrong

_SECONDS = 5.0
_SKEW = 5.0
_OLD = 300.0


@dataclass(frozen=True, slots=True)
class _Page:
    """The metrics of one replica. ``ahead``: seconds by which its clock is before this one."""

    versions: frozenset[str]
    values: dict[str, float]
    ahead: float


async def check(service: str, host: str, port: int) -> AsyncIterator[Result]:
    """All checks of one service's metrics, over every replica that its name stands for."""
    part = f"metrics {service}"
    pages: list[_Page] = []
    try:
        addresses = await asyncio.to_thread(_addresses, host, port)
        pages += [await asyncio.to_thread(_read, address, port) for address in addresses]
    except (OSError, ValueError, http.client.HTTPException) as error:
        mend = f"look whether {service} runs, and whether SELARAS_METRICS_PORT is set for it"
        yield wrong(part, f"{host}:{port} does not answer: {error}", mend)
        return
    yield _replicas(service, part, pages)
    yield _clock(service, pages)
    for result in _waiting(pages):
        yield result


def _replicas(service: str, part: str, pages: list[_Page]) -> Result:
    versions = sorted({version for page in pages for version in page.versions})
    count = f"{len(pages)} replica{'s' if len(pages) > 1 else ''}"
    detail = f"{count}, version {', '.join(versions) or 'unknown'}"
    if len(versions) > 1:
        return warn(part, detail, f"finish the upgrade: replicas of {service} differ")
    return ok(part, detail)


def _clock(service: str, pages: list[_Page]) -> Result:
    worst = max((page.ahead for page in pages), key=abs)
    part = f"clock {service}"
    if abs(worst) <= _SKEW:
        return ok(part, "agrees with this machine's")
    return warn(
        part,
        f"{abs(worst):.0f} s {'ahead of' if worst > 0 else 'behind'} this machine's",
        "set both by NTP: deadlines, working hours and keys that expire depend on it",
    )


def _waiting(pages: list[_Page]) -> Iterable[Result]:
    """What the service says that it is behind with; all replicas see the same."""

    def most(name: str) -> float | None:
        return max((page.values[name] for page in pages if name in page.values), default=None)

    oldest = most("selaras_drafts_unchecked_oldest_seconds")
    if oldest is not None:
        detail = (
            f"{most('selaras_drafts_unchecked') or 0:.0f} drafts, the oldest for {oldest:.0f} s"
        )
        mend = "look at consumer matching and at the log of matching and embedding"
        old = oldest > _OLD
        yield warn("unchecked drafts", detail, mend) if old else ok("unchecked drafts", detail)
    overdue = most('selaras_timers{state="overdue"}')
    if overdue:
        yield wrong("timers", f"{overdue:.0f} are overdue", "look at the log of alerting")


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return sorted({str(entry[4][0]) for entry in found})


def _read(address: str, port: int) -> _Page:
    name = f"[{address}]" if ":" in address else address
    with urlopen(f"http://{name}:{port}/metrics", timeout=_SECONDS) as answer:
        theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
        now = time.time()
        text = answer.read().decode("utf-8")
    versions, values = set(), {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == "selaras_build_info":
                versions.add(sample.labels["version"])
            labels = ",".join(f'{key}="{value}"' for key, value in sorted(sample.labels.items()))
            values[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return _Page(frozenset(versions), values, theirs - now)
