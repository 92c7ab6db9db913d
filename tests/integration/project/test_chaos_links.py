"""A line that `scripts/chaos` can cut or let swallow everything."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

# The modules of the scripts import each other by name.
sys.path.append(str(Path(__file__).resolve().parents[3] / "scripts"))

from _chaos_links import Link


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while block := await reader.read(1 << 16):
        writer.write(block)
    writer.close()


@pytest.fixture
async def link() -> AsyncIterator[Link]:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    link = Link(server.sockets[0].getsockname()[1])
    await link.start()
    yield link
    await link.stop()
    server.close()


async def test_it_passes_everything_on_and_back(link: Link) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
    sent = bytes(range(256)) * 4096
    writer.write(sent)
    writer.write_eof()
    assert await reader.read(-1) == sent
    writer.close()


async def test_a_cut_breaks_connections_and_refuses_new_ones_until_it_is_mended(link: Link) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
    writer.write(b"a")
    assert await reader.read(1) == b"a"
    link.cut()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    link.mend()
    reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
    writer.write(b"b")
    assert await reader.readexactly(1) == b"b"
    writer.close()


async def test_a_hole_keeps_the_connection_and_tells_nobody(link: Link) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
    writer.write(b"a")
    assert await reader.read(1) == b"a"
    link.hole()
    writer.write(b"b")
    answer = asyncio.create_task(reader.readexactly(1))
    done, _ = await asyncio.wait([answer], timeout=0.2)
    assert not done
    link.mend()
    assert await answer == b"b"
    writer.close()
