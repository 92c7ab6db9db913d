"""Carries faults out on a fleet, and heals them."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from _chaos_links import Link
from _chaos_plan import LINES, Fault
from _fleet import NATS, POSTGRES, SERVICES, Fleet

_BLOCK = b"\0" * (1 << 20)
# nats-server was perhaps paused a moment ago.
_NOTICE_SECONDS = 1.0
_CLOCK_FOLDERS = ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib")


class Disk:
    """A small file system in memory for the data of one process; needs root."""

    def __init__(self, folder: Path, mebibytes: int) -> None:
        self._folder = folder
        self._mebibytes = mebibytes

    def mount(self) -> bool:
        """Put it there; False: this user may not."""
        self._folder.mkdir(parents=True, exist_ok=True)
        size = f"size={self._mebibytes}m"
        command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(self._folder)]
        return not subprocess.run(command, check=False, capture_output=True).returncode

    def fill(self) -> None:
        """Leave not one byte."""
        with (
            suppress(OSError),
            (self._folder / "ballast").open("ab", buffering=0) as ballast,
        ):
            while ballast.write(_BLOCK):
                pass

    def empty(self) -> None:
        """Take the ballast away."""
        (self._folder / "ballast").unlink(missing_ok=True)

    def unmount(self) -> None:
        """Take it away with all that is in it."""
        subprocess.run(["umount", "--lazy", str(self._folder)], check=False, capture_output=True)
        with suppress(OSError):
            self._folder.rmdir()


class Faults:
    """Prepares a fleet for faults, and does what a plan says.

    Attributes:
        skipped: kinds that this machine cannot do, with the reason.
        restarted: how often an operator had to restart nats-server: a stream that met a full disk
            takes nothing more until then, also when there is space again.
    """

    def __init__(self, fleet: Fleet, kinds: Sequence[str], disk_mebibytes: int) -> None:
        self._fleet = fleet
        self._kinds = kinds
        self._mebibytes = disk_mebibytes
        self._links: dict[str, Link] = {}
        self._disks: dict[str, Disk] = {}
        self._busy: Counter[str] = Counter()
        self.skipped: dict[str, str] = {}
        self.restarted = 0

    async def prepare(self) -> None:
        """Put the lines, disks and clocks in place; before the fleet starts."""
        if "network" in self._kinds:
            for caller, called in LINES:
                link = Link(self._fleet.ports[called])
                await link.start()
                self._links[f"{caller}>{called}"] = link
                self._fleet.route(caller, called, link.port)
        if "disk" in self._kinds:
            self._prepare_disks()
        if "clock" in self._kinds:
            self._prepare_clocks()

    @property
    def possible(self) -> tuple[str, ...]:
        """The kinds that this machine can do."""
        return tuple(kind for kind in self._kinds if kind not in self.skipped)

    async def close(self) -> None:
        """Take the lines and disks away; after the fleet has stopped."""
        for link in self._links.values():
            await link.stop()
        for disk in self._disks.values():
            disk.unmount()

    async def run(self, faults: Sequence[Fault]) -> None:
        """Every fault at its time; ends when the last is over."""
        started = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for fault in faults:
                await asyncio.sleep(started + fault.at - asyncio.get_running_loop().time())
                group.create_task(self._happen(fault))

    async def heal(self) -> None:
        """Everything as it should be, and every process running."""
        for link in self._links.values():
            link.mend()
        for disk in self._disks.values():
            disk.empty()
        for name in self._fleet.names:
            self._fleet.signal(name, signal.SIGCONT)
        if "clock" in self.possible:
            for name in SERVICES:
                self._set_clock(name, "+0")
        self._fleet.start()
        if "disk" in self.possible:
            await asyncio.sleep(_NOTICE_SECONDS)
            await self._revive_jetstream()

    async def _happen(self, fault: Fault) -> None:
        # Of two faults of one kind that overlap at one place, the last one to end heals it.
        place = f"{fault.kind} {fault.target}"
        self._busy[place] += 1
        await self._begin(fault)
        await asyncio.sleep(fault.seconds)
        self._busy[place] -= 1
        if not self._busy[place]:
            await self._end(fault)

    async def _begin(self, fault: Fault) -> None:
        match fault.kind:
            case "kill":
                self._fleet.kill(fault.target)
            case "pause":
                self._fleet.signal(fault.target, signal.SIGSTOP)
            case "network" if fault.how == "cut":
                self._links[fault.target].cut()
            case "network":
                self._links[fault.target].hole()
            case "disk":
                await asyncio.to_thread(self._disks[fault.target].fill)
            case "clock":
                self._set_clock(fault.target, f"{fault.how}s")

    async def _end(self, fault: Fault) -> None:
        match fault.kind:
            case "kill":
                self._fleet.start([fault.target])
            case "pause":
                self._fleet.signal(fault.target, signal.SIGCONT)
            case "network":
                self._links[fault.target].mend()
            case "disk":
                self._disks[fault.target].empty()
                if fault.target == NATS:
                    await self._revive_jetstream()
            case "clock":
                self._set_clock(fault.target, "+0")

    def _prepare_disks(self) -> None:
        postgres = self._fleet.postgres_folder
        places = {NATS: self._fleet.folder / "nats", **({POSTGRES: postgres} if postgres else {})}
        for name, folder in places.items():
            disk = Disk(folder, self._mebibytes)
            if not disk.mount():
                self.skipped["disk"] = "mounting a small file system needs root"
                return
            self._disks[name] = disk

    def _prepare_clocks(self) -> None:
        library = find_faketime()
        if library is None:
            self.skipped["clock"] = "libfaketime is not installed (Debian: faketime)"
            return
        for name in SERVICES:
            self._set_clock(name, "+0")
            self._fleet.add_environment(
                name,
                {
                    "LD_PRELOAD": str(library),
                    "FAKETIME_TIMESTAMP_FILE": str(self._clock(name)),
                    "FAKETIME_NO_CACHE": "1",
                    # The wall clock jumps, as after a wrong NTP server; timeouts do not.
                    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                },
            )

    def _clock(self, name: str) -> Path:
        return self._fleet.folder / f"{name}.clock"

    def _set_clock(self, name: str, offset: str) -> None:
        draft = self._clock(name).with_suffix(".new")
        draft.write_text(f"{offset}\n", "ascii")
        draft.replace(self._clock(name))

    async def _revive_jetstream(self) -> None:
        """Restart nats-server where its health says that a stream has given up writing."""
        if not self._fleet.alive(NATS):
            return  # a kill is under way; the start after it does the same
        if await asyncio.to_thread(_stopped_writing, self._fleet.monitor_port):
            self.restarted += 1
            self._fleet.kill(NATS)
            self._fleet.start([NATS])


def _stopped_writing(port: int) -> bool:
    """Whether a stream of nats-server has met an error of the disk: it then takes nothing more."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return False
    except urllib.error.HTTPError as error:
        return b"write error" in error.read()
    except OSError:
        return False  # paused, or not up yet


def find_faketime() -> Path | None:
    """The library that lets one process have another clock; None where it is not installed."""
    named = os.environ.get("SELARAS_CHAOS_FAKETIME")
    if named:
        return Path(named)
    for folder in map(Path, _CLOCK_FOLDERS):
        found = [
            *folder.glob("*/faketime/libfaketimeMT.so.1"),
            *folder.glob("faketime/libfaketimeMT.so.1"),
        ]
        if found:
            return found[0]
    return None
