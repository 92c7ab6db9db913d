"""``selaras up`` as a process of its own: how fast it starts, and what it takes."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import grpc

from selaras.api.v1 import directory_pb2, directory_pb2_grpc, draft_pb2, draft_pb2_grpc
from selaras.benchmark.measure import peak_megabytes
from selaras.data_folder import read_endpoint, read_secrets
from selaras.kit.nats_server import die_with_parent

_UP = (sys.executable, "-m", "selaras.cli", "up")
_START_SECONDS = 300.0


class StackFailed(RuntimeError):
    """``selaras up`` ended or did not accept a draft in time."""


@dataclass(frozen=True, slots=True)
class RunningStack:
    """A stack that accepts drafts.

    Attributes:
        first_draft_seconds: from the start of the process to the first draft answered OK.
        first_check_seconds: to the first draft that was checked too.
    """

    process: subprocess.Popen[bytes]
    target: str
    nats_url: str
    admin_key: str
    first_draft_seconds: float
    first_check_seconds: float

    def peaks(self) -> dict[str, float]:
        """Peak memory of each process, in MiB."""
        peaks = {"selaras up": peak_megabytes(self.process.pid)}
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in children.read_text("ascii").split():
            peaks[_name_of(int(pid))] = peak_megabytes(int(pid))
        return peaks


def _name_of(pid: int) -> str:
    """What a person calls a child of the stack: the module of Python, else the program."""
    words = Path(f"/proc/{pid}/cmdline").read_text("utf-8").split("\0")
    if "-m" in words[:-1]:
        return words[words.index("-m") + 1].removeprefix("selaras.")
    return Path(words[0]).name


@contextlib.asynccontextmanager
async def running_stack(folder: Path) -> AsyncIterator[RunningStack]:
    """Start ``selaras up`` on a data folder, and stop it.

    Raises:
        StackFailed: it did not come up; the log is in the message.
    """
    log = folder / "up.log"
    folder.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*_UP, "--data", str(folder), "--port", "0", "--no-console"],
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,  # noqa: PLW1509  # nothing but a system call
        )
    try:
        try:
            async with asyncio.timeout(_START_SECONDS):
                stack = await _until_checked(process, folder, started)
        except TimeoutError as error:
            raise StackFailed(f"no draft was checked in {_START_SECONDS} s; see {log}") from error
        yield stack
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, 30)
        except subprocess.TimeoutExpired:
            process.kill()


async def _until_checked(
    process: subprocess.Popen[bytes], folder: Path, started: float
) -> RunningStack:
    while (endpoint := read_endpoint(folder)) is None or endpoint.pid != process.pid:
        if process.poll() is not None:
            raise StackFailed((folder / "up.log").read_text(errors="replace")[-2000:])
        await asyncio.sleep(0.02)
    secrets = read_secrets(folder)
    if secrets is None:
        raise StackFailed("the stack made no secrets")
    async with grpc.aio.insecure_channel(endpoint.grpc) as channel:
        key = await _first_agency(channel, secrets.admin_key)
        stub = draft_pb2_grpc.DraftServiceStub(channel)
        request = draft_pb2.SubmitDraftRequest()
        request.draft.external_id = "pertama"
        request.draft.body = "Kantor pelayanan buka pukul 08.00 WIB."
        metadata = (("authorization", f"Bearer {key}"),)
        await stub.SubmitDraft(request, metadata=metadata)
        accepted = time.perf_counter() - started
        name = draft_pb2.GetDraftRequest(name="agencies/ukur/drafts/pertama")
        while True:
            answer = await stub.GetDraft(name, metadata=metadata)
            if answer.check.state == draft_pb2.CHECK_STATE_CHECKED:
                break
            await asyncio.sleep(0.02)
    checked = time.perf_counter() - started
    return RunningStack(
        process,
        endpoint.grpc,
        endpoint.nats,
        secrets.admin_key,
        round(accepted, 2),
        round(checked, 2),
    )


async def _first_agency(channel: grpc.aio.Channel, admin_key: str) -> str:
    stub = directory_pb2_grpc.DirectoryServiceStub(channel)
    metadata = (("authorization", f"Bearer {admin_key}"),)
    agency = directory_pb2.Agency(
        agency_id="ukur", display_name="Ukur", level="AGENCY_LEVEL_KOTA", area_code="32.78"
    )
    with contextlib.suppress(grpc.aio.AioRpcError):  # a folder that was measured before has it
        await stub.CreateAgency(directory_pb2.CreateAgencyRequest(agency=agency), metadata=metadata)
    answer = await stub.CreateKey(
        directory_pb2.CreateKeyRequest(parent="agencies/ukur"), metadata=metadata
    )
    return str(answer.secret)
